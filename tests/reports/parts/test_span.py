from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from usagestats.choices import Counting
from usagestats.periods.period import Period
from usagestats.reports.parts.span import (
    counting_note,
    holes,
    range_outside,
    requests_of,
    spoken,
    written,
)
from usagestats.tables.coverage import Coverage

ATHENS = ZoneInfo("Europe/Athens")
MAY = datetime(2026, 5, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def covering(*days: int) -> Coverage:
    return Coverage.of((MAY + day * DAY, MAY + (day + 1) * DAY - DAY / 96) for day in days)


def test_requests_are_the_usage_of_the_metric_of_that_name() -> None:
    usage = pl.DataFrame({"metric": ["requests", "hits", "requests"], "usage": [3, 9, 4]})

    assert requests_of(usage) == 7
    assert requests_of(usage.clear()) == 0


def test_the_counting_is_noted_where_it_is_not_the_default() -> None:
    assert counting_note(Counting.MATCHED, 0) == ()
    assert counting_note(Counting.AUTHORIZED, 1200) == (
        "counting authorized: 1,200 requests that the gateway refused are not counted"
        " (where the log has no upstream status: those with status 401, 403, 429)",
    )


def test_holes_are_written_in_the_zone() -> None:
    assert holes(covering(0, 2), Period(MAY, MAY + 3 * DAY), ATHENS) == (
        "no log between 2026-05-02 03:00 and 2026-05-03 03:00",
    )
    assert holes(covering(0), Period(MAY, MAY + DAY), ATHENS) == ()
    assert holes(covering(0), None, ATHENS) == ()


def test_only_five_holes_are_named_and_the_others_are_counted() -> None:
    span = Period(MAY, MAY + 13 * DAY)

    assert holes(covering(*range(0, 13, 2)), span, ATHENS)[5:] == ("and one more hole",)
    assert holes(covering(*range(0, 13, 2)), Period(MAY, MAY + 15 * DAY), ATHENS)[5:] == (
        "and 2 more holes",
    )


def test_a_range_without_logs_is_warned_of_with_the_time_of_the_logs() -> None:
    outside = Period(MAY + 5 * DAY, MAY + 6 * DAY)

    assert range_outside(outside, covering(0), ATHENS) == (
        "no log covers the range; the logs cover 2026-05-01 03:00 to 2026-05-02 03:00",
    )
    assert range_outside(None, covering(0), ATHENS) != ()
    assert range_outside(Period(MAY, MAY + 6 * DAY), covering(0), ATHENS) == ()
    assert range_outside(outside, Coverage(), ATHENS) == ()


def test_a_span_is_written_with_its_zone() -> None:
    assert spoken(Period(MAY, MAY + DAY), ATHENS) == (
        "2026-05-01 03:00 to 2026-05-02 03:00, Europe/Athens"
    )
    assert spoken(None, ATHENS) == "no requests"
    assert written(MAY, ATHENS) == "2026-05-01 03:00"
