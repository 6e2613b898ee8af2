"""The cells of `traffic`, but for `--wide`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.oracle.reports.before import compared_with
from tests.oracle.reports.table import (
    PERIOD,
    Cells,
    Group,
    Table,
    by_group,
    figures,
    group_of,
    in_order,
    metrics_shown,
    split_header,
)
from tests.oracle.reports.wide import wide
from tests.oracle.slots import spans
from tests.oracle.world import inside

if TYPE_CHECKING:
    from tests.oracle.question import Question
    from tests.oracle.slots import Span
    from tests.oracle.world import Row, World


def traffic(world: World, question: Question) -> Table:
    if question.wide:
        return wide(world, question)
    metrics = metrics_shown(world, question)
    names = [question.measure or "usage"] if question.is_long else metrics
    header = [*PERIOD, *split_header(question), *(["metric"] if question.is_long else []), *names]
    if question.is_compared:
        header += [f"{name}{end}" for name in names for end in ("_previous", "_change")]
    rows = []
    for start, group in _groups(world, question):
        if question.is_long:
            rows += [[*start, metric, *cells] for metric, cells in zip(metrics, group, strict=True)]
        else:
            changes = [cell for _, *change in group for cell in change]
            rows.append([*start, *(cells[0] for cells in group), *changes])
    return Table(header, rows)


def _groups(world: World, question: Question) -> list[tuple[Cells, list[Cells]]]:
    """Return the first cells of each period and group, and for each metric its cells."""
    bounds = world.bounds(question)
    if bounds is None:
        return []
    clock, by = world.clock(question), question.by or "day"
    rows = list(world.chosen(question))
    every = {group_of(world, question, row) for row in inside(rows, *bounds)}
    periods = spans(by, *bounds, clock.zone, clock.week_start)
    before: dict[int, Span] = {}
    if question.is_compared:
        before = compared_with(world, clock, by, bounds, periods)
        for old in before.values():
            every |= {group_of(world, question, row) for row in inside(rows, old.start, old.end)}
    found = []
    for period in periods:
        now = by_group(world, question, inside(rows, period.first, period.last))
        old_rows: dict[Group, list[Row]] = {}
        earlier = before.get(period.start)
        if earlier:
            old_rows = by_group(world, question, inside(rows, earlier.start, earlier.end))
        groups = {*now, *old_rows, *(every if question.is_dense else ())}
        start = period.times(world.covered, clock.zone)
        is_known = period.is_known(world.covered)
        for group in in_order(question, groups if question.split_by else [()]):
            known = now.get(group, []) if is_known else None
            cells = _cells(world, question, known, old_rows.get(group, []) if earlier else None)
            found.append(([*start, *group], cells))
    return found


def _cells(
    world: World, question: Question, now: list[Row] | None, before: list[Row] | None
) -> list[Cells]:
    """Return the cells of each metric: the figure, and where asked for the one before, the change."""
    metrics = metrics_shown(world, question)
    nothing: list[float | None] = [None] * len(metrics)
    values = nothing if now is None else figures(now, metrics, question.measure)
    old = nothing if before is None else figures(before, metrics, question.measure)
    if not question.is_compared:
        return [[value] for value in values]
    return [
        [value, earlier, None if value is None or not earlier else (value - earlier) / earlier]
        for value, earlier in zip(values, old, strict=True)
    ]
