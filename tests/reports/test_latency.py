from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from tests.reports.tables import covering, lines_of, utc
from usagestats.choices import Granularity
from usagestats.periods.period import Range
from usagestats.report import RowsCut
from usagestats.reports.latency import COLUMNS, Latency, latency_in_parts, latency_report
from usagestats.tables.compact_usage import CompactUsage
from usagestats.tables.counts import Counts
from usagestats.tables.coverage import Coverage
from usagestats.tables.declared import USAGE
from usagestats.tables.durations import duration_bin
from usagestats.tables.usage import Grain

WHOLE = covering(("2026-05-01T00:00", "2026-05-02T23:59"))
TWO_DAYS = Latency(Range(utc("2026-05-01"), utc("2026-05-04")), ZoneInfo("UTC"))
SHOWN = ("requests", "errors", "timed")
DAY = timedelta(days=1)


def usage_of(*rows: tuple[str, str, int, float | None, str, int]) -> pl.DataFrame:
    """Return USAGE: each row is a start, a product, a status, a duration, a metric and a count."""
    table = [
        (datetime.fromisoformat(f"{start}T00:00+00:00"), product, status, ms, metric, count, count)
        for start, product, status, ms, metric, count in rows
    ]
    names = ("start", "product", "status")
    schema = {name: USAGE[name] for name in names} | {"duration_ms": pl.Float64()}
    schema |= {name: USAGE[name] for name in ("metric", "requests", "usage")}
    frame = pl.DataFrame(table, schema, orient="row")
    binned = frame.with_columns(duration_bin=duration_bin(pl.col("duration_ms")))
    return binned.select(*names, "duration_bin", "metric", "requests", "usage")


USED = usage_of(
    ("2026-05-01", "b", 200, 10.0, "requests", 8),
    ("2026-05-01", "b", 200, 10.0, "hits", 7),
    ("2026-05-01", "b", 500, None, "requests", 2),
    ("2026-05-02", "a", 404, 90.0, "requests", 3),
    ("2026-05-02", "a", 404, 90.0, "hits", 3),
    ("2026-05-09", "a", 404, 90.0, "requests", 99),
)


def test_the_range_is_one_row() -> None:
    report = latency_report(TWO_DAYS, USED, WHOLE, Counts())

    assert lines_of(report, *SHOWN, "p50", "p99", "max") == ["13 5 11 9.9186 89.19 90.957"]
    assert report.title == "Latency, 2026-05-01 00:00 to 2026-05-04 00:00, UTC"
    assert report.notes[:2] == (
        "in ms: percentiles are at most 2 % off, max at most 4 % too high, since durations are"
        " counted in bins",
        "requests without a duration, which are in no percentile: 2",
    )
    assert report.bar is None


def test_a_day_without_requests_has_none_that_are_slow_and_one_without_a_log_is_unknown() -> None:
    used = USED.filter(pl.col("start") != utc("2026-05-02"))
    by_day = replace(TWO_DAYS, granularity=Granularity.DAY)
    report = latency_report(by_day, used, WHOLE, Counts())

    assert lines_of(report, *SHOWN) == ["10 2 8", "0 0 0", "- - -"]
    assert report.rows["p95"].null_count() == 2
    assert (report.bar, report.granularity) == ("p95", Granularity.DAY)


def test_rows_are_split_by_keys_and_by_metrics_in_their_order() -> None:
    question = replace(
        TWO_DAYS, split_by=("product",), metrics=("requests", "hits"), has_metrics=True
    )
    report = latency_report(question, USED, WHOLE, Counts())

    assert lines_of(report, "product", "metric", *SHOWN) == [
        *("a requests 3 3 3", "a hits 3 3 3", "b requests 10 2 8", "b hits 7 0 7"),
    ]
    assert not any(column.adds_up for column in report.columns)


def test_one_metric_measures_its_requests_and_is_named() -> None:
    report = latency_report(replace(TWO_DAYS, metrics=("hits",)), USED, WHOLE, Counts())

    assert lines_of(report, *SHOWN) == ["10 3 10"]
    assert report.title.startswith("Latency of hits, ")


def test_rows_with_too_few_durations_are_left_out_and_counted() -> None:
    question = replace(TWO_DAYS, split_by=("product",), least=4)
    report = latency_report(question, USED, WHOLE, Counts())

    assert lines_of(report, "product", *SHOWN) == ["b 10 2 8"]
    assert report.cut == RowsCut(1, {"requests": 3, "errors": 3, "timed": 3}, "--min-requests 0")
    assert "rows with fewer than 4 requests that have a duration: 1" in report.notes


def test_a_log_without_durations_makes_a_warning() -> None:
    unknown = USED.with_columns(duration_bin=pl.lit(None, pl.Int16()))
    report = latency_report(TWO_DAYS, unknown, WHOLE, Counts())

    assert lines_of(report) == ["13 5 0 - - - - -"]
    assert report.warnings == (
        "p50, p90, p95, p99 are unknown: the log has no duration of any of these requests",
    )
    assert not any(note.startswith("in ms") for note in report.notes)


def test_without_logs_there_are_no_rows() -> None:
    (report,) = latency_in_parts(TWO_DAYS, CompactUsage.of(USED.clear()), Coverage(), Counts())

    assert [column.key for column in report.columns] == [column.key for column in COLUMNS]
    assert report.when_empty.startswith("No requests")


def test_the_grain_has_what_figures_and_splits_need() -> None:
    keys = ("status", "duration_bin")

    assert TWO_DAYS.grain() == Grain(keys, DAY, of_requests=True)
    by_hour = replace(TWO_DAYS, split_by=("path",), metrics=("hits",), granularity=Granularity.HOUR)
    assert by_hour.grain() == Grain((*keys, "path"), timedelta(hours=1))
