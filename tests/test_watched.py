from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from usagestats.watched import Watched

NOTHING = Watched(ZoneInfo("UTC"), 1, 0, 0, 0.0, None, (), {}, {}, (), {})


def test_the_hour_is_the_sum_of_its_minutes() -> None:
    first = datetime(2026, 5, 4, 12, tzinfo=UTC)

    assert replace(NOTHING, first_minute=first, minutes=(3, 0, 4)).in_hour == 7
    assert NOTHING.in_hour == 0
