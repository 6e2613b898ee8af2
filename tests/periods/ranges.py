"""The helpers of tests on range expressions: a clock, and the bounds of a range as texts."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from usagestats.errors import UsageError
from usagestats.periods.clock import Clock
from usagestats.periods.period import Range
from usagestats.periods.range_expression import parse_range

NOW = "2026-05-13T10:07:30"  # a Wednesday; 13:07:30 in Athens


def clock(zone: str = "UTC", now: str = NOW, week_start: int = 0) -> Clock:
    return Clock(datetime.fromisoformat(now).replace(tzinfo=UTC), ZoneInfo(zone), week_start)


def written(span: Range) -> tuple[str | None, str | None]:
    return _written(span.start), _written(span.end)


def _written(time: datetime | None) -> str | None:
    return None if time is None else time.replace(tzinfo=None).isoformat(timespec="minutes")


def error_of(text: str, now: Clock) -> UsageError:
    with pytest.raises(UsageError) as caught:
        parse_range(text, now)
    return caught.value
