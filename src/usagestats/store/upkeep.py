"""The upkeep of a store: groups and files are merged, and rows with equal keys added up."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.store.groups import groups_to_merge
from usagestats.store.rewriting import retried, rewrite
from usagestats.store.schema import (
    IMPORTED_ROW,
    NO_MONTH,
    PROBLEM_ROW,
    SOURCE_ROW,
    USAGE_ROW,
    added_problems,
    added_usage,
)
from usagestats.store.sources import added_sources, rows_of_files
from usagestats.store.table import KEPT_HOURS, ConflictError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from usagestats.store.rewriting import Change, Partition
    from usagestats.store.table import StoreTable

DAYS_BEFORE_MERGING: Final = 7
"""The days after which the groups of sources that have ended are merged."""
_MANY_FILES: Final = 40
_MANY_GROUPS: Final = 40


def _as_they_are(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows of which no two have equal keys."""
    return rows


_ADDED_UP: Final[Mapping[str, Change]] = {
    USAGE_ROW: added_usage,
    PROBLEM_ROW: added_problems,
    SOURCE_ROW: added_sources,
    IMPORTED_ROW: _as_they_are,
}


def beginning_of_day(now: datetime, days: int = DAYS_BEFORE_MERGING) -> datetime:
    """Return the beginning of the day, UTC, that was some days before the day of `now`."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=days)


def merge_when_many(table: StoreTable, bound: datetime) -> None:
    """Merge the groups of many sources, and the files of many small commits.

    So reports and `ingest` stay fast, and the store stays small.

    Args:
        table: The store.
        bound: The beginning of a day, UTC: sources that ended before it are merged.
    """
    version = table.version
    with suppress(ConflictError):  # the next run does it
        if _mergeable(table, bound).height > _MANY_GROUPS:
            _merge_groups(table, bound)
        for partition, files in table.partitions().items():
            if files > _MANY_FILES:
                rewrite(table, {partition: _ADDED_UP[partition[0]]})
    if table.version > version:
        _tidy(table)


@dataclass(frozen=True, slots=True)
class Compacted:
    """The numbers of rows and files before and after compaction."""

    rows_before: int
    rows: int
    files_before: int
    files: int


def compact(table: StoreTable, bound: datetime) -> Compacted:
    """Merge groups, add up rows with equal keys, merge files, and delete old files.

    No report changes.

    Args:
        table: The store.
        bound: The beginning of a day, UTC: sources that ended before it are merged.
    """
    rows_before, files_before = table.height(), len(table.files())
    retried(table, partial(_merge_groups, table, bound))
    for partition in table.partitions():
        retried(table, partial(rewrite, table, {partition: _ADDED_UP[partition[0]]}))
    _tidy(table)
    return Compacted(rows_before, table.height(), files_before, len(table.files()))


def _tidy(table: StoreTable) -> None:
    table.sum_up_commits()
    table.remove_old_files(KEPT_HOURS)


def _mergeable(table: StoreTable, bound: datetime) -> pl.DataFrame:
    columns = ("source", "group", "first", "last", "offset")
    return groups_to_merge(table.read(rows_of_files(table).select(*columns)), bound)


def _merge_groups(table: StoreTable, bound: datetime) -> None:
    """Merge the groups of sources that have ended; a commit for each month in which they did."""
    merged = _mergeable(table, bound)
    for _, ended in merged.group_by(pl.col("last").dt.truncate("1mo"), maintain_order=True):
        rewrite(table, _regrouping(table, ended))


def _regrouping(table: StoreTable, ended: pl.DataFrame) -> dict[Partition, Change]:
    """Return the changes that put sources into the groups that `groups_to_merge` says."""
    group_of = dict(ended.select("source", "group").iter_rows())
    span = ended.select(pl.col("first").min(), pl.col("last").max())
    first, last = span.select(pl.all().dt.strftime("%Y-%m")).row(0)
    changes: dict[Partition, Change] = {}
    for row_type, month in table.partitions():
        if row_type == IMPORTED_ROW:  # belongs to no source
            continue
        has_some = month == NO_MONTH if row_type == SOURCE_ROW else first <= month <= last
        if has_some:
            key = "source" if row_type == SOURCE_ROW else "group"
            changes[row_type, month] = partial(_regrouped, group_of, key, _ADDED_UP[row_type])
    return changes


def _regrouped(
    group_of: Mapping[str, str], key: str, add_up: Change, rows: pl.DataFrame
) -> pl.DataFrame:
    """Return rows of the store with other groups, added up; `key` is the column of the old ones."""
    old, new = list(group_of), list(group_of.values())
    group = pl.col(key).replace_strict(old, new, default=pl.col("group"))
    return add_up(rows.with_columns(group=group))
