from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from usagestats.choices import Granularity
from usagestats.periods.period import Period
from usagestats.report import Column, ColumnType, Report
from usagestats.tables.counts import Counts

ATHENS = ZoneInfo("Europe/Athens")
MIDNIGHT = datetime(2026, 10, 24, 22, tzinfo=UTC)  # 01:00 in Athens; the clocks change at 04:00
HOUR = timedelta(hours=1)
COLUMNS = (
    Column("period_start", ColumnType.TIME),
    Column("period_end", ColumnType.TIME),
    Column("partial", ColumnType.FLAG),
    Column("backend", ColumnType.NAME),
    Column("application", ColumnType.NAME),
    Column("status", ColumnType.STATUS),
    Column("requests", ColumnType.COUNT),
    Column("hits", ColumnType.COUNT),
)


def hour(
    number: int, *rest: object, partial: bool = False
) -> tuple[datetime, datetime, bool, *tuple[object, ...]]:
    start = MIDNIGHT + number * HOUR
    return (start, start + HOUR, partial, *rest)


@pytest.fixture
def report() -> Report:
    """Five hours of a night in Athens in which 03:00 is shown twice, with hostile names."""
    rows = [
        hour(1, "catalog", "web", 200, 1_234_567, 1_234_567, partial=True),
        hour(2, "catalog", '=SUM(A1,"x")', 404, 617_284, 0),
        hour(3, None, "a|b\x1b[31m\u202ered\t\n", None, 0, 5),
        hour(4, "search", None, 503, None, None),
    ]
    dtypes = [pl.Datetime("us", "UTC")] * 2 + [pl.Boolean(), pl.String(), pl.String(), pl.Int16()]
    names = [column.key for column in COLUMNS]
    return Report(
        name="traffic",
        title="Traffic by hour",
        columns=COLUMNS,
        rows=pl.DataFrame(
            rows, dict(zip(names, [*dtypes, pl.Int64(), pl.Int64()], strict=True)), orient="row"
        ),
        zone=ATHENS,
        span=Period(MIDNIGHT + HOUR, MIDNIGHT + 5 * HOUR),
        granularity=Granularity.HOUR,
        counts=Counts(lines=12, requests=9, rejects=2, ignored=1, matched=9),
        in_range=8,
        notes=("no log between 2026-10-25 04:00 and 2026-10-25 05:00",),
        bar="requests",
    )


def with_shares(report: Report, *shares: float | None) -> Report:
    rows = pl.DataFrame({"status": ["200"] * len(shares), "share": shares})
    columns = (Column("status", ColumnType.NAME), Column("share", ColumnType.SHARE))
    return replace(report, columns=columns, rows=rows, granularity=None, bar=None)


def with_changes(report: Report, *changes: float | None) -> Report:
    """Return a report of which each row has as many hits as it has place, and a change."""
    columns = (
        *report.columns[:3],
        Column("hits", ColumnType.COUNT),
        Column("hits_previous", ColumnType.COUNT, beside="hits"),
        Column("hits_change", ColumnType.CHANGE, beside="hits"),
    )
    rows = report.rows.head(len(changes)).select("period_start", "period_end", "partial")
    hits = pl.Series("hits", range(1, len(changes) + 1))
    rows = rows.with_columns(hits, hits_previous=pl.lit(7), hits_change=pl.Series(changes))
    return replace(report, columns=columns, rows=rows, bar="hits")


def of_methods(report: Report, **figures: list[int | None]) -> Report:
    """Return a report whose bars are `requests` in the parts that the other figures are."""
    rows = pl.DataFrame({key: pl.Series(values, dtype=pl.Int64) for key, values in figures.items()})
    columns = tuple(replace(report.columns[-1], key=key) for key in figures)
    parts = tuple(key for key in figures if key != "requests")
    return replace(report, columns=columns, rows=rows, granularity=None, bar_parts=parts)
