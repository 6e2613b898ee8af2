"""The coverage of a store, source by source: slow, and easy to follow."""

from __future__ import annotations

from collections import defaultdict
from itertools import chain, pairwise
from typing import TYPE_CHECKING, cast

import polars as pl

from usagestats.rotation.log_file import LogFile
from usagestats.rotation.series import series_of
from usagestats.store.log_files import StoredFile
from usagestats.tables.coverage import Coverage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from usagestats.rotation.log_file import Hull


def careful_files(rows: pl.DataFrame) -> dict[str, StoredFile]:
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


def careful_coverage(files: dict[str, StoredFile], rows: pl.DataFrame) -> Coverage:
    logs = (
        LogFile(file.source, file.paths[-1], file.hull, file.is_complete, file.log_format)
        for file in files.values()
        if file.paths
    )
    series = series_of(file for file in logs if file.has_stable_name)
    between = set(_between(files))
    hulls = [
        *(file.hull for file in files.values() if file.hull),
        *between,
        *chain.from_iterable(one.hulls for one in series),
    ]
    forgotten = cast("datetime | None", rows["forgotten_before"].max())
    if forgotten is not None:
        hulls = [(max(first, forgotten), last) for first, last in hulls if last >= forgotten]
    missing = chain.from_iterable(one.missing for one in series)
    return Coverage.of(hulls, (one for one in missing if (one.after, one.before) not in between))


def _between(files: dict[str, StoredFile]) -> Iterator[Hull]:
    followed = [
        (files[older], newer)
        for newer in files.values()
        for older in newer.follows
        if older in files
    ]
    for older, newer in chain(followed, _taken_paths(files)):
        if older.hull and newer.hull and older.hull[1] < newer.hull[0]:
            yield older.hull[1], newer.hull[0]


def _taken_paths(files: dict[str, StoredFile]) -> Iterator[tuple[StoredFile, StoredFile]]:
    by_path: dict[str, list[StoredFile]] = defaultdict(list)
    for file in files.values():
        if file.hull:
            for path in file.paths:
                by_path[path].append(file)
    for same in by_path.values():
        in_order = sorted(same, key=lambda file: file.hull or ())
        yield from ((older, newer) for older, newer in pairwise(in_order) if older.is_complete)
