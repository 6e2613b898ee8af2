from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from tests.periods.ranges import NOW, clock, written
from usagestats.choices import Granularity
from usagestats.periods.period import Period, cut
from usagestats.periods.range_expression import parse_range


@pytest.mark.parametrize(
    ("text", "now", "start", "end"),
    [
        ("today", "2026-05-13T00:00:00", "2026-05-13T00:00", "2026-05-13T00:15"),
        ("today", "2026-05-13T00:00:01", "2026-05-13T00:00", "2026-05-13T00:15"),
        ("today", "2026-05-13T10:15:00", "2026-05-13T00:00", "2026-05-13T10:15"),
        ("today", "2026-05-13T23:59:59", "2026-05-13T00:00", "2026-05-14T00:00"),
        ("this-week", "2026-05-11T00:00:00", "2026-05-11T00:00", "2026-05-11T00:15"),
        ("this-year", "2026-01-01T00:00:00", "2026-01-01T00:00", "2026-01-01T00:15"),
        ("last-1-hours", "2026-05-13T10:00:00", "2026-05-13T09:00", "2026-05-13T10:00"),
        ("last-1-months", "2026-03-31T12:00:00", "2026-02-01T00:00", "2026-03-01T00:00"),
        ("last-month", "2026-01-31T12:00:00", "2025-12-01T00:00", "2026-01-01T00:00"),
        ("last-week", "2026-05-11T00:00:00", "2026-05-04T00:00", "2026-05-11T00:00"),
        ("last-year", "2024-02-29T12:00:00", "2023-01-01T00:00", "2024-01-01T00:00"),
    ],
)
def test_relative_ranges_end_at_the_last_whole_period_or_at_the_slot_of_now(
    text: str, now: str, start: str, end: str
) -> None:
    actual = written(parse_range(text, clock(now=now)))

    assert (start, end) == actual


@pytest.mark.parametrize("zone", ["Europe/Athens", "Asia/Kathmandu", "Australia/Lord_Howe"])
@pytest.mark.parametrize("now", [NOW, "2026-04-05T01:20:00", "2026-10-04T01:20:00"])
def test_the_last_24_hours_are_whole_local_hours(zone: str, now: str) -> None:
    span = parse_range("last-24-hours", clock(zone, now))
    assert span.start
    assert span.end
    whole = cut(Period(span.start, span.end), Granularity.HOUR, ZoneInfo(zone))

    assert (span.start, span.end) == (whole[0].start, whole[-1].end)
