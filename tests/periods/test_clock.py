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
