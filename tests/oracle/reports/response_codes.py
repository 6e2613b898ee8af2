"""The cells of `response-codes`."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.oracle.mapping import REQUESTS
from tests.oracle.reports.table import (
    PERIOD,
    Cells,
    Table,
    by_group,
    in_order,
    split_header,
    status_class,
)
from tests.oracle.reports.wide import wide
from tests.oracle.slots import spans
from tests.oracle.world import inside

if TYPE_CHECKING:
    from tests.oracle.question import Question
    from tests.oracle.world import World

Answer = tuple[int | None, bool | None]
"""A status, and whether the gateway itself answered with it."""


def response_codes(world: World, question: Question) -> Table:
    if question.wide:
        return _by_class(world, question)
    header = [*(PERIOD if question.by else []), *split_header(question)]
    header += ["class", "status", "requests", "share", "denied"]
    bounds = world.bounds(question)
    if bounds is None:
        return Table(header, [])
    clock = world.clock(question)
    rows = [row for row in world.chosen(question) if row[2].metric == REQUESTS]
    found: list[Cells] = []
    for span in spans(question.by or "all", *bounds, clock.zone, clock.week_start):
        groups = by_group(world, question, inside(rows, span.first, span.last))
        start = span.times(world.covered, clock.zone) if question.by else []
        for group in in_order(question, groups):
            counts = Counter((one.request.status, one.denied) for _, one, _ in groups[group])
            for status, denied in sorted(counts, key=_place):
                number = counts[status, denied]
                share = number / counts.total()
                found.append([*start, *group, status_class(status), status, number, share, denied])
    return Table(header, found)


def _by_class(world: World, question: Question) -> Table:
    """Count each class in a column of its own; a period has a row also without requests."""
    start = len(PERIOD)
    table = wide(world, replace(question, by=question.by or "all"))
    cut = 0 if question.by else start
    return Table(table.header[cut:], [row[cut:] for row in table.rows])


def _place(answer: Answer) -> tuple[int, int]:
    """Return what answers are sorted by; those without a status, and unknown ones, are last."""
    status, denied = answer
    return status or 1000, 2 if denied is None else int(denied)
