"""The groups of sources whose usage is added up in the store.

A source begins as a group of its own, so that its usage can be replaced. Rows of USAGE are kept for
each group: many gateways would multiply them. So the groups of sources that have ended are merged,
those of a day into one. Which sources a group has is in the rows of sources.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from usagestats.store.sources import Progress


def members_of_groups(stored: Mapping[str, Progress]) -> dict[str, frozenset[str]]:
    """Return the ids of the sources of each group, by its id."""
    members: dict[str, set[str]] = defaultdict(set)
    for name, progress in stored.items():
        members[progress.group].add(name)
    return {group: frozenset(names) for group, names in members.items()}


def groups_to_merge(sources: pl.DataFrame, bound: datetime) -> pl.DataFrame:
    """Return the sources whose groups can be merged, those of a day into one.

    The day of a source is that of its last request. A source that is alone on its day stays a group
    of its own. A merged group is never merged again, so that no chain of days grows into one group.

    Args:
        sources: The rows of sources.
        bound: The beginning of a day, UTC. Only sources whose last request is before it have ended.

    Shape: one row per source: `source`, `group` (the new one), `first` and `last`, in order of
        `group`.
    """
    by_source = (
        sources.sort("offset", maintain_order=True)
        .group_by("source")
        .agg(pl.col("group").last(), pl.col("first").min(), pl.col("last").max())
    )
    known = by_source["group"].unique()
    single = by_source.filter(pl.col("group") == pl.col("source"), pl.col("last") < bound)
    days = single.with_columns(group=pl.col("last").dt.strftime("%Y-%m-%d"))
    has_others = (pl.len().over("group") > 1) | pl.col("group").is_in(known.implode())
    return days.filter(has_others).sort("group", "source")


def rows_of(groups: Collection[str], sources: Collection[str]) -> str:
    """Return the SQL condition for all rows of some groups and of their sources."""
    return f'"group" IN ({_quoted(groups)}) OR source IN ({_quoted(sources)})'


def _quoted(names: Collection[str]) -> str:
    return ", ".join(f"'{name}'" for name in sorted(names))
