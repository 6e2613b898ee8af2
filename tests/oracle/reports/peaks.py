"""The cells of `peaks`: each second is counted by itself."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tests.oracle.mapping import REQUESTS
from tests.oracle.reports.table import PERIOD, Cells, Table, by_group, in_order, split_header
from tests.oracle.slots import SECONDS, spans
from tests.oracle.world import inside

if TYPE_CHECKING:
    from tests.oracle.question import Question
    from tests.oracle.slots import Span
    from tests.oracle.world import Row, World

FIGURES = ["requests", "minute", "per_minute", "second", "per_second", "p95_per_second"]


def peaks(world: World, question: Question) -> Table:
    header = [*PERIOD, *split_header(question), *FIGURES]
    bounds = world.bounds(question)
    if bounds is None:
        return Table(header, [])
    clock = world.clock(question)
    rows = [
        row
        for row in world.chosen(replace(question, counting="matched"))
        if row[2].metric == REQUESTS
    ]
    found: list[Cells] = []
    for span in spans(question.by or "day", *bounds, clock.zone, clock.week_start):
        groups = by_group(world, question, inside(rows, span.first, span.last))
        if not question.split_by:
            groups.setdefault((), [])
        for group in in_order(question, groups):
            cells: Cells = [None] * len(FIGURES)
            if span.is_known(world.covered):
                cells = _figures(groups[group], _covered(world, span), clock.zone)
            found.append([*span.times(world.covered, clock.zone), *group, *cells])
    return Table(header, found)


def _covered(world: World, span: Span) -> int:
    """Return the seconds that logs cover."""
    if not (span.first % 1 or span.last % 1):
        return SECONDS * sum(slot in world.covered for slot in span.inside)
    return int((span.last - span.first) * SECONDS)  # a part of a slot


def _figures(rows: list[Row], covered: int, zone: str) -> Cells:
    if not rows:
        return [0, None, 0, None, 0, 0]
    seconds = Counter(int(one.request.time.timestamp() // 1) for _, one, _ in rows)
    minutes: Counter[int] = Counter()
    for second, count in seconds.items():
        minutes[second // 60 * 60] += count
    each = sorted([0] * (covered - len(seconds)) + list(seconds.values()))
    p95 = next(one for rank, one in enumerate(each, start=1) if 100 * rank >= 95 * covered)
    cells: Cells = [len(rows)]
    for counts in (minutes, seconds):
        most = max(counts.values())
        first = min(time for time, count in counts.items() if count == most)
        cells += [datetime.fromtimestamp(first, ZoneInfo(zone)).isoformat(), most]
    return [*cells, p95]
