from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.report_sets import Asked, requests_each, set_of_lines
from usagestats.choices import Granularity
from usagestats.periods.period import Period
from usagestats.render.page.charts import Label
from usagestats.render.page.names import (
    local_starts,
    period_labels,
    period_name,
    period_names,
    span_name,
    thinned,
)
from usagestats.report import Report

ATHENS = ZoneInfo("Europe/Athens")
MARCH = datetime(2026, 3, 1, tzinfo=UTC)


def by_hour(start: datetime, hours: int) -> Report:
    lines = requests_each(start, timedelta(hours=1), hours)
    report = set_of_lines(lines, Asked(zone="Europe/Athens")).find("traffic-by-hour")
    assert report is not None
    return report


@pytest.mark.parametrize(
    ("width", "name"),
    [
        (Granularity.HOUR, "Wed 4 Mar 2026, 05:00"),
        (Granularity.DAY, "Wed 4 Mar 2026"),
        (Granularity.WEEK, "Week of Wed 4 Mar 2026"),
        (Granularity.MONTH, "March 2026"),
        (Granularity.YEAR, "2026"),
    ],
)
def test_a_period_is_named(width: Granularity, name: str) -> None:
    assert period_name(datetime(2026, 3, 4, 5, tzinfo=UTC), width) == name


def test_hours_that_the_clocks_show_twice_have_their_offset() -> None:
    report = by_hour(datetime(2026, 10, 25, tzinfo=UTC), 4)

    assert [name[17:] for name in period_names(report)] == [
        *("03:00 (+0300)", "03:00 (+0200)", "04:00", "05:00"),
    ]
    assert local_starts(report)[2].hour == 4


@pytest.mark.parametrize(
    ("start", "days", "name"),
    [
        (MARCH, 31, "1 – 31 March 2026"),
        (MARCH, 1, "1 March 2026"),
        (MARCH, 40, "1 March – 9 April 2026"),
        (MARCH - timedelta(days=70), 80, "21 December 2025 – 10 March 2026"),
        (MARCH + timedelta(hours=2), 1, "1 March 2026 02:00 – 2 March 2026 02:00"),
    ],
)
def test_a_range_is_named(start: datetime, days: int, name: str) -> None:
    assert span_name(Period(start, start + timedelta(days=days)), ZoneInfo("UTC")) == name


def test_a_day_of_summer_time_is_a_day() -> None:
    start = datetime(2026, 3, 28, 22, tzinfo=UTC)  # 29 March in Athens has 23 hours

    assert span_name(Period(start, start + timedelta(hours=23)), ATHENS) == "29 March 2026"


def labels(days: int, name: str = "traffic-by-day") -> list[str]:
    lines = requests_each(MARCH, timedelta(days=1), days)
    report = set_of_lines(lines).find(name)
    assert report is not None
    return [label.text for label in period_labels(report)]


def test_labels_are_at_mondays_or_first_days_of_months() -> None:
    assert labels(31) == ["2 Mar", "9 Mar", "16 Mar", "23 Mar", "30 Mar"]
    assert labels(100) == ["Mar", "Apr", "May", "Jun"]
    assert labels(3) == ["1 Mar", "2 Mar", "3 Mar"]
    assert labels(320, "traffic-by-month")[0] == "Mar 2026"
    assert labels(20, "traffic-by-week") == ["23 Feb", "2 Mar", "9 Mar", "16 Mar"]


def test_there_are_eight_labels_at_most_and_half_of_many_are_minor() -> None:
    kept = thinned([Label(at, str(at)) for at in range(30)])

    assert [label.at for label in kept] == [0, 4, 8, 12, 16, 20, 24, 28]
    assert [label.is_minor for label in kept[:3]] == [False, True, False]
