"""The cells of `traffic --wide`."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from tests.oracle.mapping import REQUESTS
from tests.oracle.reports.largest import OTHERS, size
from tests.oracle.reports.table import (
    CLASSES,
    PERIOD,
    Cells,
    Table,
    by_group,
    figure,
    in_order,
    split_header,
    status_class,
)
from tests.oracle.slots import spans
from tests.oracle.world import inside

if TYPE_CHECKING:
    from tests.oracle.question import Question
    from tests.oracle.world import Row, World

LAST = ("(none)", "(product)")


def wide(world: World, question: Question) -> Table:
    metric = question.metric or REQUESTS
    used = [row for row in world.chosen(question) if row[2].metric == metric]
    bounds = world.bounds(question)
    in_range = list(inside(used, *bounds)) if bounds else []
    names = _names(world, question, in_range)
    kept = _kept(world, question, in_range, metric)
    if kept is not None:
        others = {OTHERS: OTHERS} if len(kept) < len(names) else {}
        names = {one: names[one] for one in kept} | others
    header = [*PERIOD, *split_header(question), *names.values()]
    if bounds is None:
        return Table(header, [])
    clock = world.clock(question)
    found: list[Cells] = []
    for span in spans(question.by or "day", *bounds, clock.zone, clock.week_start):
        groups = by_group(world, question, inside(used, span.first, span.last))
        if not question.split_by:
            groups.setdefault((), [])
        for group in in_order(question, groups):
            cells: Cells = [None] * len(names)
            if span.is_known(world.covered):
                columns: dict[str, list[Row]] = defaultdict(list)
                for row in groups[group]:
                    column = _column(world, question, row)
                    columns[column if column in names else OTHERS].append(row)
                cells = [figure(columns[one], question.measure) for one in names]
            found.append([*span.times(world.covered, clock.zone), *group, *cells])
    return Table(header, found)


def _kept(world: World, question: Question, rows: list[Row], metric: str) -> list[str] | None:
    """Return the columns that `--top` keeps, the largest first; `None` where it is not given."""
    if not question.top:
        return None
    columns: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        columns[_column(world, question, row)].append(row)
    sizes = {one: size(columns[one], metric, question) for one in _names(world, question, rows)}
    return sorted(sizes, key=lambda one: -sizes[one])[: question.top]


def _column(world: World, question: Question, row: Row) -> str:
    _, one, entry = row
    if question.wide == "status":
        return status_class(one.request.status)
    if question.wide == "backend":
        return "(product)" if entry.backend is None else entry.backend
    return world.consumer(one.application).id


def _names(world: World, question: Question, rows: list[Row]) -> dict[str, str]:
    """Return the names of the columns, in order; applications of one name are called by their ids."""
    if question.wide == "status":
        return {one: one for one in CLASSES}
    columns = {_column(world, question, row) for row in rows}
    names = {one: one for one in columns}
    if question.wide == "app":
        by_id = {consumer.id: consumer.name for consumer in world.consumers.values()}
        names = {one: by_id.get(one, one) for one in columns}
    holders = Counter(names.values())
    ordered = sorted(columns, key=lambda one: (one in LAST, names[one], one))
    return {one: one if holders[names[one]] > 1 else names[one] for one in ordered}
