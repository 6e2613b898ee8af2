from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.profiles import examples
from tests.reports.plans import (
    MINUTE,
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
from usagestats.cli.console.output_file import range_name
from usagestats.errors import UsageError
from usagestats.periods.clock import Clock
from usagestats.periods.period import SLOT, Range
from usagestats.periods.range_expression import parse_range
from usagestats.report import Report
from usagestats.reports.alerts import LEVELS, Alerts, alerts_report, level_named, reaching
from usagestats.reports.parts.filters import Filters
from usagestats.reports.parts.plan_limits import PlanLimits
from usagestats.tables.counts import Counts
from usagestats.tables.coverage import Coverage

UTC_ZONE = ZoneInfo("UTC")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ALL = Range()
COVERAGE = Coverage.of([(MONDAY, MONDAY + 60 * DAY)])
Alert = tuple[datetime, str, str | None, str, str, int, int, int]


def report(
    limits: PlanLimits,
    requests: list[Used],
    span: Range = ALL,
    coverage: Coverage = COVERAGE,
) -> Report:
    question = Alerts(limits, span, UTC_ZONE)
    return alerts_report(question, usage_of(requests, limits), coverage, Counts())


def basic(*limits: Limit, slot: timedelta | None = None) -> PlanLimits:
    return PlanLimits(
        Catalog(PRODUCTS, plans=(Plan("basic", limits),)), Filters(registry=REGISTRY), slot
    )


def shop(time: datetime, delta: int = 1, metric: str = "hits") -> Used:
    return Used(time, "1", ("api", None), metric, delta)


def simulated(limits: PlanLimits, requests: list[Used]) -> list[Alert]:
    """Count request by request, as a gateway would that looks at its clock once a slot."""
    slot = limits.grain().slot
    order = [(plan, limit) for plan in limits.catalog.plans for limit in plan.limits]
    counters: Counter[tuple[str, int, datetime]] = Counter()
    last_raised: dict[tuple[str, int], datetime] = {}
    alerts: list[Alert] = []
    at_slot = {one.time - (one.time - MONDAY) % slot for one in requests}
    for now in sorted(at_slot):
        rises: dict[str, dict[int, tuple[int, int, Limit]]] = {}
        for one in requests:
            if not (now <= one.time < now + slot and is_usage(one, limits)):
                continue
            for application, plan, limit in bindings(limits):
                if not counts_for(one, application, plan, limit) or limit.value == 0:
                    continue
                number = order.index((plan, limit))
                key = application.id, number, start_of(now, limit.per)
                before = _level(counters[key], limit)
                counters[key] += one.delta
                level = _level(counters[key], limit)
                of_application = rises.setdefault(application.id, {})
                if level > before or number in of_application:
                    of_application[number] = level, counters[key], limit
        for id_, found in sorted(rises.items(), key=lambda item: REGISTRY.label(item[0])):
            if not found:
                continue
            # equal utilisation: the limit that stands first in the plan
            level, current, limit = max(
                (found[number] for number in sorted(found)),
                key=lambda rise: (rise[0], Fraction(rise[1], rise[2].value)),
            )
            if now - last_raised.get((id_, level), now - 2 * DAY) >= DAY:
                last_raised[id_, level] = now
                name = REGISTRY.label(id_)
                figures = (limit.backend, limit.metric, str(limit.per), level, current, limit.value)
                alerts.append((now, name, *figures))
    return alerts


def _level(count: int, limit: Limit) -> int:
    return max((level for level in LEVELS if 100 * count >= level * limit.value), default=0)


def rows_of(alerts: Report) -> list[Alert]:
    columns = ("time", "application", "backend", "metric", "per", "level", "current", "limit")
    return alerts.rows.select(columns).rows()


# few applications and small limits, so that nearly every request matters
times = st.builds(
    lambda steps, width: MONDAY + steps * width,
    st.integers(0, 60),
    st.sampled_from([timedelta(seconds=20), SLOT, HOUR, 3 * HOUR, 11 * HOUR]),
)
busy = st.builds(
    lambda time, identity, metric, delta: Used(
        time, identity, ("api", "items" if metric == "read" else None), metric, delta
    ),
    times,
    st.sampled_from(["1", "1", "2"]),
    st.sampled_from(["hits", "own", "read"]),
    st.integers(1, 6),
)
tight = st.builds(
    lambda owned, value, per: Limit(owned[0], value, per, owned[1]),
    st.sampled_from([("hits", None), ("own", None), ("read", "items")]),
    st.integers(1, 25),
    st.sampled_from(Per),
)
tight_limits = st.builds(
    lambda limits, pro: PlanLimits(
        Catalog(PRODUCTS, plans=(Plan("basic", tuple(limits)), Plan("pro", (pro,)))),
        Filters(registry=REGISTRY),
    ),
    st.lists(tight, min_size=1, max_size=4, unique_by=lambda one: (one.metric, one.per)),
    tight,
)


@settings(max_examples=examples(200))
@given(limits=tight_limits, requests=st.lists(busy, min_size=10, max_size=60))
def test_alerts_are_those_of_a_replay_request_by_request(
    limits: PlanLimits, requests: list[Used]
) -> None:
    assert rows_of(report(limits, requests)) == simulated(limits, requests)


@given(limits=plan_limits, requests=st.lists(used, max_size=40))
def test_whose_usage_counts_is_the_same_in_a_replay(
    limits: PlanLimits, requests: list[Used]
) -> None:
    assert rows_of(report(limits, requests)) == simulated(limits, requests)


@given(
    limits=tight_limits,
    requests=st.lists(busy, min_size=5, max_size=40),
    slots=st.tuples(st.none() | st.integers(0, 300), st.none() | st.integers(301, 900)),
)
def test_a_range_shows_a_part_of_all_alerts(
    limits: PlanLimits, requests: list[Used], slots: tuple[int | None, int | None]
) -> None:
    start, end = (None if slot is None else MONDAY + slot * SLOT for slot in slots)
    expected = [
        alert
        for alert in rows_of(report(limits, requests))
        if (start is None or alert[0] >= start) and (end is None or alert[0] < end)
    ]

    assert rows_of(report(limits, requests, Range(start, end))) == expected


@pytest.mark.parametrize(
    ("limits", "requests", "expected"),
    [
        pytest.param(
            [Limit("hits", 100, Per.DAY)],
            [shop(MONDAY, 40), shop(MONDAY + HOUR, 70)],
            [(HOUR, 100, 110)],
            id="only the highest of several levels in a slot",
        ),
        pytest.param(
            [Limit("hits", 100, Per.DAY)],
            [shop(MONDAY, 49), shop(MONDAY + HOUR), shop(MONDAY + 2 * HOUR, 30)],
            [(HOUR, 50, 50), (2 * HOUR, 80, 80)],
            id="a level is reached exactly",
        ),
        pytest.param(
            [Limit("hits", 10, Per.HOUR)],
            [shop(MONDAY + hours * HOUR, 5) for hours in (0, 1, 23, 24, 25, 48)],
            [(0 * HOUR, 50, 5), (24 * HOUR, 50, 5), (48 * HOUR, 50, 5)],
            id="one of each level in 24 hours",
        ),
        pytest.param(
            [Limit("hits", 10, Per.HOUR), Limit("own", 10, Per.DAY)],
            [shop(MONDAY, 5), shop(MONDAY + HOUR, 5, "own"), shop(MONDAY + 2 * HOUR, 4, "own")],
            [(0 * HOUR, 50, 5), (2 * HOUR, 90, 9)],
            id="whatever the metric and period",
        ),
        pytest.param(
            [Limit("hits", 10, Per.DAY), Limit("own", 10, Per.DAY)],
            [shop(MONDAY, 5), shop(MONDAY + MINUTE, 12, "own")],
            [(0 * HOUR, 120, 12)],
            id="the highest of several limits in a slot",
        ),
        pytest.param(
            [Limit("own", 14, Per.DAY), Limit("hits", 24, Per.DAY)],
            [shop(MONDAY, 12), shop(MONDAY + MINUTE, 7, "own")],
            [(0 * HOUR, 50, 7)],
            id="the first in the plan of two limits that are equally used",
        ),
        pytest.param(
            [Limit("hits", 24, Per.DAY), Limit("own", 14, Per.DAY)],
            [shop(MONDAY, 7, "own"), shop(MONDAY + MINUTE, 12)],
            [(0 * HOUR, 50, 12)],
            id="the first in the plan, whichever was used first",
        ),
        pytest.param(
            [Limit("hits", 24, Per.DAY), Limit("own", 14, Per.DAY)],
            [shop(MONDAY, 12), shop(MONDAY + MINUTE, 8, "own")],
            [(0 * HOUR, 50, 8)],
            id="the larger utilisation of two limits that reach the same level",
        ),
        pytest.param(
            [Limit("hits", 10, Per.MONTH)],
            [shop(MONDAY, 8), *(shop(MONDAY + days * DAY, 1) for days in (2, 40))],
            [(0 * HOUR, 80, 8), (2 * DAY, 90, 9)],
            id="a level that lasts is no new one, and a new month begins at nothing",
        ),
        pytest.param(
            [Limit("hits", 10, Per.MINUTE)],
            [shop(MONDAY, 9), shop(MONDAY + MINUTE, 9), shop(MONDAY + 2 * MINUTE, 31)],
            [(0 * MINUTE, 90, 9), (2 * MINUTE, 300, 31)],
            id="per minute",
        ),
        pytest.param(
            [Limit("hits", 0, Per.DAY)], [shop(MONDAY)], [], id="a limit of nothing is none"
        ),
    ],
)
def test_what_is_an_alert(
    limits: list[Limit], requests: list[Used], expected: list[tuple[timedelta, int, int]]
) -> None:
    rows = report(basic(*limits), requests).rows.select("time", "level", "current").rows()

    assert rows == [(MONDAY + after, level, current) for after, level, current in expected]


def test_usage_before_the_range_counts_where_it_is_of_the_same_period() -> None:
    requests = [shop(MONDAY, 7), shop(MONDAY + 2 * HOUR, 1)]

    actual = rows_of(report(basic(Limit("hits", 10, Per.DAY)), requests, Range(MONDAY + HOUR)))

    assert [(alert[0], alert[5]) for alert in actual] == [(MONDAY + 2 * HOUR, 80)]


def test_a_range_of_dates_is_one_of_the_calendar_of_limits() -> None:
    limits = basic(Limit("hits", 10, Per.DAY))
    requests = [shop(MONDAY - 2 * HOUR, 4), shop(MONDAY + 2 * HOUR, 5), shop(MONDAY + 27 * HOUR, 8)]
    coverage = Coverage.of([(MONDAY - DAY, MONDAY + 3 * DAY)])
    new_york = ZoneInfo("America/New_York")
    of_may_4 = parse_range("2026-05-04", Clock(MONDAY + 5 * DAY, new_york))
    question = Alerts(limits, of_may_4, new_york)

    actual = alerts_report(question, usage_of(requests, limits), coverage, Counts())

    assert [(alert[0], alert[5]) for alert in rows_of(actual)] == [(MONDAY + 2 * HOUR, 50)]
    assert actual.zone is new_york
    assert range_name(actual) == "2026-05-04"


def test_limits_per_minute_are_unknown_where_usage_is_counted_per_15_minutes() -> None:
    limits = basic(Limit("hits", 10, Per.MINUTE), Limit("hits", 40, Per.HOUR), slot=SLOT)

    actual = report(limits, [shop(MONDAY, 20)])

    assert [(alert[4], alert[5]) for alert in rows_of(actual)] == [("hour", 50)]
    assert "limits per minute are unknown: usage is counted per 15 minutes" in actual.notes


def test_the_notes_tell_violations_and_holes_of_the_periods_replayed() -> None:
    coverage = Coverage.of([(MONDAY + 6 * HOUR, MONDAY + DAY)])
    limits = basic(Limit("hits", 10, Per.DAY))
    requests = [shop(MONDAY + 8 * HOUR, 5), shop(MONDAY + 9 * HOUR, 5)]

    actual = report(limits, requests, Range(MONDAY + 7 * HOUR, MONDAY + 20 * HOUR), coverage)

    assert actual.notes == (
        "alerts: 2, violations (100 % or more): 1",
        "no log between 2026-05-04 00:00 and 2026-05-04 06:00",
    )
    assert [reaching(actual, level) for level in (50, 80, 100, 120)] == [2, 1, 1, 0]


def test_a_level_that_is_none_is_refused() -> None:
    assert level_named(None, "--fail-on") is None
    assert (
        level_named("100", "--fail-on")
        == level_named("100%", "--fail-on")
        == level_named("100 %", "--fail-on")
        == 100
    )
    for text in ("95", "0100", "high", ""):
        with pytest.raises(UsageError, match=f"no such level: {text}\n"):
            level_named(text, "--fail-on")
