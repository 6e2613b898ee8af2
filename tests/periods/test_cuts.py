from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from tests.reports.tables import utc
from usagestats.choices import Granularity
from usagestats.periods.cuts import Cuts
from usagestats.periods.period import Period, Range

ATHENS = ZoneInfo("Europe/Athens")
UTC = ZoneInfo("UTC")
SHORT_DAY = Period(utc("2025-03-29T22:00"), utc("2025-03-30T21:00"))
MAY = Period(utc("2025-05-01"), utc("2025-06-01"))


@pytest.mark.parametrize(
    ("granularity", "zone", "span", "is_whole"),
    [
        (Granularity.DAY, ATHENS, SHORT_DAY, True),
        (Granularity.WEEK, ATHENS, SHORT_DAY, True),
        (Granularity.HOUR, ATHENS, SHORT_DAY, False),
        (Granularity.DAY, UTC, SHORT_DAY, False),
        (Granularity.MONTH, UTC, SHORT_DAY, True),
        (Granularity.MONTH, UTC, MAY, True),
        (Granularity.MONTH, ATHENS, MAY, False),
        (Granularity.WEEK, UTC, MAY, False),
        (Granularity.ALL, ATHENS, MAY, True),
    ],
)
def test_a_span_is_whole_where_one_period_holds_it(
    granularity: Granularity, zone: ZoneInfo, span: Period, *, is_whole: bool
) -> None:
    assert Cuts(granularity, zone).leave_whole(span) is is_whole


@pytest.mark.parametrize(
    ("start", "end", "is_whole"),
    [
        ("2025-05-01", "2025-06-01", True),
        ("2025-05-02", "2025-06-01", False),
        ("2025-05-01", "2025-05-31", False),
        ("2025-06-01", "2025-07-01", True),
    ],
)
def test_the_ends_of_the_range_cut(start: str, end: str, *, is_whole: bool) -> None:
    cuts = Cuts.of(Granularity.ALL, UTC, Range(utc(start), utc(end)))

    assert cuts.leave_whole(MAY) is is_whole


def test_an_open_end_cuts_nothing_and_further_spans_do() -> None:
    cuts = Cuts.of(Granularity.ALL, UTC, Range())
    before = Period(utc("2025-04-15"), utc("2025-05-15"))

    assert cuts.leave_whole(MAY)
    assert not cuts.with_bounds(before, None).leave_whole(MAY)
