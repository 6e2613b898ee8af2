"""The cells of `averages`."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

from tests.oracle.reports.table import (
    Cells,
    Group,
    Table,
    figures,
    group_of,
    in_order,
    metrics_shown,
    split_header,
)
from tests.oracle.slots import DAYS, local, spans
from tests.oracle.world import inside

WEEK = "weekday-hour"

if TYPE_CHECKING:
    from tests.oracle.question import Question
    from tests.oracle.slots import Span
    from tests.oracle.world import Row, World


def averages(world: World, question: Question) -> Table:
    metrics = metrics_shown(world, question)
    by = question.by or "weekday"
    names = ["weekday", "hour"] if by == WEEK else [by]
    header = [*names, "periods", *split_header(question), *metrics]
    bounds = world.bounds(question)
    if bounds is None:
        return Table(header, [])
    rows = list(world.chosen(question))
    places = _places(world, question, bounds)
    count = {"weekday": 7, "hour": 24, WEEK: 7 * 24}[by]
    first = DAYS.index(world.clock(question).week_start) * (count // 7) if by != "hour" else 0
    found: list[Cells] = []
    for place in ((first + number) % count for number in range(count)):
        groups: dict[Group, list[Row]] = defaultdict(list)
        for span in places[place]:
            for row in inside(rows, span.first, span.last):
                groups[group_of(world, question, row)].append(row)
        if not question.split_by:
            groups.setdefault((), [])
        number = len(places[place])
        for group in in_order(question, groups):
            sums = [one or 0 for one in figures(groups[group], metrics, "")]
            cells: Cells = [None] * len(metrics)
            if number and question.is_portal:
                cells = [math.ceil(one / count) for one in sums]
            elif number:
                cells = [one / number for one in sums]
            found.append([*_name(by, place), number, *group, *cells])
    return Table(header, found)


def _name(by: str, place: int) -> Cells:
    if by == "hour":
        return [place]
    if by == "weekday":
        return [DAYS[place].capitalize()]
    return [DAYS[place // 24].capitalize(), place % 24]


def _places(world: World, question: Question, bounds: tuple[int, int]) -> dict[int, list[Span]]:
    """Return the days of each weekday, or the hours of each hour, that are averaged."""
    zone = world.clock(question).zone
    by_weekday = question.by in {"", "weekday"}
    places: dict[int, list[Span]] = defaultdict(list)
    for span in spans("day" if by_weekday else "hour", *bounds, zone):
        is_averaged = span.is_whole and span.is_covered(world.covered)
        if is_averaged or (question.is_portal and span.is_known(world.covered)):
            begins = local(span.start, zone)
            place = begins.weekday() if by_weekday else begins.hour
            if question.by == WEEK:
                place += 24 * begins.weekday()
            places[place].append(span)
    return places
