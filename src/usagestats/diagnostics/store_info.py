"""`store info`: the size of a store, the time that it covers, and the counts of its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.periods.period import Range
from usagestats.report import Column, ColumnType, Report
from usagestats.reports.parts.span import missing_files, spoken
from usagestats.store.contents import OF_SOURCES
from usagestats.store.imports import imported_usage
from usagestats.store.log_files import stored_coverage
from usagestats.store.schema import PROBLEM_ROW, SOURCE_ROW, USAGE_ROW
from usagestats.store.sources import added_sources, counts_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from usagestats.store.table import StoreTable
    from usagestats.tables.coverage import Coverage

COLUMNS: Final = (
    Column("section", ColumnType.NAME),
    Column("name", ColumnType.NAME),
    Column("value", ColumnType.FACT, is_sentence=True),
)
SOURCE_COLUMNS: Final = (
    Column("source", ColumnType.NAME, is_detail=True),
    Column("name", ColumnType.NAME, is_key=True),
    Column("first", ColumnType.TIME),
    Column("last", ColumnType.TIME),
    Column("bytes", ColumnType.COUNT, is_detail=True),
    Column("lines", ColumnType.COUNT),
    Column("requests", ColumnType.COUNT),
    Column("rejects", ColumnType.COUNT),
    Column("ignored", ColumnType.COUNT, is_detail=True),
    Column("matched", ColumnType.COUNT, is_detail=True),
    Column("unmatched", ColumnType.COUNT, is_detail=True),
    Column("excluded", ColumnType.COUNT, is_detail=True),
    Column("catalog", ColumnType.NAME, is_detail=True),
)
_Fact = tuple[str, str, str]


def store_report(table: StoreTable, zone: ZoneInfo) -> Report:
    """List facts about a store.

    Shape: one row per fact, in sections; numbers are plain, times in `zone` with their offset.
    """
    sources = table.read(table.rows(SOURCE_ROW).select(*OF_SOURCES))
    coverage = stored_coverage(sources)
    facts = [
        *_size(table, sources),
        *_time(coverage, sources, zone),
        *_lines(sources),
        *_catalogs(sources, zone),
        *_imported(table, zone),
    ]
    schema = {column.key: pl.String() for column in COLUMNS}
    rows = pl.DataFrame(facts, schema, orient="row")
    return _report(f"Store {table.location}, {spoken(coverage.hull, zone)}", COLUMNS, rows, zone)


def sources_report(table: StoreTable, zone: ZoneInfo) -> Report:
    """List the sources of a store, with the counts of their lines.

    Shape: one row per source and catalog that mapped its requests, in order of time.
    """
    sources = added_sources(table.read(table.rows(SOURCE_ROW)))
    counted = sources.drop_nulls("catalog")  # without the rows that say which source follows which
    rows = counted.sort("first", "source", "catalog", nulls_last=True)
    columns = [column.key for column in SOURCE_COLUMNS]
    title = f"Sources of {table.location}"
    return _report(title, SOURCE_COLUMNS, rows.select(columns), zone)


def _report(title: str, columns: tuple[Column, ...], rows: pl.DataFrame, zone: ZoneInfo) -> Report:
    return Report(
        name="store info",
        title=title,
        columns=columns,
        rows=rows,
        zone=zone,
        when_empty="The store has no log yet: usagestats ingest LOG... adds some.",
    )


def _size(table: StoreTable, sources: pl.DataFrame) -> Iterator[_Fact]:
    rows = {
        row_type: table.read(table.rows(row_type).select(pl.len())).item()
        for row_type in (USAGE_ROW, PROBLEM_ROW)
    }
    facts = {
        "location": table.location,
        "format": table.format,
        "commits": table.version,
        "files": len(table.files()),
        "bytes": table.bytes(),
        "sources": sources["source"].n_unique(),
        "usage rows": rows[USAGE_ROW],
        "problem rows": rows[PROBLEM_ROW],
    }
    return (("store", name, str(value)) for name, value in facts.items())


def _time(coverage: Coverage, sources: pl.DataFrame, zone: ZoneInfo) -> Iterator[_Fact]:
    hull = coverage.hull
    if hull is None:
        return
    yield "time", "covered from", _time_text(hull.start, zone)
    yield "time", "covered to", _time_text(hull.end, zone)
    for hole in coverage.holes(hull):
        start, end = _time_text(hole.start, zone), _time_text(hole.end, zone)
        missing = missing_files(coverage, hole)
        yield "time", "hole", f"{start} to {end}{f', {missing}' if missing else ''}"
    forgotten = sources["forgotten_before"].drop_nulls().unique().sort()
    for moment in forgotten:
        yield "time", "forgotten before", _time_text(moment, zone)


def _lines(sources: pl.DataFrame) -> Iterator[_Fact]:
    counts = counts_of(sources)
    for name in ("lines", "requests", "rejects", "ignored", "matched", "unmatched", "excluded"):
        yield "lines", name, str(getattr(counts, name))
    reasons = sources.select(pl.col("reasons").explode()).drop_nulls().unnest("reasons")
    added = reasons.group_by("reason").agg(
        pl.col("lines").sum(), pl.col("text").sort_by("line", "text").first()
    )
    for reason, lines, text in added.sort("lines", "reason", descending=[True, False]).iter_rows():
        yield "rejects", reason, f"{lines:,}, such as: {text}"


def _catalogs(sources: pl.DataFrame, zone: ZoneInfo) -> Iterator[_Fact]:
    spans = sources.group_by("catalog").agg(pl.col("first").min(), pl.col("last").max())
    for catalog, first, last in spans.drop_nulls().sort("first", "catalog").iter_rows():
        yield "catalog", catalog, f"{_time_text(first, zone)} to {_time_text(last, zone)}"


def _imported(table: StoreTable, zone: ZoneInfo) -> Iterator[_Fact]:
    """List the imported files, with what the store has of each."""
    usage = imported_usage(table, Range())
    files = usage.group_by("name", "product").agg(
        pl.col("start").min(),
        pl.col("end").max(),
        pl.col("metric").unique().sort().str.join(", "),
        pl.len(),
    )
    for name, product, start, end, metrics, values in files.sort("start", "name").iter_rows():
        span = f"{_time_text(start, zone)} to {_time_text(end, zone)}"
        yield "imported", name, f"{metrics} of {product}, {span}, {values:,} values"


def _time_text(time: datetime, zone: ZoneInfo) -> str:
    return time.astimezone(zone).isoformat(timespec="seconds")
