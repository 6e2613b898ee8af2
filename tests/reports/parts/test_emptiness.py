from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from usagestats.periods.period import Period
from usagestats.reports.parts.emptiness import NOTHING_READ, no_requests
from usagestats.tables.coverage import Coverage

ATHENS = ZoneInfo("Europe/Athens")
BETWEEN = "between 2026-05-04 03:00 and 2026-05-05 03:00"


def day(number: int) -> Period:
    return Period(datetime(2026, 5, number, tzinfo=UTC), datetime(2026, 5, number + 1, tzinfo=UTC))


COVERED = Coverage((day(4),))


def test_where_nothing_was_read_the_way_to_see_why_is_named() -> None:
    assert no_requests(None, Coverage(), ATHENS) == NOTHING_READ


@pytest.mark.parametrize("span", [None, day(7)])
def test_a_range_that_no_log_covers_is_named_with_the_time_that_logs_cover(
    span: Period | None,
) -> None:
    actual = no_requests(span, COVERED, ATHENS)

    covered = "the logs cover 2026-05-04 03:00 to 2026-05-05 03:00"
    assert actual == f"No requests: no log covers the range; {covered}; choose another --range."


def test_filters_are_named() -> None:
    actual = no_requests(day(4), COVERED, ATHENS, ["--app", "--status"])

    assert actual == f"No requests {BETWEEN} pass --app and --status; leave out one of them."


def test_a_single_filter_is_named() -> None:
    actual = no_requests(day(4), COVERED, ATHENS, ["--path"])

    assert actual == f"No requests {BETWEEN} pass --path; leave it out."


def test_a_quiet_range_is_named() -> None:
    assert no_requests(day(4), COVERED, ATHENS) == f"No requests {BETWEEN}; choose another --range."
