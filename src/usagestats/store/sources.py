"""The rows of sources: their counts and their progress, one row per commit and source.

The rows of a source add up: counts are summed, and the row with the largest offset is its progress.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, cast

import polars as pl

from usagestats.logs.files.positions import BEGINNING, Fingerprint
from usagestats.safety.networks import with_networks
from usagestats.safety.secrets import masked
from usagestats.store.places import PLACE, place_cells, with_places
from usagestats.store.schema import NO_MONTH, SOURCE_ROW, STORED, stored
from usagestats.tables.counts import Counts

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from usagestats.logs.rejects import Rejects
    from usagestats.store.table import StoreTable

COUNTS: Final = (*("lines", "requests", "rejects", "ignored", "matched", "unmatched", "excluded"),)
_ADDED: Final = (*COUNTS, "bytes", "file_lines")
_REACHED: Final = ("offset", "head", "tail", "preamble", "latest_ambiguous")
_PROGRESS: Final = (
    *("name", "format", "is_complete", "object", "etag", "stored_bytes", *_REACHED),
)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a source was counted.

    Args:
        fingerprint: The offset, and the digests by which the source is recognised.
        header: The header lines in force at this offset.
        file_lines: The number of lines of the file before it. A run does not know it before it has
            counted them, so it does not tell one progress from another.
        forgotten_before: Usage before this time was deleted; `None` if none was deleted.
        group: The group that its usage is in; empty for a source that is not stored yet. It may be
            merged meanwhile, so it does not tell one progress from another.
        latest_ambiguous: `WallTimes.latest` of the lines before the offset, known as late.
    """

    fingerprint: Fingerprint
    header: str = ""
    file_lines: int = field(default=0, compare=False)
    forgotten_before: datetime | None = None
    group: str = field(default="", compare=False)
    latest_ambiguous: datetime | None = field(default=None, compare=False)


NOTHING_COUNTED: Final = Progress(BEGINNING.fingerprint())
"""The progress of a new source."""


@dataclass(frozen=True, slots=True)
class SourcePart:
    """The part of a source that one commit adds.

    Args:
        name: The name of the file.
        progress: The progress of the source after this part.
        bytes: The number of decompressed bytes.
        counts: The lines: requests, rejects and so on.
        file_lines: The number of lines of the file.
        rejects: The lines that did not parse.
        hull: The times of the first and the last request; `None` where there is none.
        catalog: The fingerprint of the catalog that requests were mapped by.
        path: The absolute path of the file; `None` for a stream.
        log_format: The name of its format.
        is_complete: Whether the file was counted to its end.
        marks_before: The number of characters of marks in earlier commits. `Fingerprint.marks` are
            short digests at fixed offsets; a row holds only those that are new.
    """

    name: str
    progress: Progress
    bytes: int
    counts: Counts
    file_lines: int
    rejects: Rejects
    hull: tuple[datetime, datetime] | None
    catalog: str
    path: str | None = None
    log_format: str = ""
    is_complete: bool = False
    marks_before: int = 0

    def row(self, source: str, group: str) -> dict[str, object]:
        """Return the cells of its row.

        Args:
            source: The id of the source.
            group: The id of the group that its usage is in.
        """
        reached = self.progress.fingerprint
        first, last = self.hull or (None, None)
        path = masked(self.path) if self.path else None
        name = path if path and self.name == self.path else masked(self.name)
        return {
            **{name: getattr(self.counts, name) for name in COUNTS},
            "source": source,
            "group": group,
            "name": name,
            "paths": [path] if path else [],
            "format": self.log_format,
            **place_cells(path, self.log_format),
            "is_complete": self.is_complete,
            "bytes": self.bytes,
            "file_lines": self.file_lines,
            "first": first,
            "last": last,
            "reasons": _reasons(self.rejects),
            "catalog": self.catalog,
            "forgotten_before": self.progress.forgotten_before,
            "offset": reached.offset,
            "head": reached.head,
            "tail": reached.tail,
            "marks": self._new_marks(),
            "preamble": self.progress.header,
            "latest_ambiguous": self.progress.latest_ambiguous,
        }

    def _new_marks(self) -> list[dict[str, object]]:
        text = self.progress.fingerprint.marks[self.marks_before :]
        return [{"number": self.marks_before, "text": text}] if text else []


def source_rows(parts: Sequence[Mapping[str, object]]) -> pl.DataFrame:
    """Return the cells of `SourcePart.row` as rows of the store; at least one part."""
    schema = {name: STORED[name] for name in parts[0]}
    return stored(pl.DataFrame(list(parts), schema, orient="row"), SOURCE_ROW)


def follows_rows(follows: Mapping[str, Collection[str]]) -> pl.DataFrame:
    """Return rows of the store that say which sources follow which others.

    Shape: one row per source, with `source` and `follows` only.
    """
    cells = {"source": list(follows), "follows": [sorted(older) for older in follows.values()]}
    schema = {name: STORED[name] for name in cells}
    return stored(pl.DataFrame(cells, schema), SOURCE_ROW)


def _reasons(rejects: Rejects) -> list[dict[str, object]]:
    """Return the rejects by reason; networks stand for addresses, since a store keeps none."""
    return [
        {"reason": reason, "lines": lines, "line": first.line, "text": with_networks(first.text)}
        for (source, reason), lines in rejects.counts.items()
        for first in rejects.samples[source, reason][:1]
    ]


_READ: Final = ("source", "group", "file_lines", "forgotten_before", "marks", *_REACHED)


def rows_of_files(table: StoreTable) -> pl.LazyFrame:
    """Return the rows of sources that are no objects."""
    return table.rows(SOURCE_ROW, [NO_MONTH]).filter(pl.col("object").is_null())


def read_progress(table: StoreTable) -> dict[str, Progress]:
    """Read the progress of each source that is no object, by its id.

    Objects are known by their listing (`ingest.objects`), so that a run does not load them all.
    """
    return progress_of(table.read(rows_of_files(table).select(_READ)))


def read_object_progress(table: StoreTable, objects: pl.Series) -> dict[str, dict[str, Progress]]:
    """Read the progress of each state that objects have had.

    Args:
        table: The store.
        objects: The names of the objects.

    Shape: by the name of the object, the progress by the id of the source.
    """
    if objects.is_empty():
        return {}
    rows = table.rows(SOURCE_ROW).filter(pl.col("object").is_in(objects.implode()))
    parts = table.read(rows.select("object", *_READ)).partition_by("object", as_dict=True)
    return {name: progress_of(part) for (name,), part in parts.items()}


def read_bound(table: StoreTable) -> datetime | None:
    """Read the time before which all usage was deleted; `None` if none was deleted."""
    found = table.read(table.rows(SOURCE_ROW).select(pl.col("forgotten_before").max()))
    return cast("datetime | None", found.item())


def progress_of(rows: pl.DataFrame) -> dict[str, Progress]:
    """Return the progress of each source, by its id."""
    newest = pl.col("offset").arg_max()
    added = rows.group_by("source").agg(
        *(pl.col(name).get(newest) for name in ("group", *_REACHED)),
        pl.col("file_lines").sum(),
        pl.col("forgotten_before").max(),
        pl.col("marks").explode().drop_nulls(),
    )
    return {
        row["source"]: Progress(
            Fingerprint(row["offset"], row["head"], row["tail"], _marks(row["marks"])),
            row["preamble"],
            row["file_lines"],
            row["forgotten_before"],
            row["group"],
            row["latest_ambiguous"],
        )
        for row in added.iter_rows(named=True)
    }


def _marks(marks: list[dict[str, Any]]) -> str:
    return "".join(one["text"] for one in sorted(marks, key=itemgetter("number")))


def counts_of(rows: pl.DataFrame) -> Counts:
    """Return the counts of all rows together."""
    return Counts(*(int(rows[name].sum()) for name in COUNTS))


def added_sources(rows: pl.DataFrame) -> pl.DataFrame:
    """Return one row per source and catalog: counts are added up, the furthest progress is kept.

    The catalog is `None` in a row of `follows_rows`. Paths stay in the order in which the source
    grew: the last one is that of its file now.
    """
    newest = pl.col("offset").arg_max()
    in_order = rows.sort("offset", maintain_order=True)
    added = in_order.group_by("source", "catalog").agg(
        *(pl.col(name).sum() for name in _ADDED),
        *(pl.col(name).get(newest) for name in _PROGRESS),
        *place_now(newest),
        pl.col("group").last(),
        pl.col("marks").explode().drop_nulls(),
        pl.col("first").min(),
        pl.col("last").max(),
        pl.col("forgotten_before").max(),
        pl.col("reasons").explode().drop_nulls(),
        *(
            pl.col(name).explode().drop_nulls().unique(maintain_order=True)
            for name in ("paths", "follows")
        ),
    )
    reasons = pl.Series(
        "reasons", [_added_reasons(one) for one in added["reasons"]], STORED["reasons"]
    )
    path = pl.col("paths").list.last()
    placed = with_places(added.with_columns(reasons, path=path)).drop("path")
    return stored(placed.sort("source", "catalog"), SOURCE_ROW)


def place_now(newest: pl.Expr) -> list[pl.Expr]:
    """Return the place of a source with several rows, in order of `offset`.

    It has none where its last path is that of another row than the newest one.

    Args:
        newest: The number of the newest row.
    """
    path = pl.col("paths").explode().drop_nulls().unique(maintain_order=True).last()
    is_same = pl.col("paths").get(newest).list.last().eq_missing(path)
    return [pl.when(is_same).then(pl.col(name).get(newest)).alias(name) for name in PLACE]


def _added_reasons(reasons: pl.Series) -> list[dict[str, object]]:
    """Add up the lines of each reason, and keep its first line."""
    added: dict[str, dict[str, Any]] = {}
    for one in sorted(reasons.to_list(), key=lambda one: one["line"]):
        known = added.setdefault(one["reason"], {**one, "lines": 0})
        known["lines"] += one["lines"]
    return list(added.values())
