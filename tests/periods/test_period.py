from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.profiles import examples
from usagestats.choices import Granularity
from usagestats.periods.period import (
    EARLIEST,
    LATEST,
    MINUTE,
    SLOT,
    Period,
    Range,
    calendar_floor,
    ceil_to_slot,
    coarsest_slot,
    cut,
    floor_to_slot,
    local_hour_start,
    local_hours_before,
    local_start,
    periods_before,
    span_before,
)

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

ZONES = (
    "UTC",
    "Europe/Athens",
    "America/New_York",
    "America/St_Johns",
    "America/Havana",
    "America/Caracas",
    "Australia/Lord_Howe",
    "Australia/Eucla",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Asia/Pyongyang",
    "Asia/Tehran",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Antarctica/Troll",
)
CHANGES = (  # a time near which the clocks of a zone were changed
    ("America/St_Johns", "1988-04-03T03:31"),  # two hours at once
    ("America/St_Johns", "1988-10-30T01:31"),
    ("America/St_Johns", "2010-11-07T02:31"),  # one minute after midnight
    ("America/St_Johns", "2011-03-13T03:31"),
    ("America/Goose_Bay", "1990-04-01T04:01"),
    ("Asia/Gaza", "2010-03-26T22:01"),
    ("Asia/Bishkek", "1998-03-28T21:30"),  # at half past two
    ("Asia/Kathmandu", "1985-12-31T18:30"),  # from +05:30 to +05:45
    ("Asia/Pyongyang", "2015-08-14T15:00"),
    ("Australia/Lord_Howe", "2026-04-04T15:00"),
    ("Pacific/Apia", "2011-12-30T10:00"),
    ("Pacific/Chatham", "2026-04-04T14:00"),
    ("America/Havana", "2026-11-01T05:00"),
    ("Africa/Cairo", "2026-04-23T22:00"),
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def bound(text: str | None) -> datetime | None:
    return None if text is None else utc(text)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def local(time: datetime, zone: str) -> str:
    return time.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes")


def days(start: str, end: str, zone: str) -> list[tuple[str, timedelta]]:
    """Return the local start and the length of each day that a span of UTC touches."""
    periods = cut(Period(utc(start), utc(end)), Granularity.DAY, ZoneInfo(zone))
    return [(local(period.start, zone), period.end - period.start) for period in periods]


@st.composite
def spans(draw: st.DrawFn, longest: timedelta) -> Period:
    slots = (utc("2045-01-01") - EARLIEST) // SLOT
    start = EARLIEST + draw(st.integers(0, slots)) * SLOT
    return Period(start, start + draw(st.integers(1, longest // SLOT)) * SLOT)


def assert_partition(span: Period, periods: list[Period]) -> None:
    assert [period.end for period in periods[:-1]] == [period.start for period in periods[1:]]
    assert periods[0].start <= span.start < periods[0].end
    assert periods[-1].start < span.end <= periods[-1].end


def inner_bounds_inside_a_slot(span: Period, granularity: Granularity, zone: ZoneInfo) -> list[str]:
    """Return the bounds that the coarsest slot would not tell apart."""
    slot = coarsest_slot(granularity, zone, Range(span.start, span.end))
    bounds = {span.start, span.end}
    bounds |= {period.start for period in cut(span, granularity, zone)[1:]}
    return [time.isoformat() for time in sorted(bounds) if (time - EARLIEST) % slot]


@pytest.mark.parametrize("granularity", [g for g in Granularity if not g.is_of_hour])
@given(span=spans(timedelta(days=900)), zone=st.sampled_from(ZONES), week_start=st.integers(0, 6))
@settings(max_examples=examples(80))
def test_periods_are_contiguous_and_cover_any_span(
    granularity: Granularity, span: Period, zone: str, week_start: int
) -> None:
    periods = cut(span, granularity, ZoneInfo(zone), week_start)

    assert_partition(span, periods)


@given(span=spans(timedelta(days=20)), zone=st.sampled_from(ZONES))
@settings(max_examples=examples(100))
def test_hours_are_contiguous_cover_any_span_and_are_no_longer_than_an_hour(
    span: Period, zone: str
) -> None:
    periods = cut(span, Granularity.HOUR, ZoneInfo(zone))

    assert_partition(span, periods)
    assert max(period.end - period.start for period in periods) <= HOUR


@pytest.mark.parametrize("granularity", [g for g in Granularity if g.minutes])
@given(span=spans(timedelta(days=2)), zone=st.sampled_from(ZONES))
@settings(max_examples=examples(20))
def test_parts_of_hours_are_contiguous_and_all_of_one_width(
    granularity: Granularity, span: Period, zone: str
) -> None:
    periods = cut(span, granularity, ZoneInfo(zone))

    assert_partition(span, periods)
    assert {(one.end - one.start) // MINUTE for one in periods} == {granularity.minutes}
    assert coarsest_slot(granularity, ZoneInfo(zone), Range()) == periods[0].end - periods[0].start


@pytest.mark.parametrize("granularity", [g for g in Granularity if not g.minutes])
@given(span=spans(timedelta(days=15)), zone=st.sampled_from(ZONES))
@settings(max_examples=examples(60))
def test_every_boundary_is_a_multiple_of_the_coarsest_slot(
    granularity: Granularity, span: Period, zone: str
) -> None:
    inside = inner_bounds_inside_a_slot(span, granularity, ZoneInfo(zone))

    assert inside == []


@pytest.mark.parametrize("granularity", Granularity)
@pytest.mark.parametrize(("zone", "change"), CHANGES)
def test_periods_around_a_change_of_clocks_are_a_partition(
    zone: str, change: str, granularity: Granularity
) -> None:
    middle = floor_to_slot(utc(change))
    for before in (SLOT, 3 * SLOT, 26 * HOUR):
        span = Period(middle - before, middle + 27 * HOUR - before)

        assert_partition(span, cut(span, granularity, ZoneInfo(zone)))


@pytest.mark.parametrize("granularity", Granularity)
@pytest.mark.parametrize(("zone", "change"), CHANGES)
def test_boundaries_around_a_change_of_clocks_are_multiples_of_the_coarsest_slot(
    zone: str, change: str, granularity: Granularity
) -> None:
    start = utc(change).replace(hour=0, minute=0)
    span = Period(start - DAY, start + 2 * DAY)

    inside = inner_bounds_inside_a_slot(span, granularity, ZoneInfo(zone))

    assert inside == []


@pytest.mark.parametrize(
    ("zone", "start", "end", "expected"),
    [
        (
            "Europe/Athens",
            "2026-03-28T00:00",
            "2026-03-29T22:00",
            [
                ("2026-03-28T00:00+02:00", 24 * HOUR),
                ("2026-03-29T00:00+02:00", 23 * HOUR),
                ("2026-03-30T00:00+03:00", 24 * HOUR),
            ],
        ),
        (
            "Europe/Athens",
            "2026-10-24T00:00",
            "2026-10-25T23:00",
            [
                ("2026-10-24T00:00+03:00", 24 * HOUR),
                ("2026-10-25T00:00+03:00", 25 * HOUR),
                ("2026-10-26T00:00+02:00", 24 * HOUR),
            ],
        ),
        (
            "America/New_York",
            "2026-03-08T05:00",
            "2026-03-09T05:00",
            [("2026-03-08T00:00-05:00", 23 * HOUR), ("2026-03-09T00:00-04:00", 24 * HOUR)],
        ),
        (
            "America/New_York",
            "2026-11-01T04:00",
            "2026-11-02T06:00",
            [("2026-11-01T00:00-04:00", 25 * HOUR), ("2026-11-02T00:00-05:00", 24 * HOUR)],
        ),
        (  # 00:00:59 is followed by 01:01
            "America/St_Johns",
            "2011-03-13T03:30",
            "2011-03-14T03:30",
            [("2011-03-13T00:00-03:30", 23 * HOUR), ("2011-03-14T00:00-02:30", 24 * HOUR)],
        ),
        (  # one minute into the 7th it is the 6th again, which is one day, not two
            "America/St_Johns",
            "2010-11-06T02:30",
            "2010-11-07T04:00",
            [("2010-11-06T00:00-02:30", 25 * HOUR), ("2010-11-07T00:00-03:30", 24 * HOUR)],
        ),
        (  # so the minute of the 7th before that lies in the 6th
            "America/St_Johns",
            "2010-11-07T02:30",
            "2010-11-07T02:45",
            [("2010-11-06T00:00-02:30", 25 * HOUR)],
        ),
        (  # two hours at once, from 1988 only
            "America/St_Johns",
            "1988-04-03T04:00",
            "1988-04-03T04:15",
            [("1988-04-03T00:00-03:30", 22 * HOUR)],
        ),
        (
            "Australia/Lord_Howe",
            "2026-04-04T14:00",
            "2026-04-05T14:00",
            [("2026-04-05T00:00+11:00", 24.5 * HOUR), ("2026-04-06T00:00+10:30", 24 * HOUR)],
        ),
        (
            "Australia/Lord_Howe",
            "2026-10-03T14:00",
            "2026-10-03T14:15",
            [("2026-10-04T00:00+10:30", 23.5 * HOUR)],
        ),
        (  # there was no 30 December
            "Pacific/Apia",
            "2011-12-29T10:00",
            "2011-12-31T11:00",
            [
                ("2011-12-29T00:00-10:00", 24 * HOUR),
                ("2011-12-31T00:00+14:00", 24 * HOUR),
                ("2012-01-01T00:00+14:00", 24 * HOUR),
            ],
        ),
        (  # 00:00 to 01:00 is shown twice
            "America/Havana",
            "2026-11-01T04:00",
            "2026-11-02T06:00",
            [("2026-11-01T00:00-04:00", 25 * HOUR), ("2026-11-02T00:00-05:00", 24 * HOUR)],
        ),
        (  # the day begins at one
            "America/Havana",
            "2026-03-08T05:00",
            "2026-03-08T05:15",
            [("2026-03-08T01:00-04:00", 23 * HOUR)],
        ),
        (
            "Asia/Beirut",
            "2026-03-29T00:00",
            "2026-03-29T01:00",
            [("2026-03-29T01:00+03:00", 23 * HOUR)],
        ),
        (  # midnight turns back to 23:00
            "Asia/Beirut",
            "2026-10-24T21:15",
            "2026-10-24T22:15",
            [("2026-10-24T00:00+03:00", 25 * HOUR), ("2026-10-25T00:00+02:00", 24 * HOUR)],
        ),
        (
            "Africa/Cairo",
            "2026-04-24T00:00",
            "2026-04-24T01:00",
            [("2026-04-24T01:00+03:00", 23 * HOUR)],
        ),
        (
            "Africa/Cairo",
            "2026-10-29T12:00",
            "2026-10-29T13:00",
            [("2026-10-29T00:00+03:00", 25 * HOUR)],
        ),
        (
            "Asia/Kathmandu",
            "2026-05-04T18:15",
            "2026-05-04T18:30",
            [("2026-05-05T00:00+05:45", 24 * HOUR)],
        ),
        (
            "Asia/Kathmandu",
            "1986-01-01T00:00",
            "1986-01-01T00:15",
            [("1986-01-01T00:15+05:45", 23.75 * HOUR)],
        ),
        (
            "Pacific/Chatham",
            "2026-04-04T11:00",
            "2026-04-04T12:00",
            [("2026-04-05T00:00+13:45", 25 * HOUR)],
        ),
    ],
)
def test_a_local_day_is_as_long_as_the_clocks_make_it(
    zone: str, start: str, end: str, expected: list[tuple[str, timedelta]]
) -> None:
    actual = days(start, end, zone)

    assert expected == actual


@pytest.mark.parametrize(
    ("zone", "start", "end", "expected"),
    [
        ("UTC", "2026-05-04T10:15", "2026-05-04T11:15", ["10:00+00:00", "11:00+00:00"]),
        ("Asia/Kathmandu", "2026-05-04T09:00", "2026-05-04T09:30", ["14:00+05:45", "15:00+05:45"]),
        (  # 03:00 is skipped
            "Europe/Athens",
            "2026-03-29T00:00",
            "2026-03-29T03:00",
            ["02:00+02:00", "04:00+03:00", "05:00+03:00"],
        ),
        (  # 03:00 is shown twice
            "Europe/Athens",
            "2026-10-24T23:00",
            "2026-10-25T03:00",
            ["02:00+03:00", "03:00+03:00", "03:00+02:00", "04:00+02:00"],
        ),
        (  # 01:30 to 02:00 is shown twice: an hour of half an hour
            "Australia/Lord_Howe",
            "2026-04-04T14:00",
            "2026-04-04T16:00",
            ["01:00+11:00", "01:30+10:30", "02:00+10:30"],
        ),
        (
            "Australia/Lord_Howe",
            "2026-10-03T14:30",
            "2026-10-03T16:30",
            ["01:00+10:30", "02:30+11:00", "03:00+11:00"],
        ),
        (
            "Pacific/Chatham",
            "2026-04-04T13:15",
            "2026-04-04T14:30",
            ["03:00+13:45", "02:45+12:45", "03:00+12:45"],
        ),
        (
            "Pacific/Apia",
            "2011-12-30T09:00",
            "2011-12-30T11:00",
            ["23:00-10:00", "00:00+14:00"],
        ),
    ],
)
def test_local_hours_begin_on_the_hour_or_where_the_clocks_are_changed(
    zone: str, start: str, end: str, expected: list[str]
) -> None:
    periods = cut(Period(utc(start), utc(end)), Granularity.HOUR, ZoneInfo(zone))
    actual = [local(period.start, zone)[11:] for period in periods]

    assert expected == actual


@pytest.mark.parametrize(
    ("granularity", "expected"),
    [
        (Granularity.WEEK, ["2026-04-27T00:00", "2026-05-04T00:00", "2026-05-11T00:00"]),
        (Granularity.MONTH, ["2026-05-01T00:00", "2026-06-01T00:00"]),
        (Granularity.YEAR, ["2026-01-01T00:00", "2027-01-01T00:00"]),
        (Granularity.ALL, ["2026-05-03T12:00", "2026-05-04T00:15"]),
    ],
)
def test_the_outer_periods_are_whole_but_for_all(
    granularity: Granularity, expected: list[str]
) -> None:
    span = Period(utc("2026-05-03T12:00"), utc("2026-05-04T00:15"))
    periods = cut(span, granularity, ZoneInfo("UTC"))
    bounds = [periods[0].start, *(period.end for period in periods)]
    actual = [local(time, "UTC")[:16] for time in bounds]

    assert expected == actual


@pytest.mark.parametrize(
    ("week_start", "expected"),
    [
        (0, ["2026-04-27", "2026-05-04"]),
        (5, ["2026-05-02"]),
        (6, ["2026-05-03"]),
        (1, ["2026-04-28"]),
    ],
)
def test_weeks_begin_on_the_chosen_day(week_start: int, expected: list[str]) -> None:
    span = Period(utc("2026-05-03T21:00"), utc("2026-05-04T22:00"))  # Sunday and Monday in London
    periods = cut(span, Granularity.WEEK, ZoneInfo("Europe/London"), week_start)
    actual = [local(period.start, "Europe/London")[:10] for period in periods]

    assert expected == actual


def test_a_span_that_ends_on_a_boundary_does_not_touch_the_next_period() -> None:
    span = Period(utc("2026-05-04"), utc("2026-05-06"))
    actual = cut(span, Granularity.DAY, ZoneInfo("UTC"))

    expected = [Period(span.start, utc("2026-05-05")), Period(utc("2026-05-05"), span.end)]

    assert expected == actual


@pytest.mark.parametrize(
    ("zone", "text", "expected"),
    [
        ("UTC", "2026-05-04T00:00", "2026-05-04T00:00"),
        ("Europe/Athens", "2026-05-04T00:00", "2026-05-03T21:00"),
        ("Europe/Athens", "2026-03-29T03:30", "2026-03-29T01:00"),  # jumped over
        ("Europe/Athens", "2026-10-25T03:30", "2026-10-25T00:30"),  # shown twice
        ("America/Havana", "2026-03-08T00:00", "2026-03-08T05:00"),
        ("America/Havana", "2026-11-01T00:00", "2026-11-01T04:00"),
        ("Asia/Beirut", "2026-10-25T00:00", "2026-10-24T22:00"),
        ("America/St_Johns", "2010-11-07T00:00", "2010-11-07T03:30"),
        ("Pacific/Apia", "2011-12-30T00:00", "2011-12-30T10:00"),  # a day that never was
        ("Pacific/Apia", "2011-12-31T00:00", "2011-12-30T10:00"),
    ],
)
def test_a_wall_time_starts_where_the_clocks_show_it_and_go_on(
    zone: str, text: str, expected: str
) -> None:
    actual = local_start(wall(text), ZoneInfo(zone))

    assert utc(expected) == actual


@pytest.mark.parametrize(
    ("zone", "time", "expected"),
    [
        ("UTC", "2026-05-04T10:59:59", "2026-05-04T10:00"),
        ("UTC", "2026-05-04T10:00", "2026-05-04T10:00"),
        ("Asia/Kathmandu", "2026-05-04T10:07", "2026-05-04T09:15"),
        ("Australia/Lord_Howe", "2026-04-04T15:20", "2026-04-04T15:00"),
        ("Europe/Athens", "2026-10-25T01:30", "2026-10-25T01:00"),
    ],
)
def test_a_local_hour_starts_at_or_before_its_times(zone: str, time: str, expected: str) -> None:
    actual = local_hour_start(utc(time), ZoneInfo(zone))

    assert utc(expected) == actual


@pytest.mark.parametrize(
    ("zone", "granularity", "start", "end", "expected"),
    [
        ("UTC", Granularity.DAY, "2026-05-04", "2026-05-06", DAY),
        ("UTC", Granularity.YEAR, "2026-01-01", "2027-01-01", DAY),
        ("UTC", Granularity.HOUR, "2026-05-04", "2026-05-06", HOUR),
        ("UTC", Granularity.DAY, "2026-05-04T12:00", "2026-05-06", 12 * HOUR),
        ("UTC", Granularity.DAY, "2026-05-04", "2026-05-06T10:15", SLOT),
        ("UTC", Granularity.DAY, None, None, DAY),
        ("Europe/Athens", Granularity.DAY, "2026-05-03T21:00", "2026-05-04T21:00", 3 * HOUR),
        ("Europe/Athens", Granularity.DAY, "2025-12-31T22:00", "2026-12-31T22:00", HOUR),
        ("Europe/Athens", Granularity.HOUR, "2026-05-03T21:00", "2026-05-04T21:00", HOUR),
        ("Europe/Athens", Granularity.ALL, None, None, DAY),
        ("Europe/Athens", Granularity.ALL, "2026-05-03T21:00", "2026-05-04T21:00", 3 * HOUR),
        ("Asia/Kathmandu", Granularity.DAY, "2026-05-03T18:15", "2026-05-04T18:15", SLOT),
        ("Asia/Kathmandu", Granularity.HOUR, None, None, SLOT),
        ("Asia/Kolkata", Granularity.MONTH, "2026-04-30T18:30", None, HOUR / 2),
        ("Australia/Lord_Howe", Granularity.DAY, None, "2026-06-01", HOUR / 2),
        ("Asia/Shanghai", Granularity.DAY, "2026-05-03T16:00", "2026-05-04T16:00", 8 * HOUR),
    ],
)
def test_no_slot_is_finer_than_needed(
    zone: str, granularity: Granularity, start: str | None, end: str | None, expected: timedelta
) -> None:
    span = Range(bound(start), bound(end))
    actual = coarsest_slot(granularity, ZoneInfo(zone), span)

    assert expected == actual


@given(zone=st.sampled_from(ZONES), start=st.datetimes(wall("1985-01-02"), wall("2045-01-01")))
@settings(max_examples=examples(100))
def test_an_open_range_has_a_slot_that_fits_any_day_of_it(zone: str, start: datetime) -> None:
    slot = coarsest_slot(Granularity.DAY, ZoneInfo(zone), Range(start=None, end=None))
    midnight = local_start(start.replace(hour=0, minute=0, second=0, microsecond=0), ZoneInfo(zone))

    assert (midnight - EARLIEST) % slot == timedelta()


@pytest.mark.parametrize(
    ("time", "floor", "ceiling"),
    [
        ("2026-05-04T10:00", "2026-05-04T10:00", "2026-05-04T10:00"),
        ("2026-05-04T10:00:00.000001", "2026-05-04T10:00", "2026-05-04T10:15"),
        ("2026-05-04T10:14:59.999999", "2026-05-04T10:00", "2026-05-04T10:15"),
        ("2026-05-04T23:59", "2026-05-04T23:45", "2026-05-05T00:00"),
        ("1984-12-31T23:59", "1984-12-31T23:45", "1985-01-01T00:00"),
    ],
)
def test_a_time_lies_between_its_slot_bounds(time: str, floor: str, ceiling: str) -> None:
    actual = floor_to_slot(utc(time)), ceil_to_slot(utc(time))

    assert (utc(floor), utc(ceiling)) == actual


@pytest.mark.parametrize(
    ("granularity", "week_start", "expected"),
    [
        (Granularity.DAY, 0, "2026-05-13"),
        (Granularity.WEEK, 0, "2026-05-11"),
        (Granularity.WEEK, 2, "2026-05-13"),
        (Granularity.WEEK, 3, "2026-05-07"),
        (Granularity.MONTH, 3, "2026-05-01"),
        (Granularity.YEAR, 3, "2026-01-01"),
    ],
)
def test_a_calendar_period_begins_at_midnight(
    granularity: Granularity, week_start: int, expected: str
) -> None:
    actual = calendar_floor(wall("2026-05-13T10:07:30.5"), granularity, week_start)

    assert wall(expected) == actual


@pytest.mark.parametrize("end", ["2026-05-04T10:00", "2026-05-04T09:45"])
def test_a_period_is_never_empty(end: str) -> None:
    with pytest.raises(ValueError, match="must not be empty"):
        Period(utc("2026-05-04T10:00"), utc(end))


def test_a_period_is_clipped_to_the_part_inside_the_bounds() -> None:
    period = Period(utc("2026-05-04"), utc("2026-05-05"))
    actual = [
        period.clipped_to(Period(utc("2026-05-04T10:00"), utc("2026-06-01"))),
        period.clipped_to(Period(utc("2026-05-01"), utc("2026-05-04T10:00"))),
        period.clipped_to(Period(utc("2026-05-01"), utc("2026-06-01"))),
    ]

    expected = [
        Period(utc("2026-05-04T10:00"), utc("2026-05-05")),
        Period(utc("2026-05-04"), utc("2026-05-04T10:00")),
        period,
    ]

    assert expected == actual


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (None, None, ("2026-05-02T10:00", "2026-05-04T11:00")),
        ("2026-05-03", None, ("2026-05-03T00:00", "2026-05-04T11:00")),
        (None, "2026-05-03", ("2026-05-02T10:00", "2026-05-03T00:00")),
        ("2026-05-01", "2026-05-08", ("2026-05-01T00:00", "2026-05-08T00:00")),
        ("2026-05-05", None, None),
        (None, "2026-05-02", None),
    ],
)
def test_an_open_end_reaches_as_far_as_the_logs(
    start: str | None, end: str | None, expected: tuple[str, str] | None
) -> None:
    covered = Period(utc("2026-05-02T10:00"), utc("2026-05-04T11:00"))
    span = Range(bound(start), bound(end))
    actual = span.within(covered)

    assert (expected and Period(utc(expected[0]), utc(expected[1]))) == actual


def test_without_logs_only_a_closed_range_remains() -> None:
    closed = Range(utc("2026-05-01"), utc("2026-05-02"))
    actual = [closed.within(None), Range(closed.start).within(None), Range().within(None)]

    assert [Period(utc("2026-05-01"), utc("2026-05-02")), None, None] == actual


def test_periods_reach_to_the_end_of_time() -> None:
    span = Period(LATEST - DAY, LATEST)
    actual = cut(span, Granularity.YEAR, ZoneInfo("Pacific/Apia"))

    assert_partition(span, actual)


@pytest.mark.parametrize(
    ("zone", "start", "end", "expected"),
    [
        ("UTC", "2026-05-01", "2026-06-01", "2026-04-01"),  # a month after one of 30 days
        ("UTC", "2026-01-01", "2027-01-01", "2025-01-01"),
        ("UTC", "2026-01-01", "2026-04-01", "2025-10-01"),  # a quarter
        ("UTC", "2026-05-04", "2026-05-11", "2026-04-27"),
        ("UTC", "2026-05-04T06:00", "2026-05-05T12:00", "2026-05-03T00:00"),
        ("UTC", "2026-05-04", "2026-05-04T00:15", "2026-05-03T23:45"),
        ("Europe/Athens", "2026-02-28T22:00", "2026-03-31T21:00", "2026-01-31T22:00"),
        ("Europe/Athens", "2026-03-29T21:00", "2026-03-30T21:00", "2026-03-28T22:00"),  # 23 hours
        ("Europe/Athens", "2026-03-29T20:00", "2026-03-30T20:00", "2026-03-28T20:00"),
        ("Pacific/Apia", "2011-12-30T10:00", "2011-12-31T10:00", "2011-12-29T10:00"),  # no 30th
    ],
)
def test_the_span_before_has_as_many_whole_years_months_or_days_or_else_is_as_long(
    zone: str, start: str, end: str, expected: str
) -> None:
    span = Period(_utc(start), _utc(end))

    assert span_before(span, ZoneInfo(zone)) == Period(_utc(expected), span.start)


def test_there_is_no_span_before_the_first_time() -> None:
    assert span_before(Period(EARLIEST, EARLIEST + timedelta(days=1)), ZoneInfo("UTC")) is None
    assert periods_before(EARLIEST, 3, Granularity.DAY, ZoneInfo("UTC")) == []
    days = periods_before(EARLIEST + timedelta(hours=30), 3, Granularity.DAY, ZoneInfo("UTC"))
    assert days == [Period(EARLIEST, EARLIEST + timedelta(days=1))]


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def hour_by_hour(time: datetime, count: int, zone: ZoneInfo) -> datetime:
    start = local_hour_start(time, zone)
    for _ in range(count):
        start = local_hour_start(start - SLOT, zone)
    return start


@pytest.mark.parametrize(("zone", "change"), CHANGES)
def test_hours_before_are_those_of_going_back_hour_by_hour_over_a_change_of_clocks(
    zone: str, change: str
) -> None:
    for hours in (0, 1, 90, 200):
        time = utc(change) + hours * HOUR + SLOT
        for count in (0, 1, 2, 95, 96, 97, 400):
            expected = hour_by_hour(time, count, ZoneInfo(zone))

            assert local_hours_before(time, count, ZoneInfo(zone)) == expected


@given(
    slot=st.integers(100_000, 1_400_000),
    count=st.integers(0, 6000),
    zone=st.sampled_from(ZONES),
)
@example(slot=907_597, count=6500, zone="Australia/Lord_Howe")  # there and back by half an hour
@settings(max_examples=examples(30))
def test_hours_before_are_those_of_going_back_hour_by_hour(
    slot: int, count: int, zone: str
) -> None:
    time = EARLIEST + slot * SLOT

    assert local_hours_before(time, count, ZoneInfo(zone)) == hour_by_hour(
        time, count, ZoneInfo(zone)
    )


@pytest.mark.parametrize("count", [400_000, 2_000_000])
def test_hours_before_the_earliest_time_are_before_it(count: int) -> None:
    time = datetime(2026, 5, 10, tzinfo=UTC)

    assert local_hours_before(time, count, ZoneInfo("Europe/Athens")) < EARLIEST


@given(
    slot=st.integers(500_000, 1_400_000),
    count=st.integers(0, 40),
    granularity=st.sampled_from([one for one in Granularity if one is not Granularity.ALL]),
    zone=st.sampled_from(["UTC", "Europe/Athens", "Australia/Lord_Howe", "Pacific/Apia"]),
    week_start=st.integers(0, 6),
)
@settings(max_examples=examples(80))
def test_periods_before_are_so_many_whole_ones_up_to_the_last_that_ends_in_time(
    slot: int, count: int, granularity: Granularity, zone: str, week_start: int
) -> None:
    time = EARLIEST + slot * SLOT
    periods = periods_before(time, count, granularity, ZoneInfo(zone), week_start)
    ends = [period.end for period in periods]

    assert len(periods) == count or granularity is Granularity.YEAR
    for one, other in pairwise(periods):
        assert one.end == other.start
    if periods:
        later = cut(Period(ends[-1], ends[-1] + SLOT), granularity, ZoneInfo(zone), week_start)
        assert ends[-1] <= time < later[0].end
        whole = Period(periods[0].start, ends[-1])
        assert cut(whole, granularity, ZoneInfo(zone), week_start) == periods
