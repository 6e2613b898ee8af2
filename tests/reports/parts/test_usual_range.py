from __future__ import annotations

from zoneinfo import ZoneInfo

from tests.reports.tables import covering, utc
from usagestats.periods.clock import Clock
from usagestats.periods.period import Range
from usagestats.reports.parts.usual_range import is_of_old_logs, old_logs_warning, usual_range
from usagestats.tables.coverage import Coverage

CLOCK = Clock(utc("2026-06-10T12:00"), ZoneInfo("Europe/Athens"))
RECENT = covering(("2026-03-01T00:00", "2026-06-09T00:00"))
OLD = covering(("2026-01-01T00:00", "2026-04-20T21:30"))
LAST_DAYS = Range(utc("2026-05-10T21:00"), utc("2026-06-09T21:00"))


def test_a_range_that_is_given_stays() -> None:
    given = Range(utc("2026-01-01"), None)

    assert usual_range(given, CLOCK, OLD) == given
    assert old_logs_warning(given, CLOCK, OLD) == ()


def test_without_one_it_is_the_last_thirty_whole_days_in_the_zone() -> None:
    assert usual_range(Range(), CLOCK, RECENT) == LAST_DAYS
    assert usual_range(Range(), CLOCK, Coverage()) == LAST_DAYS
    assert not is_of_old_logs(Range(), CLOCK, RECENT)


def test_of_logs_that_ended_before_it_is_the_thirty_days_up_to_the_end_of_their_last_day() -> None:
    expected = Range(utc("2026-03-22T22:00"), utc("2026-04-21T21:00"))

    assert usual_range(Range(), CLOCK, OLD) == expected
    assert old_logs_warning(Range(), CLOCK, OLD) == (
        "the logs end 2026-04-21 00:45: the 30 days up to then are shown; --range shows others",
    )
