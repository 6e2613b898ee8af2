"""The dry run of `ingest`: the logs, and the new bytes of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.ingest.recognition import KnownSources, recognise
from usagestats.logs.files.contents import whole_content
from usagestats.logs.files.open_source import opened
from usagestats.report import Column, ColumnType, Report
from usagestats.store.log_files import read_files
from usagestats.store.sources import read_progress

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from usagestats.ingest.recognition import Recognised
    from usagestats.logs.files.sources import Source
    from usagestats.store.table import StoreTable

COLUMNS: Final = (
    Column("log", ColumnType.NAME),
    Column("state", ColumnType.NAME),  # new, grown, counted, or part of what was counted
    Column("counted_bytes", ColumnType.COUNT),
    Column("new_bytes", ColumnType.COUNT),
)
_TYPES: Final = (pl.String(), pl.String(), pl.Int64(), pl.Int64())


def dry_run_report(sources: Sequence[Source], table: StoreTable | None, zone: ZoneInfo) -> Report:
    """Compare logs with a store; without a store every log is new.

    Shape: one row per log, in order. Bytes are counted after decompression.

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


def _content_bytes(source: Source) -> int:
    with opened(source) as stream:
        if stream.is_plain:
            return stream.size()
        return sum(map(len, whole_content(stream)))
