"""`traffic --compare previous`."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.profiles import examples
from tests.reports.tables import covering, lines_of, usage_of, utc
from usagestats.choices import Granularity, Measure
from usagestats.periods.period import SLOT, Range, cut
from usagestats.reports.parts.filters import Filters
from usagestats.reports.traffic import traffic_report
from usagestats.reports.traffic_parts.question import Traffic
from usagestats.tables.counts import Counts
from usagestats.tables.coverage import Coverage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from usagestats.report import Report

NO_COUNTS = Counts()
EPOCH = datetime(1985, 1, 1, tzinfo=UTC)


def usage(rows: Sequence[tuple[object, ...]], *keys: str) -> pl.DataFrame:
    """Make USAGE: each row is a start, the keys, and how many requests there were."""
    return usage_of([(*row[:-1], "requests", row[-1]) for row in rows], *keys)


def question(
    start: str | None, end: str | None, by: Granularity = Granularity.DAY, zone: str = "UTC"
) -> Traffic:
    options = Range(None if start is None else utc(start), None if end is None else utc(end))
    return Traffic(by, options, ZoneInfo(zone), ("requests",), is_compared=True)


def lines(report: Report) -> list[str]:
    """Return the rows as text, without the ends of periods and their covered part."""
    left_out = {"period_end", "covered_start", "covered_end"}
    return lines_of(report, *(name for name in report.rows.columns if name not in left_out))


COVERED = covering(("2026-05-01", "2026-05-06T23:59"))
USED = usage(
    [
        ("2026-05-01", 4),
        ("2026-05-02", 10),
        ("2026-05-04", 8),
        ("2026-05-05", 12),
        ("2026-05-06", 3),
        ("2026-05-07", 100),
    ]
)


def test_each_period_is_compared_with_that_of_the_same_number_of_periods_before() -> None:
    options = question("2026-05-04", "2026-05-07")
    report = traffic_report(options, USED, COVERED, NO_COUNTS)

    assert lines(report) == [
        "05-04T00:00 False 8 4 1.0",
        "05-05T00:00 False 12 10 0.2",
        "05-06T00:00 False 3 0 -",
    ]
    assert report.notes == ("compared with 2026-05-01 00:00 to 2026-05-04 00:00, UTC",)
    assert [column.key for column in report.columns[5:]] == [
        "requests",
        "requests_previous",
        "requests_change",
    ]


def test_nothing_partial_is_compared_nor_compared_with() -> None:
    coverage = covering(("2026-05-01T12:00", "2026-05-05T12:00"))
    options = question("2026-05-03", "2026-05-05T18:00")
    report = traffic_report(options, USED, coverage, NO_COUNTS)

    assert lines(report) == [
        "05-03T00:00 False 0 - -",
        "05-04T00:00 False 8 10 -0.2",
        "05-05T00:00 True 12 - -",
    ]
    assert report.notes[-1] == "no log between 2026-05-01 00:00 and 2026-05-01 12:00"


def test_a_range_that_begins_within_a_period_is_compared_with_whole_ones_before_it() -> None:
    options = question("2026-05-04T06:00", "2026-05-06")
    used = usage([("2026-05-02", 1), ("2026-05-03", 2), ("2026-05-04", 7), ("2026-05-05", 6)])
    actual = lines(traffic_report(options, used, COVERED, NO_COUNTS))

    assert actual == ["05-04T00:00 True 0 - -", "05-05T00:00 False 6 2 2.0"]


def test_the_whole_of_a_month_is_compared_with_the_month_before() -> None:
    options = question("2026-03-01", "2026-04-01", Granularity.ALL)
    used = usage([("2026-01-31", 50), ("2026-02-01", 1), ("2026-02-28", 3), ("2026-03-31", 5)])
    coverage = covering(("2026-01-01", "2026-03-31T23:59"))
    report = traffic_report(options, used, coverage, NO_COUNTS)
    actual = lines(report)

    assert report.notes == (
        "compared with the month before, 2026-02 (28 days, not 31):"
        " 2026-02-01 00:00 to 2026-03-01 00:00, UTC",
    )
    per_day = (5 / 31) / (4 / 28) - 1

    assert actual[0].startswith("03-01T00:00 False 5 4 0.25 ")
    assert float(actual[0].split()[-1]) == pytest.approx(per_day)


def test_months_of_equal_length_have_no_change_per_day_besides_the_change() -> None:
    options = question("2026-01-01", "2026-03-01", Granularity.MONTH)
    used = usage([("2025-11-02", 2), ("2025-12-31", 50), ("2026-01-31", 50), ("2026-02-02", 3)])
    coverage = covering(("2025-11-01", "2026-02-28T23:59"))
    actual = traffic_report(options, used, coverage, NO_COUNTS).rows

    assert actual["requests_previous"].to_list() == [2, 50]
    assert actual["requests_change_per_day"].to_list() == [
        pytest.approx((50 / 31) / (2 / 30) - 1),
        pytest.approx((3 / 28) / (50 / 31) - 1),
    ]
    december = replace(options, range=Range(utc("2026-01-01"), utc("2026-02-01")))
    rows = traffic_report(december, used, coverage, NO_COUNTS).rows
    assert rows["requests_change"].to_list() == [0.0]
    assert rows["requests_change_per_day"].to_list() == [None]


def test_a_percentile_has_no_change_per_day() -> None:
    options = replace(question(None, None, Granularity.ALL), measures=(Measure.P50, Measure.BYTES))

    assert [column.key for column in options.columns()[5:]] == [
        "requests_p50",
        "requests_bytes",
        "requests_p50_previous",
        "requests_p50_change",
        "requests_bytes_previous",
        "requests_bytes_change",
        "requests_bytes_change_per_day",
    ]


@pytest.mark.parametrize(("start", "end"), [(None, None), (None, "2026-05-07")])
def test_without_a_start_there_is_nothing_before(start: str | None, end: str | None) -> None:
    report = traffic_report(question(start, end), USED, COVERED, NO_COUNTS)

    assert report.rows["requests_previous"].is_null().all()
    assert report.notes == ()


def test_splits_stand_where_there_were_requests_now_or_before() -> None:
    options = replace(question("2026-05-02", "2026-05-03"), split_by=("backend",))
    used = usage(
        [
            ("2026-05-01", "a", 2),
            ("2026-05-01", "gone", 9),
            ("2026-05-01", None, 1),
            ("2026-05-02", "a", 3),
            ("2026-05-02", "new", 4),
            ("2026-05-02", None, 1),
        ],
        "backend",
    )
    actual = lines(traffic_report(options, used, COVERED, NO_COUNTS))

    assert actual == [
        "05-02T00:00 False a 3 2 0.5",
        "05-02T00:00 False gone 0 9 -1.0",
        "05-02T00:00 False new 4 0 -",
        "05-02T00:00 False - 1 1 0.0",
    ]


def test_filters_hold_for_the_periods_before_too() -> None:
    options = replace(question("2026-05-02", "2026-05-03"), filters=Filters(backends=("a",)))
    used = usage(
        [("2026-05-01", "a", 2), ("2026-05-01", "b", 9), ("2026-05-02", "a", 3)], "backend"
    )

    assert lines(traffic_report(options, used, COVERED, NO_COUNTS)) == ["05-02T00:00 False 3 2 0.5"]


def test_long_rows_have_the_figures_of_their_metric() -> None:
    options = replace(
        question("2026-05-02", "2026-05-03"), is_long=True, metrics=("requests", "hits")
    )
    report = traffic_report(options, USED, COVERED, NO_COUNTS)

    assert lines(report) == ["05-02T00:00 False requests 10 4 1.5", "05-02T00:00 False hits 0 0 -"]
    assert report.rows.columns[-3:] == ["usage", "usage_previous", "usage_change"]


@given(
    begin=st.integers(700, 1500),
    length=st.integers(1, 600),
    cover=st.tuples(st.integers(0, 900), st.integers(1, 2200)),
    requests=st.lists(st.integers(0, 2200), max_size=40),
    by=st.sampled_from([Granularity.HOUR, Granularity.DAY, Granularity.WEEK]),
    zone=st.sampled_from(["UTC", "Europe/Athens", "Asia/Kathmandu", "Australia/Lord_Howe"]),
)
@settings(max_examples=examples(60))
def test_what_was_before_is_what_a_report_on_the_range_before_says(
    begin: int,
    length: int,
    cover: tuple[int, int],
    requests: list[int],
    by: Granularity,
    zone: str,
) -> None:
    origin = utc("2026-03-20")
    options = Range(origin + begin * SLOT, origin + (begin + length) * SLOT)
    compared = Traffic(by, options, ZoneInfo(zone), ("requests",), is_compared=True)
    covered = Coverage.of([(origin + cover[0] * SLOT, origin + sum(cover) * SLOT)])
    times = [origin + number * SLOT for number in requests]
    rows = traffic_report(compared, _at(times, compared), covered, NO_COUNTS).rows

    span = options.within(None)
    assert span
    whole = [one for one in cut(span, by, ZoneInfo(zone)) if one.clipped_to(span) == one]
    before = cut(
        replace(span, start=span.start - (len(whole) + 1) * timedelta(days=8), end=span.start),
        by,
        ZoneInfo(zone),
    )
    ended = [one for one in before if one.end <= span.start]
    pairs = zip(whole, ended[len(ended) - len(whole) :], strict=True)
    expected = {
        now.start: sum(then.start <= time < then.end for time in times)
        for now, then in pairs
        if covered.covers(now) and covered.covers(then)
    }
    actual = {
        row["period_start"]: row["requests_previous"]
        for row in rows.iter_rows(named=True)
        if row["requests_previous"] is not None
    }

    assert expected == actual
    for now, then, change in rows.select(
        "requests", "requests_previous", "requests_change"
    ).iter_rows():
        assert change == ((now - then) / then if then else None)


def _at(times: list[datetime], options: Traffic) -> pl.DataFrame:
    slot = options.grain().slot
    floors = [time - (time - EPOCH) % slot for time in times]
    return usage([(floor.replace(tzinfo=None).isoformat(), 1) for floor in floors])
