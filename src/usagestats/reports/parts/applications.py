"""USAGE by application, with the ids, names, plans and accounts of the registry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.frames import map_distinct
from usagestats.tables.declared import LOG_KEYS, USAGE_KEYS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from usagestats.catalog.registry import Registry

SPLIT_KEYS: Final = (
    "product",
    "backend",
    "application",
    "plan",
    "account",
    "status",
    "path",
    "user_agent",
)
"""The keys by which rows of a report can be split."""

OF_APPLICATION: Final = ("application", "account", "plan")
"""The keys that the registry finds by the identity of an application; each has an id, too."""


def usage_keys(split_keys: Iterable[str]) -> tuple[str, ...]:
    """Return the keys of USAGE that these splits need, in the order of the table."""
    wanted = {"application" if key in OF_APPLICATION else key for key in split_keys}
    return tuple(key for key in (*USAGE_KEYS, *LOG_KEYS) if key in wanted)


def names_of(keys: Iterable[str]) -> list[str]:
    """Return the names of the columns of keys: the column with the id stands before the name."""
    return [
        name for key in keys for name in ((f"{key}_id", key) if key in OF_APPLICATION else (key,))
    ]


def order_of(keys: Iterable[str]) -> list[str]:
    """Return the columns by which rows of keys are sorted: by the name, then by the id."""
    return [
        name for key in keys for name in ((key, f"{key}_id") if key in OF_APPLICATION else (key,))
    ]


def registered(registry: Registry) -> pl.DataFrame:
    """Return the registered applications.

    Shape: one row per application, in the order of the file; the columns of `OF_APPLICATION`.
    """
    rows = [
        (one.id, one.name, one.account_id, one.account, one.plan_id, one.plan)
        for one in registry.applications
    ]
    return pl.DataFrame(rows, dict.fromkeys(names_of(OF_APPLICATION), pl.String()), orient="row")


def with_registry(usage: pl.DataFrame, registry: Registry, keys: Iterable[str]) -> pl.DataFrame:
    """Add the columns of those keys that the registry knows, `application` among them.

    Shape: the rows of USAGE; several may have equal keys afterwards, since an application may
    have several credentials.
    """
    found = {
        "application_id": registry.id,
        "application": registry.name,
        "account_id": registry.account_id,
        "account": registry.account,
        "plan_id": registry.plan_id,
        "plan": registry.plan,
    }
    if not registry.identities:  # each is an application of its own, and nothing else is known
        own, nothing = pl.col("application").cast(pl.String), pl.lit(None, pl.String())
        is_own = {"application_id", "application"}
        return usage.with_columns(
            (own if name in is_own else nothing).alias(name)
            for name in names_of(keys)
            if name in found
        )
    return usage.with_columns(
        map_distinct(usage["application"], found[name], pl.String()).alias(name)
        for name in names_of(keys)
        if name in found
    )
