"""The files of sources: their paths and times, which follow which, and the time that all cover."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

import polars as pl

from usagestats.frames import may_be_repeated
from usagestats.periods.period import SLOT
from usagestats.rotation.many_files import runs_and_missing
from usagestats.store.places import PLACE, with_places
from usagestats.store.sources import place_now, rows_of_files
from usagestats.tables.coverage import Coverage

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from usagestats.rotation.log_file import Hull
    from usagestats.store.table import StoreTable

FILE_COLUMNS: Final = (
    *("source", "first", "last", "offset", "paths", "format", "is_complete", "follows", *PLACE),
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
    return {
        row["source"]: StoredFile(
            row["source"],
            (row["first"], row["last"]) if row["first"] else None,
            tuple(row["paths"] or ()),
            row["format"] or "",
            row["is_complete"],
            frozenset(row["follows"] or ()),
        )
        for row in _files(rows).iter_rows(named=True)
    }


def _files(rows: pl.DataFrame) -> pl.DataFrame:
    """Return one row per source, with the path that its file has now.

    Nearly all objects have one row only, which is taken as it is.
    """
    is_alone = ~may_be_repeated(rows["source"])
    path = pl.col("paths").list.last()
    alone = rows.select(*FILE_COLUMNS).filter(is_alone).drop("offset")
    newest = pl.col("offset").arg_max()
    added = (
        rows.select(*FILE_COLUMNS)
        .filter(~is_alone)
        .sort("offset", maintain_order=True)
        .group_by("source", maintain_order=True)
        .agg(
            pl.col("first").min(),
            pl.col("last").max(),
            pl.col("paths").explode().drop_nulls().unique(maintain_order=True),
            *(pl.col(name).get(newest) for name in ("format", "is_complete")),
            pl.col("follows").explode().drop_nulls().unique(),
            *place_now(newest),
        )
    )
    is_complete = pl.col("is_complete").fill_null(value=False)
    return pl.concat([alone, added]).with_columns(is_complete, path=path)


def stored_coverage(rows: pl.DataFrame) -> Coverage:
    """Return the time that all sources cover together, without forgotten usage.

    Two sources follow each other if a run has seen them side by side in a series, if the newer took
    the path of one that was counted to its end, or if their names have dates that follow.
    """
    files = _files(rows)
    runs, missing = runs_and_missing(with_places(files))
    between = _between(files)
    hulls = pl.concat([files.select("first", "last").drop_nulls(), between, runs])
    forgotten = cast("datetime | None", rows["forgotten_before"].max())  # of all sources
    if forgotten is not None:
        kept = hulls.filter(pl.col("last") >= forgotten)
        hulls = kept.with_columns(pl.max_horizontal("first", pl.lit(forgotten)).alias("first"))
    known = set(cast("Iterable[Hull]", between.iter_rows()))
    return Coverage.of(
        _longest(hulls), (one for one in missing if (one.after, one.before) not in known)
    )


def _longest(hulls: pl.DataFrame) -> list[Hull]:
    """Return the longest of the hulls that begin in the same slot: they cover the same time."""
    slot = pl.col("first").dt.truncate(SLOT)
    longest = hulls.group_by(slot).agg(pl.col("last").max())
    return cast("list[Hull]", longest.rows())


def _between(files: pl.DataFrame) -> pl.DataFrame:
    """Return the times between the sources that follow each other: `first` and `last`."""
    pairs = pl.concat([_followed(files), _taken_paths(files)])
    return pairs.filter(pl.col("first") < pl.col("last")).unique()


def _followed(files: pl.DataFrame) -> pl.DataFrame:
    """Return the time after each source that a run has seen in a series, before the newer one."""
    newer = files.filter(pl.col("follows").list.len() > 0)
    pairs = newer.select("follows", before="first").explode("follows")
    older = files.filter(pl.col("source").is_in(pairs["follows"].unique().implode()))
    joined = pairs.join(older, left_on="follows", right_on="source")
    return joined.select(first="last", last="before")


def _taken_paths(files: pl.DataFrame) -> pl.DataFrame:
    """Return the time after each source whose path another one took, before that one."""
    paths = files.filter(pl.col("first").is_not_null()).select(
        "first", "last", "is_complete", "paths"
    )
    each = paths.explode("paths").drop_nulls("paths")
    in_order = each.filter(may_be_repeated(each["paths"])).sort(
        "paths", "first", "last", maintain_order=True
    )
    is_same = (pl.col("paths") == pl.col("paths").shift(1)) & pl.col("is_complete").shift(1)
    after = pl.col("last").shift(1).alias("first")
    return in_order.select(after, last="first", is_same=is_same).filter("is_same").drop("is_same")
