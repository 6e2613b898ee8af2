from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.reports.tables import utc
from usagestats.choices import Granularity
from usagestats.periods.period import SLOT, Period, Range
from usagestats.reports.parts.previous import (
    known_before,
    periods_compared,
    slot_for_both,
    slot_for_periods,
    unknown_before,
)
from usagestats.tables.coverage import Coverage

ZONE = ZoneInfo("UTC")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def span(start: str, end: str) -> Period:
    return Period(utc(start), utc(end))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-05-04", "2026-05-06", DAY),
        ("2026-05-04T12:00", "2026-05-05", 12 * HOUR),
        ("2026-05-04T12:00", "2026-05-04T18:00", 6 * HOUR),
        ("2026-05-04T12:00", "2026-05-04T12:15", SLOT),
        (None, "2026-05-04", SLOT),
        ("2026-05-04", None, SLOT),
    ],
)
def test_the_slot_divides_the_range_and_the_one_before(
    start: str | None, end: str | None, expected: timedelta
) -> None:
    both = Range(*(None if text is None else utc(text) for text in (start, end)))

    assert slot_for_both(both, ZONE) == expected


@pytest.mark.parametrize(
    ("zone", "start", "end", "granularity", "expected"),
    [
        ("UTC", "2026-05-04", "2026-05-06", Granularity.DAY, DAY),
        ("UTC", "2026-05-04", "2026-05-06", Granularity.HOUR, HOUR),
        ("UTC", "2026-05-04T12:00", "2026-05-04T18:00", Granularity.ALL, 6 * HOUR),
        # days of the range start at 21:00, most of those before at 22:00, in winter time
        ("Europe/Athens", "2026-04-09T21:00", "2026-04-29T21:00", Granularity.DAY, HOUR),
        ("Europe/Athens", "2026-05-03T21:00", "2026-05-05T21:00", Granularity.DAY, 3 * HOUR),
    ],
)
def test_the_slot_fits_the_periods_of_the_range_and_those_before(
    zone: str, start: str, end: str, granularity: Granularity, expected: timedelta
) -> None:
    both = Range(utc(start), utc(end))

    assert slot_for_periods(both, granularity, ZoneInfo(zone), 0) == expected


def test_without_a_start_nothing_is_compared_and_the_slot_fits_the_range() -> None:
    assert slot_for_periods(Range(None, utc("2026-05-04")), Granularity.DAY, ZONE, 0) == DAY
    assert slot_for_periods(Range(utc("2026-05-04"), None), Granularity.DAY, ZONE, 0) == SLOT


def test_whole_periods_go_with_as_many_right_before_the_span() -> None:
    actual = periods_compared(span("2026-05-04T06:00", "2026-05-07"), Granularity.DAY, ZONE, 0)

    assert actual == {1: span("2026-05-02", "2026-05-03"), 2: span("2026-05-03", "2026-05-04")}


def test_the_whole_of_a_month_goes_with_the_month_before() -> None:
    march = span("2026-03-01", "2026-04-01")

    assert periods_compared(march, Granularity.ALL, ZONE, 0) == {
        0: span("2026-02-01", "2026-03-01")
    }


@pytest.mark.parametrize(
    ("start", "end", "granularity", "zone", "first", "last"),
    [
        # (number, start of its period) of the first and the last period that are compared
        ("2026-05-01", "2026-06-01", Granularity.DAY, "UTC", (0, "04-01"), (29, "04-30")),
        ("2026-04-01", "2026-05-01", Granularity.DAY, "UTC", (0, "03-01"), (29, "03-30")),
        ("2026-04-01", "2026-07-01", Granularity.DAY, "UTC", (0, "01-01"), (89, "03-31")),
        ("2025-01-01", "2026-01-01", Granularity.DAY, "UTC", (0, "01-01"), (364, "12-30")),
        ("2026-05-01", "2026-06-01", Granularity.HOUR, "UTC", (0, "04-01"), (719, "04-30")),
        (
            "2026-03-31T21",
            "2026-04-30T21",
            Granularity.DAY,
            "Europe/Athens",
            (0, "02-28"),
            (29, "03-29"),
        ),
        # no month, quarter or year of the calendar: as many right before
        ("2026-05-01", "2026-07-01", Granularity.DAY, "UTC", (0, "03-01"), (60, "04-30")),
        ("2026-02-01", "2026-05-01", Granularity.DAY, "UTC", (0, "11-04"), (88, "01-31")),
        ("2026-05-01", "2026-05-31", Granularity.DAY, "UTC", (0, "04-01"), (29, "04-30")),
        ("2026-05-02", "2026-06-02", Granularity.DAY, "UTC", (0, "04-01"), (30, "05-01")),
        ("2026-05-01", "2026-06-01", Granularity.WEEK, "UTC", (1, "03-30"), (4, "04-20")),
    ],
)
def test_in_a_calendar_month_quarter_or_year_the_nth_day_goes_with_the_nth(
    start: str,
    end: str,
    granularity: Granularity,
    zone: str,
    first: tuple[int, str],
    last: tuple[int, str],
) -> None:
    actual = list(periods_compared(span(start, end), granularity, ZoneInfo(zone), 0).items())

    assert [(number, f"{one.start:%m-%d}") for number, one in (actual[0], actual[-1])] == [
        first,
        last,
    ]


def test_where_times_begin_the_last_periods_have_some_before() -> None:
    early = span("1985-01-02", "1985-01-04")

    assert periods_compared(early, Granularity.DAY, ZONE, 0) == {
        1: span("1985-01-01", "1985-01-02")
    }


def test_the_range_before_is_known_only_if_the_logs_cover_all_of_it() -> None:
    day, before = span("2026-05-05", "2026-05-06"), span("2026-05-04", "2026-05-05")
    whole = Coverage.of([(utc("2026-05-03"), utc("2026-05-05T23:59"))])
    part = Coverage.of([(utc("2026-05-04T01:00"), utc("2026-05-05T23:59"))])

    assert known_before(day, whole, ZONE) == before
    assert known_before(day, part, ZONE) is None


def test_a_note_names_the_range_before_that_is_unknown() -> None:
    day = span("2026-05-05", "2026-05-06")

    assert unknown_before(day, Range(day.start, day.end), ZONE) == (
        "comparison not shown: the logs do not fully cover 2026-05-04 00:00 to 2026-05-05 00:00",
    )
    assert unknown_before(day, Range(None, day.end), ZONE) == ()
