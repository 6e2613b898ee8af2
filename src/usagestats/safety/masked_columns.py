"""Whole columns of texts with credentials masked, as by `secrets.masked`, many rows at a time."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.frames import map_distinct_texts, map_where
from usagestats.safety.masked_parameters import masked_queries
from usagestats.safety.masked_paths import masked_paths
from usagestats.safety.secret_values import MASK
from usagestats.safety.signs_of_secrets import have_signs

if TYPE_CHECKING:
    from collections.abc import Callable

_LOOKED_AT: Final = 1000


def masked_column(column: pl.Series, secret_names: frozenset[str] = frozenset()) -> pl.Series:
    """Return a column of REQUESTS masked, as by `secrets.masked_field`; it may be coded."""
    if isinstance(column.dtype, pl.Enum):
        return map_distinct_texts(
            column, lambda texts: masked_column(texts.alias(column.name), secret_names)
        )
    if column.name == "query":
        return masked_queries(column, secret_names)
    if column.name == "remote_user":
        return _where_few(column, lambda users: _masked(_without_passwords(users), secret_names))
    return masked_texts(column, secret_names)


def masked_texts(texts: pl.Series, secret_names: frozenset[str] = frozenset()) -> pl.Series:
    """Return the texts with everything that looks like a credential masked.

    Args:
        texts: Strings; null stays null.
        secret_names: The parameters and fields whose values are credentials, whatever their look.
    """
    return _where_few(texts, lambda found: _masked(found, secret_names))


def _where_few(texts: pl.Series, function: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """Apply `function` once to each distinct text, if there seem to be few; else to each."""
    first = texts.head(_LOOKED_AT)
    if len(texts) <= _LOOKED_AT or first.n_unique() > _LOOKED_AT // 4:
        return function(texts)
    distinct = texts.unique()
    if function(distinct).equals(distinct):
        return texts
    return map_distinct_texts(texts, function)


def _without_passwords(users: pl.Series) -> pl.Series:
    return users.str.replace("(?s)^([^:]*:).*", f"${{1}}{MASK}")


def _masked(texts: pl.Series, secret_names: frozenset[str]) -> pl.Series:
    closer = partial(masked_paths, secret_names=secret_names)
    return map_where(texts, have_signs(texts, secret_names), closer)
