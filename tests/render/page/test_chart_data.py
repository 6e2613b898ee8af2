from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import polars as pl

from tests.report_sets import Asked, requests_each, sample_set, set_of_lines
from usagestats.render.page.chart_data import (
    OF_PERIOD,
    REST,
    chart_of,
    classes_chart,
    error_shares,
    errors_chart,
    latency_chart,
    rest_of,
    total_of,
    usage_chart,
)
from usagestats.render.page.charts import Kind, Unit
from usagestats.report import Column, ColumnType, Report

MAY = datetime(2026, 5, 4, tzinfo=UTC)


def given(name: str) -> Report:
    report = sample_set().find(name)
    assert report is not None
    return report


def test_methods_are_stacked_and_the_rest_of_the_hits_is_another_series() -> None:
    report = given("traffic-by-day")
    chart = usage_chart(report, "Hits")

    assert [one.name for one in chart.series] == ["metadata", "datastore", REST]
    assert chart.totals() == report.rows["hits"].to_list()
    assert chart.unknown() == [3]
    assert (chart.kind, chart.unit) == (Kind.STACK, Unit.COUNT)


def test_without_methods_the_hits_are_the_only_series() -> None:
    report = replace(given("traffic-by-day"), bar_parts=())
    (only,) = usage_chart(report, "Hits").series

    assert only.values == tuple(report.rows["hits"])
    assert total_of(report) == "hits"


def test_of_more_than_six_methods_the_smaller_ones_are_one_series() -> None:
    base = given("traffic-by-day")
    names = [f"m{number}" for number in range(8)]
    figures = [pl.lit(number + 1).alias(name) for number, name in enumerate(names)]
    rows = base.rows.with_columns(figures).with_columns(hits=pl.sum_horizontal(*names))
    columns = tuple(replace(base.columns[-1], key=key) for key in rows.columns)
    wide = replace(base, rows=rows, columns=columns, bar_parts=tuple(names))
    series = usage_chart(wide, "Hits").series

    assert [one.name for one in series] == ["m3", "m4", "m5", "m6", "m7", REST]
    assert series[-1].values[0] == 1 + 2 + 3
    assert rest_of(wide, "hits", ["m7"])[0] == 28


def test_overlapping_methods_leave_nothing() -> None:
    report = given("traffic-by-day")
    rows = report.rows.with_columns(metadata=pl.col("hits"), datastore=pl.col("hits"))

    assert rest_of(replace(report, rows=rows), "hits", ["metadata", "datastore"])[0] == 0


def test_classes_that_never_occur_are_left_out() -> None:
    report = given("response-codes-by-day")
    chart = classes_chart(report, "Requests by class")

    assert [one.name for one in chart.series] == ["2xx", "3xx", "4xx", "5xx"]
    assert sum(one or 0 for one in chart.totals()) == given("traffic-by-all").rows["requests"][0]


def test_errors_are_shares_of_all_requests() -> None:
    lines = [
        *requests_each(MAY, timedelta(minutes=10), 8),
        *requests_each(MAY, timedelta(minutes=10), 1, status=404),
        *requests_each(MAY, timedelta(minutes=10), 1, status=503),
    ]
    report = set_of_lines(lines).find("response-codes-by-day")
    assert report is not None

    assert [one.values for one in errors_chart(report, "Errors").series] == [(0.1,), (0.1,)]
    assert error_shares(report, "4xx", "5xx") == (0.2,)


def test_a_day_without_requests_has_no_errors_and_one_without_a_log_none_that_are_known() -> None:
    report = given("response-codes-by-day")
    zeros = report.rows.with_columns(pl.col("2xx", "3xx", "4xx", "5xx").fill_null(0) * 0)

    assert error_shares(replace(report, rows=zeros), "5xx")[0] == 0
    assert error_shares(report, "5xx")[3] is None


def test_latency_has_a_line_for_each_percentile() -> None:
    chart = latency_chart(given("latency-by-day"), "Latency")

    assert [one.name for one in chart.series] == ["p50", "p95", "p99"]
    assert (chart.kind, chart.unit) == (Kind.LINES, Unit.MILLISECONDS)


def test_the_report_on_latency_has_lines_for_its_percentiles_and_none_for_its_counts() -> None:
    report = given("traffic-by-day")
    kept = tuple(one for one in report.columns if one.key in {*OF_PERIOD, "requests"})
    columns = (*kept, *(Column(name, ColumnType.MEASURE) for name in ("p50", "max")))
    rows = report.rows.with_columns(p50=pl.lit(2.0), max=pl.lit(9.0))
    rows = rows.select(column.key for column in columns)
    chart = chart_of(replace(report, name="latency", columns=columns, rows=rows))

    assert [one.name for one in chart.series] == ["p50", "max"]
    assert (chart.kind, chart.unit) == (Kind.LINES, Unit.MILLISECONDS)


def test_means_have_a_name_for_each_hour_of_the_week() -> None:
    chart = chart_of(given("averages-by-weekday-hour"))

    assert (chart.names[0], chart.names[167]) == ("Monday 00", "Sunday 23")
    assert [label.text for label in chart.labels] == [
        "Mon",
        "Tue",
        "Wed",
        "Thu",
        "Fri",
        "Sat",
        "Sun",
    ]
    assert chart.unit is Unit.MEAN


def test_a_report_on_its_own_shows_the_range_before() -> None:
    lines = requests_each(MAY, timedelta(hours=6), 40)
    report = set_of_lines(lines, Asked("2026-05-08..2026-05-11")).find("traffic-by-day")
    assert report is not None

    assert chart_of(report).before == (4, 4, 4, 4)
