from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.profiles import examples
from tests.reports.tables import covering, lines_of, usage_of, utc
from tests.reports.traffic_questions import (
    COVERED,
    DAY,
    FIVE_DAYS,
    HOLE_OF_TWO_DAYS,
    HOUR,
    METRICS,
    NO_COUNTS,
    SPLIT,
    TWO_DAYS,
    USED,
    question,
)
from usagestats.choices import Granularity
from usagestats.periods.period import SLOT, Range, floor_to_slot
from usagestats.reports.parts.filters import Filters
from usagestats.reports.traffic import traffic_report
from usagestats.reports.traffic_parts.question import Traffic
from usagestats.tables.counts import Counts
from usagestats.tables.coverage import Coverage


def test_a_covered_period_has_zero_an_uncovered_one_null_and_a_half_covered_one_is_partial() -> (
    None
):
    actual = lines_of(traffic_report(FIVE_DAYS, USED, HOLE_OF_TWO_DAYS, NO_COUNTS))

    expected = [
        "05-01T00:00 05-02T00:00 False 7 9 5",
        "05-02T00:00 05-03T00:00 True 2 0 0",
        "05-03T00:00 05-04T00:00 False - - -",
        "05-04T00:00 05-05T00:00 False - - -",
        "05-05T00:00 05-06T00:00 False 0 0 0",
    ]

    assert expected == actual


def test_a_hole_is_noted_and_only_requests_in_the_range_are_counted_as_in_it() -> None:
    counts = Counts(lines=209, requests=209, matched=209)
    report = traffic_report(FIVE_DAYS, USED, HOLE_OF_TWO_DAYS, counts)
    actual = (report.notes, report.in_range, report.counts, report.span)

    notes = ("no log between 2026-05-02 12:15 and 2026-05-05 00:00",)
    whole = FIVE_DAYS.range.within(None)

    assert (notes, 9, counts, whole) == actual


def test_a_hole_is_written_in_the_zone_of_the_report() -> None:
    athens = question("2026-04-30T21:00", "2026-05-05T21:00", "Europe/Athens")
    report = traffic_report(athens, USED, HOLE_OF_TWO_DAYS, NO_COUNTS)
    actual = (report.title, report.notes)

    title = "Traffic by day, 2026-05-01 00:00 to 2026-05-06 00:00, Europe/Athens"
    notes = (
        "no log between 2026-05-01 00:00 and 2026-05-01 03:00",
        "no log between 2026-05-02 15:15 and 2026-05-05 03:00",
    )

    assert (title, notes) == actual


def test_only_the_first_five_of_many_holes_are_named() -> None:
    days = [f"2026-05-{day:02}" for day in range(1, 10)]
    coverage = covering(*((f"{day}T10:00", f"{day}T11:00") for day in days))
    options = question("2026-05-01T10:00", "2026-05-09T11:15")
    actual = traffic_report(options, USED, coverage, NO_COUNTS).notes

    assert len(actual) == 6
    assert actual[4:] == (
        "no log between 2026-05-05 11:15 and 2026-05-06 10:00",
        "and 3 more holes",
    )


def test_nothing_is_partial_that_the_range_and_the_logs_cover_in_full() -> None:
    coverage = covering(("2026-05-01T00:00", "2026-05-05T23:59"))
    report = traffic_report(FIVE_DAYS, USED, coverage, NO_COUNTS)

    assert report.rows["partial"].to_list() == [False] * 5
    assert report.notes == ()


def test_periods_that_the_range_cuts_are_those_of_the_calendar_and_partial() -> None:
    coverage = covering(("2026-04-01", "2026-07-01"))
    options = question("2026-05-01T06:00", "2026-05-02T18:00")
    used = usage_of([("2026-05-01T06:00", "requests", 1), ("2026-05-02T12:00", "requests", 2)])
    report = traffic_report(options, used, coverage, NO_COUNTS)
    actual = lines_of(report, *report.rows.columns[:6])

    expected = [
        "05-01T00:00 05-02T00:00 05-01T06:00 05-02T00:00 True 1",
        "05-02T00:00 05-03T00:00 05-02T00:00 05-02T18:00 True 2",
    ]

    assert expected == actual


def test_an_open_range_reaches_as_far_as_the_logs() -> None:
    coverage = covering(("2026-05-01T10:07", "2026-05-02T09:59"))
    used = usage_of([("2026-05-01", "requests", 1), ("2026-05-02", "requests", 2)])
    report = traffic_report(question(), used, coverage, NO_COUNTS)

    expected = [
        "05-01T00:00 05-02T00:00 05-01T10:00 05-02T00:00 True 1",
        "05-02T00:00 05-03T00:00 05-02T00:00 05-02T10:00 True 2",
    ]

    assert expected == lines_of(report, *report.rows.columns[:6])
    assert report.in_range == 3


def test_all_is_one_row_for_the_whole_range() -> None:
    options = replace(FIVE_DAYS, granularity=Granularity.ALL)
    report = traffic_report(options, USED, HOLE_OF_TWO_DAYS, NO_COUNTS)
    actual = (report.title, lines_of(report))

    title = "Traffic in all, 2026-05-01 00:00 to 2026-05-06 00:00, UTC"

    assert (title, ["05-01T00:00 05-06T00:00 True 9 9 5"]) == actual


def test_a_range_that_no_log_covers_is_unknown() -> None:
    options = question("2026-05-01", "2026-05-02")
    report = traffic_report(options, usage_of([]), Coverage(), NO_COUNTS)

    assert lines_of(report) == ["05-01T00:00 05-02T00:00 False - - -"]
    assert report.notes == ("no log between 2026-05-01 00:00 and 2026-05-02 00:00",)


@pytest.mark.parametrize(
    ("start", "end"), [(None, None), ("2026-05-01", None), (None, "2026-05-01")]
)
def test_without_logs_an_open_range_has_no_rows_but_all_columns(
    start: str | None, end: str | None
) -> None:
    options = replace(question(start, end), split_by=("backend", "status"))
    report = traffic_report(options, usage_of([], "backend", "status"), Coverage(), NO_COUNTS)

    dtypes = [pl.Datetime("us", "UTC")] * 4 + [pl.Boolean(), pl.String(), pl.Int16()]
    names = ["period_start", "period_end", "covered_start", "covered_end", "partial"]
    names += ["backend", "status", *METRICS]

    assert dict(zip(names, [*dtypes, *[pl.Int64()] * 3], strict=True)) == dict(report.rows.schema)
    assert report.rows.is_empty()
    assert (report.span, report.title) == (None, "Traffic by day: no requests")


@pytest.mark.parametrize(
    ("zone", "rows", "expected"),
    [
        (
            "Europe/Athens",
            [("2026-10-24T20:00", 1), ("2026-10-24T21:00", 2), ("2026-10-25T21:00", 4)],
            ["10-23T21:00 10-24T21:00 False 1", "10-24T21:00 10-25T22:00 False 6"],
        ),
        (
            "Asia/Kathmandu",
            [("2026-10-24T18:00", 1), ("2026-10-24T18:15", 2), ("2026-10-25T18:00", 4)],
            ["10-23T18:15 10-24T18:15 False 1", "10-24T18:15 10-25T18:15 False 6"],
        ),
    ],
)
def test_days_are_those_of_the_zone(
    zone: str, rows: list[tuple[str, int]], expected: list[str]
) -> None:
    start, end = expected[0][:11], expected[-1][12:23]
    options = replace(question(f"2026-{start}", f"2026-{end}", zone), metrics=("requests",))
    used = usage_of([(time, "requests", count) for time, count in rows])
    actual = lines_of(
        traffic_report(options, used, covering(("2026-10-01", "2026-11-01")), NO_COUNTS)
    )

    assert expected == actual


def test_the_hour_that_the_clocks_show_twice_is_two_rows() -> None:
    options = question("2026-10-25T00:00", "2026-10-25T02:00", "Europe/Athens", Granularity.HOUR)
    used = usage_of([("2026-10-25T00:00", "requests", 1), ("2026-10-25T01:00", "requests", 2)])
    coverage = covering(("2026-10-25T00:00", "2026-10-25T01:59"))
    actual = lines_of(traffic_report(options, used, coverage, NO_COUNTS))

    expected = [
        "10-25T00:00 10-25T01:00 False 1 0 0",
        "10-25T01:00 10-25T02:00 False 2 0 0",
    ]

    assert expected == actual


def test_weeks_begin_on_the_chosen_day() -> None:
    options = replace(
        question("2026-05-03", "2026-05-10", by=Granularity.WEEK), week_start=6, metrics=METRICS[:1]
    )
    used = usage_of([("2026-05-03", "requests", 1), ("2026-05-09", "requests", 2)])
    actual = lines_of(
        traffic_report(options, used, covering(("2026-05-01", "2026-06-01")), NO_COUNTS)
    )

    assert actual == ["05-03T00:00 05-10T00:00 False 3"]


def test_filters_choose_what_is_shown_but_not_what_lies_in_the_range() -> None:
    filters = Filters(backends=("catalog", "catalogue"), statuses=("2xx",))
    options = replace(TWO_DAYS, split_by=(), filters=filters)
    report = traffic_report(options, SPLIT, COVERED, NO_COUNTS)

    expected = [
        "05-01T00:00 05-02T00:00 False 2 0 0",
        "05-02T00:00 05-03T00:00 False 5 0 6",
    ]

    assert expected == lines_of(report)
    assert report.in_range == 11
    assert report.warnings == ("no request of backend catalogue; did you mean 'catalog'?",)


@given(
    start=st.integers(0, 3000),
    length=st.integers(1, 4000),
    requests=st.lists(st.integers(-200, 7200), max_size=30),
    zone=st.sampled_from(
        ["UTC", "Europe/Athens", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu"]
    ),
)
@example(start=0, length=4, requests=[1], zone="Australia/Lord_Howe")  # its month began before
@settings(max_examples=examples(30))
def test_one_range_has_the_same_total_at_every_granularity(
    start: int, length: int, requests: list[int], zone: str
) -> None:
    origin = utc("2010-10-20")
    options = Range(origin + start * SLOT, origin + (start + length) * SLOT)
    times = [origin + slot * SLOT for slot in requests]
    coverage = Coverage.of([(origin - 200 * SLOT, origin + 8000 * SLOT)])
    expected = sum(start <= slot < start + length for slot in requests)

    for granularity in Granularity:
        traffic = Traffic(granularity, options, ZoneInfo(zone), ("requests",))
        slot = traffic.grain().slot
        used = usage_of([(_floor(time, slot), "requests", 1) for time in times])
        report = traffic_report(traffic, used, coverage, NO_COUNTS)

        assert (granularity, expected) == (granularity, report.rows["requests"].sum())
        assert expected == report.in_range


def _floor(time: datetime, slot: timedelta) -> str:
    floor = floor_to_slot(time) - (time - utc("1970-01-01")) % slot
    return floor.replace(tzinfo=None).isoformat()


@pytest.mark.parametrize(
    ("zone", "change"),
    [
        ("America/St_Johns", "2010-11-07T02:31"),
        ("Australia/Lord_Howe", "2026-04-04T15:00"),
        ("Pacific/Chatham", "2026-04-04T14:00"),
    ],
)
def test_hours_around_a_change_of_clocks_hold_the_requests_of_their_slots(
    zone: str, change: str
) -> None:
    middle = utc(change).replace(minute=0)
    options = Range(middle - 2 * HOUR, middle + 2 * HOUR)
    traffic = Traffic(Granularity.HOUR, options, ZoneInfo(zone), ("requests",))
    times = [middle - 2 * HOUR + number * SLOT for number in range(16)]
    used = usage_of([(_floor(time, traffic.grain().slot), "requests", 1) for time in times])
    coverage = Coverage.of([(middle - DAY, middle + DAY)])
    rows = traffic_report(traffic, used, coverage, NO_COUNTS).rows
    actual = rows["requests"].to_list()

    lengths = (rows["covered_end"] - rows["covered_start"]).to_list()

    assert [length // SLOT for length in lengths] == actual
