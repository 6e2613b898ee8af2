"""The cells of `alerts`: every slot is replayed."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from tests.oracle.reports.bound import (
    Bound,
    bound_limits,
    dates_of,
    is_shown,
    period_start,
    usage_of,
)
from tests.oracle.reports.table import Cells, Table
from tests.oracle.slots import A_DAY, local

if TYPE_CHECKING:
    from tests.oracle.catalog import Limit
    from tests.oracle.question import Question
    from tests.oracle.world import World

HEADER = [
    *("time", "application_id", "application", "account_id", "account", "backend", "metric"),
    *("per", "level", "current", "limit"),
]
LIMIT_CROSSED = 3  # the exit code
LEVELS = (50, 80, 90, 100, 120, 150, 200, 300)


class Alert(NamedTuple):
    """A level that was newly reached in a slot."""

    slot: int
    bound: Bound[Limit]
    level: int
    current: int


def alerts(world: World, question: Question) -> Table:
    start, end = dates_of(world, question)
    zone = world.clock(question).zone
    rows: list[Cells] = []
    highest = 0
    for one in all_alerts(world, question):
        if one.level < question.from_level:
            continue
        is_inside = (start is None or start <= one.slot) and (end is None or one.slot < end)
        if is_inside and is_shown(world, question, one.bound):
            limit = one.bound.limit
            highest = max(highest, one.level)
            time = local(one.slot, zone).isoformat()
            ends = [limit.backend, limit.metric, limit.per, one.level, one.current, limit.value]
            rows.append([time, *one.bound.consumer.cells[:4], *ends])
    has_failed = question.fail_level and highest >= question.fail_level
    return Table(HEADER, rows, LIMIT_CROSSED if has_failed else 0)


def all_alerts(world: World, question: Question) -> list[Alert]:
    """Return the alerts of all time, in order of time, then of application."""
    by_consumer: dict[str, list[Bound[Limit]]] = defaultdict(list)
    for one in bound_limits(world, question):
        by_consumer[one.consumer.id].append(one)
    found = [
        alert for bound in by_consumer.values() for alert in _of_consumer(world, question, bound)
    ]
    return sorted(found, key=lambda a: (a.slot, a.bound.consumer.name, a.bound.consumer.id))


def _of_consumer(world: World, question: Question, bound: list[Bound[Limit]]) -> list[Alert]:
    """Of the levels reached in a slot keep the highest, unless it was reached within a day."""
    reached: dict[int, list[Alert]] = defaultdict(list)
    for one in bound:
        for alert in _newly_reached(world, question, one):
            reached[alert.slot].append(alert)
    found: list[Alert] = []
    last: dict[int, int] = {}
    for slot in sorted(reached):
        best = max(
            reached[slot],
            key=lambda a: (a.level, a.current / a.bound.limit.value, -a.bound.number),
        )
        if best.level not in last or slot - last[best.level] >= A_DAY:
            found.append(best)
            last[best.level] = slot
    return found


def _newly_reached(world: World, question: Question, one: Bound[Limit]) -> list[Alert]:
    usage = usage_of(world, question, one)
    found = []
    current, period = 0, None
    for slot in sorted(usage):
        start = period_start(slot, one.limit.per, world.catalog.limit_timezone)
        before = current if start == period else 0
        current, period = before + usage[slot], start
        level = _level(current, one.limit.value)
        if level > _level(before, one.limit.value):
            found.append(Alert(slot, one, level, current))
    return found


def _level(current: int, limit: int) -> int:
    if not limit:
        return 0
    return max((level for level in LEVELS if current * 100 >= level * limit), default=0)
