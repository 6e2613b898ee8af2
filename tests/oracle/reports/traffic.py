"""The cells of `traffic`, but for `--wide`."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from tests.oracle.reports.before import compared_with
from tests.oracle.reports.largest import by_size, kept_groups, shown_group, together
from tests.oracle.reports.table import (
    PERIOD,
    SUMS,
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
from tests.oracle.slots import A_DAY, spans
from tests.oracle.world import inside

if TYPE_CHECKING:
    from tests.oracle.question import Question
    from tests.oracle.slots import Span
    from tests.oracle.world import Row, World


PER_DAY = ("month", "year", "all")
"""The widths of periods of which two that are compared may differ in length."""


def traffic(world: World, question: Question) -> Table:
    if question.wide:
        return wide(world, question)
    metrics = metrics_shown(world, question)
    measures = (question.measure or "usage").split(",")
    header = [*PERIOD, *split_header(question)]
    if question.is_long:
        header += ["metric", *measures]
        header += [name for one in measures for name in _change_names(question, one, one)]
    else:
        names = {
            (metric, one): metric if len(measures) == 1 else f"{metric}_{one}"
            for metric in metrics
            for one in measures
        }
        header += names.values()
        for (_, one), name in names.items():
            header += _change_names(question, name, one)
    rows: list[Cells] = []
    for start, cells in _groups(world, question):
        if question.is_long:
            parts = (cells[at : at + len(measures)] for at in range(0, len(cells), len(measures)))
            rows += [
                [*start, metric, *_joined(part)]
                for metric, part in zip(metrics, parts, strict=True)
            ]
        else:
            rows.append([*start, *_joined(cells)])
    return Table(header, rows)


def _change_names(question: Question, name: str, measure: str) -> list[str]:
    """Return the columns that a comparison adds for a figure."""
    if not question.is_compared:
        return []
    is_daily = (question.by or "day") in PER_DAY and measure in SUMS
    return [f"{name}{end}" for end in ("_previous", "_change", "_change_per_day")[: 2 + is_daily]]


def _joined(cells: list[Cells]) -> Cells:
    """Return the figures, and then the changes of each."""
    return [*(one[0] for one in cells), *(cell for one in cells for cell in one[1:])]


def _groups(world: World, question: Question) -> list[tuple[Cells, list[Cells]]]:
    """Return the first cells of each period and group, and the cells of each figure."""
    bounds = world.bounds(question)
    if bounds is None:
        return []
    clock, by = world.clock(question), question.by or "day"
    rows = list(world.chosen(question))
    kept = kept_groups(world, question)
    shown = shown_group(kept)
    every = {shown(group_of(world, question, row)) for row in inside(rows, *bounds)}
    periods = spans(by, *bounds, clock.zone, clock.week_start)
    before: dict[int, Span] = {}
    if question.is_compared:
        before = compared_with(world, clock, by, bounds, periods)
        for old in before.values():
            older = inside(rows, old.start, old.end)
            every |= {shown(group_of(world, question, row)) for row in older}
    found = []
    for period in periods:
        now = together(by_group(world, question, inside(rows, period.first, period.last)), shown)
        old_rows: dict[Group, list[Row]] = {}
        earlier = before.get(period.start)
        if earlier:
            older = inside(rows, earlier.start, earlier.end)
            old_rows = together(by_group(world, question, older), shown)
        groups = {*now, *old_rows, *(every if question.is_dense else ())}
        start = period.times(world.covered, clock.zone)
        is_known = period.is_known(world.covered)
        if kept is None:
            ordered = in_order(question, groups if question.split_by else [()])
        else:
            ordered = by_size(kept, groups)
        for group in ordered:
            known = now.get(group, []) if is_known else None
            old_known = old_rows.get(group, []) if earlier else None
            ratio = _days(earlier) / _days(period) if earlier and _days(period) else 1.0
            cells = _cells(world, question, known, old_known, ratio)
            found.append(([*start, *group], cells))
    return found


def _days(span: Span) -> int:
    return round((span.end - span.start) / A_DAY)


def _cells(
    world: World,
    question: Question,
    now: list[Row] | None,
    before: list[Row] | None,
    ratio: float,
) -> list[Cells]:
    """Return the cells of each figure: it, and where asked for the one before and the changes."""
    metrics = metrics_shown(world, question)
    measures = (question.measure or "usage").split(",")
    values, old = (
        [None if rows is None else figures(rows, [metric], one)[0] for metric, one in each]
        for rows, each in ((rows, list(product(metrics, measures))) for rows in (now, before))
    )
    if not question.is_compared:
        return [[value] for value in values]
    is_daily = (question.by or "day") in PER_DAY
    found: list[Cells] = []
    for (_, measure), value, earlier in zip(product(metrics, measures), values, old, strict=True):
        change = daily = None
        if value is not None and earlier:
            change = (value - earlier) / earlier
            daily = value * ratio / earlier - 1 if ratio != 1.0 else None
        has_daily = is_daily and measure in SUMS
        found.append([value, earlier, change, *([daily] if has_daily else [])])
    return found
