"""USAGE by application, with the names, plans and accounts of the registry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.frames import map_distinct
from usagestats.tables.declared import LOG_KEYS, USAGE_KEYS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from usagestats.catalog.registry import Registry

SPLIT_KEYS: Final = ("product", "backend", "application", "plan", "account", "status")
"""The keys by which rows of a report can be split, in the order of their columns."""

_OF_APPLICATION = {"application", "plan", "account"}


def usage_keys(split_keys: Iterable[str]) -> tuple[str, ...]:
    """Return the keys of USAGE that these splits need, in the order of the table."""
    wanted = {"application" if key in _OF_APPLICATION else key for key in split_keys}
    return tuple(key for key in (*USAGE_KEYS, *LOG_KEYS) if key in wanted)


def with_registry(
    usage: pl.DataFrame, registry: Registry, split_keys: Collection[str]
) -> pl.DataFrame:
    """Add those of the columns `application` (its label), `plan` and `account` that are split keys.

    Shape: the rows of USAGE; several may have equal keys afterwards, since an application may
    have several credentials.
    """
    found = {
        "application": registry.label,
        "plan": registry.plan,
        "account": registry.account,
    }
    return usage.with_columns(
        map_distinct(usage["application"], found[key], pl.String()).alias(key)
        for key in split_keys
        if key in found
    )
