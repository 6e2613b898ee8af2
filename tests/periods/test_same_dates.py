from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from usagestats.periods.clock import Clock
from usagestats.periods.period import Range
from usagestats.periods.range_expression import parse_range
from usagestats.periods.same_dates import same_dates

UTC_ZONE = ZoneInfo("UTC")
NEW_YORK, TOKYO, HAVANA, BEIRUT = map(
    ZoneInfo, ("America/New_York", "Asia/Tokyo", "America/Havana", "Asia/Beirut")
)


def written(span: Range) -> list[str | None]:
    return [f"{one:%Y-%m-%dT%H:%M}" if one else None for one in (span.start, span.end)]


@pytest.mark.parametrize(
    ("expression", "zone", "other", "expected"),
    [
        ("2019-04", NEW_YORK, UTC_ZONE, ["2019-04-01T00:00", "2019-05-01T00:00"]),
        ("2019-04", TOKYO, UTC_ZONE, ["2019-04-01T00:00", "2019-05-01T00:00"]),
        ("2019-04", UTC_ZONE, TOKYO, ["2019-03-31T15:00", "2019-04-30T15:00"]),
        ("2019-Q1", NEW_YORK, TOKYO, ["2018-12-31T15:00", "2019-03-31T15:00"]),
        ("2019-04-30..", NEW_YORK, UTC_ZONE, ["2019-04-30T00:00", None]),
        ("..2019-04-30", NEW_YORK, UTC_ZONE, [None, "2019-05-01T00:00"]),
        ("last-month", NEW_YORK, UTC_ZONE, ["2019-04-01T00:00", "2019-05-01T00:00"]),
        ("last-2-days", NEW_YORK, UTC_ZONE, ["2019-05-29T00:00", "2019-05-31T00:00"]),
        # the clocks jump over midnight in the first zone, and in the second one
        ("2019-03-10", HAVANA, UTC_ZONE, ["2019-03-10T00:00", "2019-03-11T00:00"]),
        ("2019-03-31", UTC_ZONE, BEIRUT, ["2019-03-30T22:00", "2019-03-31T21:00"]),
        # times, hours, and what ends now have no dates of their own
        (
            "2019-04-01T00:00..2019-05-01T06:00",
            NEW_YORK,
            UTC_ZONE,
            ["2019-04-01T04:00", "2019-05-01T10:00"],
        ),
        ("last-24-hours", NEW_YORK, UTC_ZONE, ["2019-05-31T03:00", "2019-06-01T03:00"]),
        ("this-month", NEW_YORK, UTC_ZONE, ["2019-05-01T04:00", "2019-06-01T04:00"]),
        ("today", NEW_YORK, UTC_ZONE, ["2019-05-31T04:00", "2019-06-01T04:00"]),
    ],
)
def test_the_range_has_the_same_dates_in_the_other_zone(
    expression: str, zone: ZoneInfo, other: ZoneInfo, expected: list[str | None]
) -> None:
    now = datetime(2019, 6, 1, 3, 50, tzinfo=UTC)  # the last minutes of May in New York

    span = same_dates(parse_range(expression, Clock(now, zone)), zone, other)

    assert written(span) == expected
