from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.profiles import examples
from tests.reports.tables import covering, lines_of, usage_of, utc
from usagestats.choices import Cycle
from usagestats.periods.period import SLOT, Range
from usagestats.reports.averages import Averages, averages_report
from usagestats.reports.parts.filters import Filters
from usagestats.tables.counts import Counts
from usagestats.tables.coverage import Coverage
from usagestats.tables.usage import Grain

if TYPE_CHECKING:
    pass

NO_COUNTS = Counts()
METRICS = ("requests", "hits")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def question(
    start: str | None, end: str | None, zone: str = "UTC", cycle: Cycle = Cycle.WEEKDAY
) -> Averages:
    options = Range(None if start is None else utc(start), None if end is None else utc(end))
    return Averages(cycle, options, ZoneInfo(zone), METRICS)


TWO_WEEKS = question("2026-05-04", "2026-05-18")
ALL_OF_IT = covering(("2026-05-01", "2026-05-31"))
USED = usage_of(
    [
        ("2026-05-03", "requests", 1000),
        ("2026-05-04", "requests", 10),
        ("2026-05-11", "requests", 5),
        ("2026-05-11", "hits", 7),
        ("2026-05-17", "requests", 3),
        ("2026-05-18", "requests", 1000),
    ]
)


def test_a_mean_is_over_all_days_of_the_weekday_also_those_without_requests() -> None:
    actual = lines_of(averages_report(TWO_WEEKS, USED, ALL_OF_IT, NO_COUNTS))

    assert actual == [
        "Monday 2 7.5 3.5",
        "Tuesday 2 0.0 0.0",
        "Wednesday 2 0.0 0.0",
        "Thursday 2 0.0 0.0",
        "Friday 2 0.0 0.0",
        "Saturday 2 0.0 0.0",
        "Sunday 2 1.5 0.0",
    ]


def test_only_days_count_that_the_range_and_the_logs_cover_in_full() -> None:
    options = question("2026-05-04T06:00", "2026-05-18")
    coverage = covering(
        ("2026-05-04", "2026-05-11T23:59"), ("2026-05-17T00:00", "2026-05-17T20:00")
    )
    report = averages_report(options, USED, coverage, NO_COUNTS)

    assert lines_of(report) == [
        "Monday 1 5.0 7.0",
        *(f"{day} 1 0.0 0.0" for day in ("Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")),
        "Sunday 1 0.0 0.0",
    ]
    assert report.notes == (
        "not averaged: 2 days that the range or the logs cover only in part",
        "no log between 2026-05-12 00:00 and 2026-05-17 00:00",
        "no log between 2026-05-17 20:15 and 2026-05-18 00:00",
    )


def test_a_weekday_of_which_no_whole_day_is_known_has_no_mean() -> None:
    coverage = covering(("2026-05-04", "2026-05-04T23:59"))
    actual = lines_of(averages_report(TWO_WEEKS, USED, coverage, NO_COUNTS))

    assert actual[:3] == ["Monday 1 10.0 0.0", "Tuesday 0 - -", "Wednesday 0 - -"]


def test_the_portal_divides_the_sums_by_seven_and_rounds_up() -> None:
    options = replace(TWO_WEEKS, is_3scale_compatible=True)
    coverage = covering(("2026-05-04T08:00", "2026-05-11T23:59"))
    report = averages_report(options, USED, coverage, NO_COUNTS)

    assert lines_of(report)[:2] == ["Monday 2 3 1", "Tuesday 1 0 0"]
    assert lines_of(report)[6] == "Sunday 1 0 0"
    assert report.notes[0] == (
        "not means, but as in the 3scale portal: the sum over all days, also those covered in part,"
        " ÷ 7, rounded up"
    )


@pytest.mark.parametrize(("count", "expected"), [(100, [58] * 4 + [72] * 2 + [58])])
def test_the_portal_shows_58_and_72_for_thirty_days_of_a_hundred(
    count: int, expected: list[int]
) -> None:
    """The figures that the original shows for a flat 100 a day, see the reference, section 3.3."""
    options = replace(question("2026-05-01", "2026-05-31"), is_3scale_compatible=True)
    days = [(f"2026-05-{day:02}", "requests", count) for day in range(1, 31)]
    coverage = covering(("2026-05-01", "2026-05-30T23:59"))
    report = averages_report(options, usage_of(days), coverage, NO_COUNTS)

    assert report.rows["requests"].to_list() == expected


def test_an_hour_that_occurs_twice_or_not_at_all_counts_as_often() -> None:
    spring = question("2026-03-28T22:00", "2026-03-29T21:00", "Europe/Athens", Cycle.HOUR)
    autumn = question("2026-10-24T21:00", "2026-10-25T22:00", "Europe/Athens", Cycle.HOUR)
    used = usage_of(
        [
            ("2026-03-29T00:00", "requests", 3),  # 02:00
            ("2026-03-29T01:00", "requests", 5),  # 04:00
            ("2026-10-25T00:00", "requests", 4),  # 03:00
            ("2026-10-25T01:00", "requests", 6),  # 03:00 again
        ]
    )
    coverage = covering(("2026-03-01", "2026-11-01"))
    in_spring = lines_of(averages_report(spring, used, coverage, NO_COUNTS))
    in_autumn = lines_of(averages_report(autumn, used, coverage, NO_COUNTS))

    assert in_spring[1:6] == ["1 1 0.0 0.0", "2 1 3.0 0.0", "3 0 - -", "4 1 5.0 0.0", "5 1 0.0 0.0"]
    assert in_autumn[2:5] == ["2 1 0.0 0.0", "3 2 5.0 0.0", "4 1 0.0 0.0"]


def test_the_week_begins_on_the_chosen_day() -> None:
    options = replace(TWO_WEEKS, week_start=6)
    rows = averages_report(options, USED, ALL_OF_IT, NO_COUNTS).rows

    assert rows["weekday"].to_list()[:2] == ["Sunday", "Monday"]
    assert rows["requests"].to_list()[:2] == [1.5, 7.5]


SPLIT = usage_of(
    [
        ("2026-05-04", "search", "requests", 4),
        ("2026-05-11", "catalog", "requests", 5),
        ("2026-05-12", None, "hits", 6),
    ],
    "backend",
)


def test_split_rows_stand_where_there_were_requests_and_are_means_over_all_days() -> None:
    options = replace(TWO_WEEKS, split_by=("backend",))
    actual = lines_of(averages_report(options, SPLIT, ALL_OF_IT, NO_COUNTS))

    assert actual == ["Monday 2 catalog 2.5 0.0", "Monday 2 search 2.0 0.0", "Tuesday 2 - 0.0 3.0"]


def test_dense_split_rows_stand_everywhere() -> None:
    options = replace(TWO_WEEKS, split_by=("backend",), is_dense=True)
    actual = lines_of(averages_report(options, SPLIT, ALL_OF_IT, NO_COUNTS))

    assert len(actual) == 21
    assert actual[3:6] == [
        "Tuesday 2 catalog 0.0 0.0",
        "Tuesday 2 search 0.0 0.0",
        "Tuesday 2 - 0.0 3.0",
    ]


def test_filters_choose_what_is_averaged() -> None:
    options = replace(TWO_WEEKS, filters=Filters(backends=("catalog", "catalogue")))
    report = averages_report(options, SPLIT, ALL_OF_IT, NO_COUNTS)

    assert lines_of(report)[0] == "Monday 2 2.5 0.0"
    assert report.in_range == 9
    assert report.warnings == ("no request of backend catalogue; did you mean 'catalog'?",)


def test_without_logs_there_are_columns_but_no_rows() -> None:
    report = averages_report(question(None, None), usage_of([]), Coverage(), NO_COUNTS)

    assert report.rows.is_empty()
    assert report.title == "Averages by weekday: no requests"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (TWO_WEEKS, Grain((), DAY)),
        (replace(TWO_WEEKS, cycle=Cycle.HOUR), Grain((), HOUR)),
        (question("2026-05-03T21:00", "2026-05-10T21:00", "Europe/Athens"), Grain((), 3 * HOUR)),
        (replace(TWO_WEEKS, split_by=("status",)), Grain(("status",), DAY)),
        (replace(TWO_WEEKS, filters=Filters(plans=("pro",))), Grain(("application",), DAY)),
    ],
)
def test_no_more_is_asked_for_than_needed(options: Averages, expected: Grain) -> None:
    assert options.grain() == expected


ORIGIN = utc("2026-03-20")  # clocks change on the 29th, on 5 April and on 8 March
ZONES = ["UTC", "Europe/Athens", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Sao_Paulo"]


def plain_averages(
    slots: dict[int, int], begin: int, end: int, covered: range, zone: ZoneInfo, cycle: Cycle
) -> list[tuple[int, float | None]]:
    """Walk from slot to slot: each belongs to a day or hour, which is whole if all of it is in."""
    groups: dict[tuple[object, ...], list[int]] = {}
    places: dict[tuple[object, ...], int] = {}
    for number in range(begin - 200, end + 200):
        local = (ORIGIN + number * SLOT).astimezone(zone)
        is_day = cycle is Cycle.WEEKDAY
        key: tuple[object, ...] = (
            (local.date(),) if is_day else (local.date(), local.hour, local.utcoffset())
        )
        groups.setdefault(key, []).append(number)
        places[key] = {
            Cycle.WEEKDAY: local.weekday(),
            Cycle.HOUR: local.hour,
            Cycle.WEEKDAY_HOUR: local.weekday() * 24 + local.hour,
        }[cycle]
    found: dict[int, list[int]] = {place: [] for place in range(cycle.length)}
    for key, numbers in groups.items():
        if all(begin <= number < end and number in covered for number in numbers):
            found[places[key]].append(sum(slots.get(number, 0) for number in numbers))
    return [(len(sums), sum(sums) / len(sums) if sums else None) for sums in found.values()]


@given(
    begin=st.integers(0, 1500),
    length=st.integers(1, 1500),
    cover=st.tuples(st.integers(-100, 1500), st.integers(1, 3000)),
    requests=st.lists(st.integers(-200, 3200), max_size=40),
    zone=st.sampled_from(ZONES),
    cycle=st.sampled_from(Cycle),
)
@settings(max_examples=examples(60))
def test_averages_are_those_of_a_walk_from_slot_to_slot(
    begin: int,
    length: int,
    cover: tuple[int, int],
    requests: list[int],
    zone: str,
    cycle: Cycle,
) -> None:
    options = Averages(
        cycle,
        Range(ORIGIN + begin * SLOT, ORIGIN + (begin + length) * SLOT),
        ZoneInfo(zone),
        METRICS,
    )
    covered = range(cover[0], cover[0] + cover[1])
    coverage = Coverage.of([(ORIGIN + covered[0] * SLOT, ORIGIN + covered[-1] * SLOT)])
    slots = {number: requests.count(number) for number in requests if number in covered}
    slot = options.grain().slot
    rows = [((ORIGIN + number * SLOT), count) for number, count in slots.items()]
    epoch = utc("1970-01-01")
    used = usage_of(
        [
            ((time - (time - epoch) % slot).replace(tzinfo=None).isoformat(), "requests", count)
            for time, count in rows
        ]
    )
    report = averages_report(options, used, coverage, NO_COUNTS)
    actual = list(zip(report.rows["periods"], report.rows["requests"], strict=True))

    expected = plain_averages(slots, begin, begin + length, covered, ZoneInfo(zone), cycle)

    assert expected == actual


@given(st.lists(st.integers(0, 1000), min_size=24, max_size=24))
def test_the_portal_divides_hours_by_24(counts: list[int]) -> None:
    options = replace(
        question("2026-05-04", "2026-05-05", cycle=Cycle.HOUR), is_3scale_compatible=True
    )
    used = usage_of(
        [(f"2026-05-04T{hour:02}:00", "requests", count) for hour, count in enumerate(counts)]
    )
    report = averages_report(options, used, ALL_OF_IT, NO_COUNTS)

    assert report.rows["requests"].to_list() == [ceil(count / 24) for count in counts]


def test_a_mean_of_each_hour_of_the_week_in_the_order_of_the_week() -> None:
    used = usage_of(
        [
            ("2026-05-04 10:00", "requests", 10),
            ("2026-05-11 10:00", "requests", 4),
            ("2026-05-17 23:00", "requests", 3),
        ]
    )
    by_hour = replace(TWO_WEEKS, cycle=Cycle.WEEKDAY_HOUR)
    actual = lines_of(averages_report(by_hour, used, ALL_OF_IT, NO_COUNTS))

    assert len(actual) == 168
    assert actual[10] == "Monday 10 2 7.0 0.0"
    assert actual[167] == "Sunday 23 2 1.5 0.0"
    from_sunday = replace(by_hour, week_start=6)
    assert lines_of(averages_report(from_sunday, used, ALL_OF_IT, NO_COUNTS))[23] == actual[167]


def test_a_week_of_the_change_of_clocks_has_an_hour_twice() -> None:
    athens = replace(
        question("2026-10-18T21:00", "2026-10-25T22:00", "Europe/Athens"), cycle=Cycle.WEEKDAY_HOUR
    )
    usage = usage_of([("2026-10-25 00:00", "requests", 6)])
    rows = averages_report(
        athens, usage, covering(("2026-10-01", "2026-10-31")), NO_COUNTS
    ).rows.rows()

    assert {row[:3] for row in rows if row[2] != 1} == {("Sunday", 3, 2)}
    assert next(row for row in rows if row[:2] == ("Sunday", 3))[3] == 3.0
