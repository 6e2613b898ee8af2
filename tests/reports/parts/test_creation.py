from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from usagestats.reports.parts.creation import created

ATHENS = ZoneInfo("Europe/Athens")


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (None, None),
        (date(2026, 5, 4), "2026-05-03T21:00:00+00:00"),
        (datetime(2026, 5, 4, 10), "2026-05-04T07:00:00+00:00"),  # noqa: DTZ001
        (datetime(2026, 5, 4, 10, tzinfo=UTC), "2026-05-04T10:00:00+00:00"),
        (date(1, 1, 1), None),
        (datetime(1, 1, 1, tzinfo=UTC), None),
        (datetime(9999, 12, 31), None),  # noqa: DTZ001
    ],
)
def test_a_creation_without_an_offset_is_of_the_zone_of_the_report(
    at: datetime | date | None, expected: str | None
) -> None:
    time = created(at, ATHENS)

    assert (time and time.isoformat()) == expected
