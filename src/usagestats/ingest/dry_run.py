"""The dry run of `ingest`: the logs, and the new bytes of each; of objects the bytes as stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.ingest.objects.known import compared
from usagestats.ingest.recognition import KnownSources, recognise
from usagestats.logs.files.contents import whole_content
from usagestats.logs.files.open_source import opened
from usagestats.report import Column, ColumnType, Report
from usagestats.store.log_files import read_files
from usagestats.store.sources import read_progress

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from usagestats.ingest.objects.known import ComparedObjects
    from usagestats.ingest.recognition import Recognised
    from usagestats.logs.files.sources import Source
    from usagestats.store.table import StoreTable

COLUMNS: Final = (
    Column("log", ColumnType.NAME),
    Column("state", ColumnType.NAME),  # new, grown, changed, counted, a copy, or part of …
    Column("counted_bytes", ColumnType.COUNT),
    Column("new_bytes", ColumnType.COUNT),
)
_TYPES: Final = (pl.String(), pl.String(), pl.Int64(), pl.Int64())


def dry_run_report(
    sources: Sequence[Source],
    objects: pl.DataFrame | None,
    table: StoreTable | None,
    zone: ZoneInfo,
) -> Report:
    """Compare logs with a store; without a store every log is new.

    Args:
        sources: The logs that are no objects.
        objects: The objects, `OBJECTS` of `object_storage.listing`; `None` for none.
        table: The store.
        zone: The zone of the report.

    Shape: one row per log, in order. Bytes are counted after decompression, but those of objects,
        which are not opened, as they are stored.

    Raises:
        InputError: A log cannot be read.
    """
    stored = read_progress(table) if table else {}
    files = read_files(table) if table else {}
    known = KnownSources(
        {name: one.fingerprint for name, one in stored.items()},
        {name: one.paths for name, one in files.items()},
    )
    rows = [_row(source, recognise(source, known)) for source in sources]
    if objects is not None:
        rows += _rows_of_objects(compared(objects, table))
    schema = dict(zip((column.key for column in COLUMNS), _TYPES, strict=True))
    return Report(
        name="ingest",
        title="New lines in the logs",
        whole="a pipe (| cat)",
        columns=COLUMNS,
        rows=pl.DataFrame(rows, schema, orient="row"),
        zone=zone,
        span=None,
        granularity=None,
        counts=None,
    )


def _row(source: Source, found: Recognised) -> tuple[str, str, int, int]:
    size = _content_bytes(source)
    if found.longer:
        return source.name, "part of what was counted", size, 0
    counted = found.position.offset
    if found.name is None:
        return source.name, "new", 0, size
    return source.name, "grown" if size > counted else "counted", counted, size - counted


def _rows_of_objects(found: ComparedObjects) -> list[tuple[str, str, int, int]]:
    states = (
        ("new", found.new),
        ("changed", found.changed),
        ("counted", found.counted),
        ("copy", found.copies),
    )
    rows = []
    for state, objects in states:
        for name, size in objects.select("object", pl.col("size").fill_null(0)).iter_rows():
            is_known = state in {"counted", "copy"}
            rows.append((name, state, size if is_known else 0, 0 if is_known else size))
    return sorted(rows)


def _content_bytes(source: Source) -> int:
    with opened(source) as stream:
        if stream.is_plain:
            return stream.size()
        return sum(map(len, whole_content(stream)))
