from __future__ import annotations

import pytest

from tests.periods.ranges import clock, written
from usagestats.periods.range_expression import parse_range


@pytest.mark.parametrize(
    ("week_start", "text", "start", "end"),
    [
        (6, "this-week", "2026-05-10T00:00", "2026-05-13T10:15"),
        (6, "last-week", "2026-05-03T00:00", "2026-05-10T00:00"),
        (6, "last-2-weeks", "2026-04-26T00:00", "2026-05-10T00:00"),
        (5, "last-week", "2026-05-02T00:00", "2026-05-09T00:00"),
        (3, "last-week", "2026-04-30T00:00", "2026-05-07T00:00"),
    ],
)
def test_weeks_begin_where_they_begin_here(
    week_start: int, text: str, start: str, end: str
) -> None:
    actual = written(parse_range(text, clock(week_start=week_start)))

    assert (start, end) == actual


@pytest.mark.parametrize("month", range(1, 13))
def test_a_quarter_begins_with_its_first_month(month: int) -> None:
    first = {1: 1, 2: 4, 3: 7, 4: 10}[(month + 2) // 3]
    now = clock(now=f"2026-{month:02}-28T10:07:30")

    assert written(parse_range("this-quarter", now))[0] == f"2026-{first:02}-01T00:00"


def test_the_hour_that_comes_twice_is_the_first_one_of_the_wall() -> None:
    second = clock("Europe/Athens", "2026-10-25T01:30:00")  # 03:30 for the second time

    assert second.wall().isoformat() == "2026-10-25T03:30:00"
    assert second.wall().fold == 0
