from __future__ import annotations

import pytest

from tests.periods.ranges import clock, written
from usagestats.periods.range_expression import parse_range


@pytest.mark.parametrize("week_start", range(7))
def test_an_iso_week_is_monday_to_sunday_whatever_weeks_reports_cut(week_start: int) -> None:
    actual = written(parse_range("2026-W20", clock(week_start=week_start)))

    assert actual == ("2026-05-11T00:00", "2026-05-18T00:00")


@pytest.mark.parametrize(
    ("zone", "text", "start", "end"),
    [
        ("Asia/Kathmandu", "last-1-hours", "2026-05-13T08:15", "2026-05-13T09:15"),
        ("Asia/Kathmandu", "2026-05-04", "2026-05-03T18:15", "2026-05-04T18:15"),
        ("America/Havana", "2026-03-08", "2026-03-08T05:00", "2026-03-09T04:00"),
        ("America/St_Johns", "2010-11-06", "2010-11-06T02:30", "2010-11-07T03:30"),
        ("Pacific/Apia", "2011-12", "2011-12-01T10:00", "2011-12-31T10:00"),
        ("Pacific/Chatham", "2026-05-04", "2026-05-03T11:15", "2026-05-04T11:15"),
    ],
)
def test_calendar_ranges_follow_the_clocks_of_the_zone(
    zone: str, text: str, start: str, end: str
) -> None:
    actual = written(parse_range(text, clock(zone)))

    assert (start, end) == actual
