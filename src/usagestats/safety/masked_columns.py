"""Whole columns of texts with credentials masked, as by `secrets.masked`, many rows at a time."""

from __future__ import annotations

from functools import partial

import polars as pl

from usagestats.frames import map_distinct, map_where
from usagestats.safety.masked_parameters import masked_queries
from usagestats.safety.secret_values import MASK
from usagestats.safety.secrets import masked
from usagestats.safety.signs_of_secrets import have_signs, have_signs_as_paths


def masked_column(column: pl.Series, secret_names: frozenset[str] = frozenset()) -> pl.Series:
    """Return a column of REQUESTS masked, as by `secrets.masked_field`."""
    if column.name == "query":
        return masked_queries(column, secret_names)
    if column.name == "remote_user":
        column = column.str.replace("(?s)^([^:]*:).*", f"${{1}}{MASK}")
    return masked_texts(column, secret_names)


def masked_texts(texts: pl.Series, secret_names: frozenset[str] = frozenset()) -> pl.Series:
    """Return the texts with everything that looks like a credential masked.

    Args:
        texts: Strings; null stays null.
        secret_names: The parameters and fields whose values are credentials, whatever their look.
    """
    closer = partial(_masked_with_signs, secret_names=secret_names)
    return map_where(texts, have_signs(texts, secret_names), closer)


def _masked_with_signs(texts: pl.Series, secret_names: frozenset[str]) -> pl.Series:
    return map_where(
        texts,
        have_signs_as_paths(texts, secret_names),
        lambda found: map_distinct(found, lambda text: masked(text, secret_names), pl.String()),
    )
