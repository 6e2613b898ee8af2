from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reports.plans import (
    MONDAY,
    PRODUCTS,
    REGISTRY,
    Used,
    bindings,
    counts_for,
    is_usage,
    plan_limits,
    start_of,
    usage_of,
    used,
)
from usagestats.catalog.model import Catalog, Limit, Per, Plan
from usagestats.periods.clock import Clock
from usagestats.periods.period import SLOT, Range, ceil_to_slot
from usagestats.periods.range_expression import parse_range
from usagestats.report import Report
from usagestats.reports.limits import Limits, limits_report
from usagestats.reports.parts.filters import Filters
from usagestats.reports.parts.plan_limits import PlanLimits
from usagestats.tables.counts import Counts
from usagestats.tables.coverage import Coverage

UTC_ZONE = ZoneInfo("UTC")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ALL = Range()
MONTH = Coverage.of([(MONDAY, MONDAY + 60 * DAY)])


def report(
    limits: PlanLimits,
    requests: list[Used],
    now: datetime,
    coverage: Coverage = MONTH,
    span: Range = ALL,
) -> Report:
    question = Limits(limits, span, UTC_ZONE, now)
    return limits_report(question, usage_of(requests, limits), coverage, Counts())


def basic(*limits: Limit, slot: timedelta | None = None) -> PlanLimits:
    return PlanLimits(
        Catalog(PRODUCTS, plans=(Plan("basic", limits),)), Filters(registry=REGISTRY), slot
    )


def shop(time: datetime, delta: int = 1) -> Used:
    return Used(time, "1", ("api", "items"), "hits", delta)


@given(
    limits=plan_limits,
    requests=st.lists(used, max_size=30),
    now=st.integers(0, 40 * 24 * 4).map(lambda slots: MONDAY + slots * SLOT),
)
def test_current_is_what_one_by_one_adds_up_to_since_the_period_began(
    limits: PlanLimits, requests: list[Used], now: datetime
) -> None:
    known = [one for one in requests if one.time < now]  # the rest is yet to come
    expected = []
    for application, plan, limit in bindings(limits):
        current = sum(
            one.delta
            for one in known
            if counts_for(one, application, plan, limit)
            and is_usage(one, limits)
            and one.time >= start_of(now, limit.per)
        )
        share = current / limit.value if limit.value else None
        expected.append(
            (application.name, limit.backend, limit.metric, str(limit.per), current, share)
        )
    expected.sort(key=lambda row: -1 if row[5] is None else row[5], reverse=True)

    rows = report(limits, known, now).rows
    columns = ("application", "backend", "metric", "per", "current", "utilisation")

    assert rows.select(columns).rows() == expected


@pytest.mark.parametrize(
    ("now", "end", "title"),
    [
        (MONDAY + 3 * HOUR, None, "2026-05-04 03:00, UTC (now)"),
        (MONDAY + 3 * HOUR, MONDAY + DAY, "2026-05-04 03:00, UTC (now)"),
        (MONDAY + 3 * HOUR, MONDAY + HOUR, "2026-05-04 01:00, UTC (the end of the range)"),
        (MONDAY + 3 * HOUR, MONDAY + 3 * HOUR, "2026-05-04 03:00, UTC (the end of the range)"),
        (MONDAY + 9 * DAY, None, "2026-05-05 00:15, UTC (the end of the logs)"),
        (MONDAY + 9 * DAY, MONDAY + 5 * DAY, "2026-05-05 00:15, UTC (the end of the logs)"),
        (MONDAY - 9 * DAY, None, "2026-04-25 00:00, UTC (now)"),
        (MONDAY + 20 * DAY, MONDAY + 5 * DAY, "2026-05-05 00:15, UTC (the end of the logs)"),
    ],
)
def test_the_title_says_of_when_it_is(now: datetime, end: datetime | None, title: str) -> None:
    coverage = Coverage.of([(MONDAY, MONDAY + DAY)])
    span = Range(None, end)

    actual = report(basic(Limit("hits", 5, Per.DAY)), [], now, coverage, span).title

    assert actual == f"Limits as of {title}"


@pytest.mark.parametrize(
    ("start", "end", "title", "first"),
    [
        (None, 5, "2026-05-05 00:15, UTC (the last log before the end of the range)", MONDAY + DAY),
        (None, None, "2026-05-05 00:15, UTC (the last log before now)", MONDAY + DAY),
        (
            MONDAY + DAY,
            5,
            "2026-05-05 00:15, UTC (the last log before the end of the range)",
            MONDAY + DAY,
        ),
        # no moment before the range is shown
        (MONDAY + 2 * DAY, 5, "2026-05-09 00:00, UTC (the end of the range)", MONDAY + 4 * DAY),
        (MONDAY + 2 * DAY, None, "2026-05-10 00:00, UTC (now)", MONDAY + 6 * DAY),
    ],
)
def test_logs_that_go_on_after_a_hole_have_not_ended(
    start: datetime | None, end: int | None, title: str, first: datetime
) -> None:
    coverage = Coverage.of([(MONDAY, MONDAY + DAY), (MONDAY + 9 * DAY, MONDAY + 10 * DAY)])
    span = Range(start, None if end is None else MONDAY + end * DAY)

    actual = report(basic(Limit("hits", 5, Per.DAY)), [], MONDAY + 6 * DAY, coverage, span)

    assert actual.title == f"Limits as of {title}"
    assert actual.rows["period_start"].to_list() == [first]


def test_a_period_is_partial_up_to_the_end_of_a_range_that_is_past() -> None:
    coverage = Coverage.of(
        [(MONDAY, MONDAY + 2 * HOUR - SLOT), (MONDAY + 3 * DAY, MONDAY + 4 * DAY)]
    )
    limits = basic(Limit("hits", 5, Per.HOUR), Limit("hits", 5, Per.DAY))

    actual = report(limits, [], MONDAY + 5 * DAY, coverage, Range(None, MONDAY + 2 * DAY))

    assert actual.rows.select("per", "partial").rows() == [("hour", False), ("day", True)]
    assert actual.notes == ("no log between 2026-05-04 02:00 and 2026-05-06 00:00",)


@pytest.mark.parametrize(
    ("zone", "limit_zone", "start", "current"),
    [
        ("America/New_York", "UTC", "2026-05-04T00:00", 2),
        ("Asia/Tokyo", "UTC", "2026-05-04T00:00", 2),
        ("UTC", "America/New_York", "2026-05-04T04:00", 3),
        ("America/New_York", "America/New_York", "2026-05-04T04:00", 3),
        ("Asia/Tokyo", "America/New_York", "2026-05-04T04:00", 3),
    ],
)
def test_a_range_of_dates_is_one_of_the_calendar_of_limits(
    zone: str, limit_zone: str, start: str, current: int
) -> None:
    requests = [shop(MONDAY + hours * HOUR) for hours in (-1, 3, 5, 24, 27, 28)]
    plans = (Plan("basic", (Limit("hits", 10, Per.DAY),)),)
    catalog = Catalog(PRODUCTS, plans=plans, limit_timezone=limit_zone)
    limits = PlanLimits(catalog, Filters(registry=REGISTRY))
    now = MONDAY + 5 * DAY
    coverage = Coverage.of([(MONDAY - DAY, now)])
    span = parse_range("2026-05-04", Clock(now, ZoneInfo(zone)))

    question = Limits(limits, span, ZoneInfo(zone), now)
    rows = limits_report(question, usage_of(requests, limits), coverage, Counts()).rows

    assert [f"{time:%Y-%m-%dT%H:%M}" for time in rows["period_start"]] == [start]
    assert rows["current"].to_list() == [current]
    assert rows["period_end"].item() - rows["period_start"].item() == DAY


@pytest.mark.parametrize(
    ("per", "now", "projected"),
    [
        (Per.DAY, MONDAY + 6 * HOUR, 40),
        (Per.WEEK, MONDAY + 12 * HOUR, 140),
        (Per.DAY, MONDAY, None),  # no time yet to tell a pace from
        (Per.ETERNITY, MONDAY + 6 * HOUR, None),
    ],
)
def test_usage_is_projected_at_the_present_pace(
    per: Per, now: datetime, projected: int | None
) -> None:
    rows = report(basic(Limit("hits", 50, per)), [shop(MONDAY, 10)], now).rows

    assert rows.select("current", "projected").row(0) == (10, projected)


def test_eternity_has_no_start_before_the_first_log() -> None:
    later = Coverage.of([(MONDAY + DAY, MONDAY + 2 * DAY)])
    limits = basic(Limit("hits", 50, Per.ETERNITY))

    before = report(limits, [shop(MONDAY + DAY)], MONDAY, later).rows
    within = report(limits, [shop(MONDAY + DAY)], MONDAY + 2 * DAY, later).rows

    assert before.select("period_start", "current").row(0) == (None, None)
    assert within.select("period_start", "current").row(0) == (MONDAY + DAY, 1)


def test_the_pace_is_that_of_the_time_that_the_logs_cover() -> None:
    half = Coverage.of([(MONDAY + 12 * HOUR, MONDAY + 18 * HOUR - SLOT)])
    limits = basic(Limit("hits", 50, Per.DAY))

    rows = report(limits, [shop(MONDAY + 12 * HOUR, 10)], MONDAY + 2 * DAY, half).rows

    assert rows.select("partial", "current", "projected").row(0) == (True, 10, 20)


def test_what_no_log_covers_is_unknown_and_a_limit_of_nothing_has_no_utilisation() -> None:
    limits = basic(Limit("hits", 0, Per.DAY), Limit("own", 5, Per.HOUR))
    before = Range(None, MONDAY - DAY)

    nothing = report(limits, [shop(MONDAY)], MONDAY, MONTH, before).rows
    disabled = report(limits, [shop(MONDAY)], MONDAY + 1.5 * HOUR).rows

    columns = ("metric", "current", "utilisation", "projected")
    assert nothing.select(columns).rows() == [("hits", *[None] * 3), ("own", *[None] * 3)]
    assert nothing["partial"].to_list() == [True, True]
    assert disabled.select(columns).rows() == [("own", 0, 0.0, 0), ("hits", 1, None, 16)]


def test_limits_per_minute_need_slots_of_a_minute() -> None:
    limit = Limit("hits", 4, Per.MINUTE)
    now = MONDAY + timedelta(minutes=1, seconds=30)
    requests = [shop(MONDAY, 3), shop(MONDAY + timedelta(minutes=1), 2)]

    fine = report(basic(limit), requests, now)
    wide = report(basic(limit, slot=SLOT), requests, now)

    columns = ("current", "utilisation", "projected")
    assert fine.rows.select(columns).row(0) == (2, 0.5, 4)
    assert wide.rows.select(columns).row(0) == (None, None, None)
    assert wide.notes == ("limits per minute are unknown: usage is counted per 15 minutes",)


def test_holes_in_the_present_periods_are_named() -> None:
    two = Coverage.of([(MONDAY, MONDAY + HOUR), (MONDAY + 5 * HOUR, MONDAY + 6 * HOUR)])
    now = ceil_to_slot(MONDAY + 6 * HOUR)

    actual = report(basic(Limit("hits", 4, Per.DAY)), [], now, two)

    assert actual.rows["partial"].to_list() == [True]
    assert actual.notes == ("no log between 2026-05-04 01:15 and 2026-05-04 05:00",)


def test_without_plans_there_is_no_row_and_a_word_on_what_is_missing() -> None:
    actual = report(PlanLimits(Catalog(), Filters()), [], MONDAY)

    assert actual.rows.is_empty()
    assert len(actual.warnings) == 1
