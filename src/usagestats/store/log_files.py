"""The files of sources: their paths and times, which follow which, and the time that all cover."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Final, cast

import polars as pl

from usagestats.rotation.log_file import Hull, LogFile
from usagestats.rotation.series import series_of
from usagestats.store.sources import rows_of_files
from usagestats.tables.coverage import Coverage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from usagestats.store.table import StoreTable

FILE_COLUMNS: Final = (
    *("source", "first", "last", "offset", "paths", "format", "is_complete", "follows"),
)
"""The columns of the rows of sources that `stored_files` reads."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """The file of a source.

    Args:
        source: The id of the source.
        hull: The times of its first and last request, also of forgotten ones; `None`: it has none.
        paths: The absolute paths that it has had, the last one last; empty for a stream.
        log_format: The name of its format; empty where it is not known.
        is_complete: Whether it was counted to its end when it was last read.
        follows: The ids of the sources that it follows in a series of rotated files.
    """

    source: str
    hull: Hull | None
    paths: tuple[str, ...]
    log_format: str
    is_complete: bool
    follows: frozenset[str]


def read_files(table: StoreTable) -> dict[str, StoredFile]:
    """Read the files of all sources that are no objects, by the ids of these.

    Raises:
        UsageStatsError: A file of the store is missing or broken.
    """
    return stored_files(table.read(rows_of_files(table).select(*FILE_COLUMNS)))


def stored_files(rows: pl.DataFrame) -> dict[str, StoredFile]:
    """Return the files of sources by the ids of these, from the rows of sources."""
    newest = pl.col("offset").arg_max()
    added = (
        rows.sort("offset", maintain_order=True)
        .group_by("source")
        .agg(
            pl.col("first").min(),
            pl.col("last").max(),
            pl.col("paths").explode().drop_nulls().unique(maintain_order=True),
            pl.col("follows").explode().drop_nulls().unique(),
            *(pl.col(name).get(newest) for name in ("format", "is_complete")),
        )
    )
    return {
        row["source"]: StoredFile(
            row["source"],
            (row["first"], row["last"]) if row["first"] else None,
            tuple(row["paths"]),
            row["format"] or "",
            bool(row["is_complete"]),
            frozenset(row["follows"]),
        )
        for row in added.iter_rows(named=True)
    }


def stored_coverage(rows: pl.DataFrame) -> Coverage:
    """Return the time that all sources cover together, without forgotten usage.

    Two sources follow each other if a run has seen them side by side in a series, if the newer took
    the path of one that was counted to its end, or if their names have dates that follow.
    """
    files = stored_files(rows)
    series = series_of(file for file in _log_files(files.values()) if file.has_stable_name)
    between = set(_between(files))
    hulls = [
        *(file.hull for file in files.values() if file.hull),
        *between,
        *chain.from_iterable(one.hulls for one in series),
    ]
    forgotten = cast("datetime | None", rows["forgotten_before"].max())  # of all sources
    kept = (
        hulls
        if forgotten is None
        else [(max(first, forgotten), last) for first, last in hulls if last >= forgotten]
    )
    missing = chain.from_iterable(one.missing for one in series)
    return Coverage.of(kept, (one for one in missing if (one.after, one.before) not in between))


def _log_files(files: Iterable[StoredFile]) -> Iterator[LogFile]:
    for file in files:
        if file.paths:
            path, log_format = file.paths[-1], file.log_format
            yield LogFile(file.source, path, file.hull, file.is_complete, log_format)


def _between(files: Mapping[str, StoredFile]) -> Iterator[Hull]:
    """Yield the times between the sources that follow each other."""
    for older, newer in chain(_followed(files), _taken_paths(files.values())):
        if older.hull and newer.hull and older.hull[1] < newer.hull[0]:
            yield older.hull[1], newer.hull[0]


def _followed(files: Mapping[str, StoredFile]) -> Iterator[tuple[StoredFile, StoredFile]]:
    """Yield the sources that a run has seen side by side in a series: older and newer."""
    for newer in files.values():
        yield from ((files[older], newer) for older in newer.follows if older in files)


def _taken_paths(files: Iterable[StoredFile]) -> Iterator[tuple[StoredFile, StoredFile]]:
    """Yield the sources of which one took the path of the other: older and newer."""
    by_path: dict[str, list[StoredFile]] = defaultdict(list)
    for file in files:
        if file.hull:
            for path in file.paths:
                by_path[path].append(file)
    for same in by_path.values():
        in_order = sorted(same, key=lambda file: file.hull or ())
        yield from ((older, newer) for older, newer in pairwise(in_order) if older.is_complete)
