"""The cells of `top-paths`."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.oracle.mapping import REQUESTS
from tests.oracle.reports.table import PERIOD, Cells, Table, path_template
from tests.oracle.slots import spans
from tests.oracle.world import inside

if TYPE_CHECKING:
    from tests.oracle.question import Question
    from tests.oracle.world import World

HEADER = ["rank", "product", "backend", "http_method", "path", "matched", "requests", "share"]
USUAL_ROWS = 20


def top_paths(world: World, question: Question) -> Table:
    by = question.by not in {"", "all"}
    header = [*PERIOD, *HEADER] if by else HEADER
    bounds = world.bounds(question)
    if bounds is None:
        return Table(header, [])
    if not by:
        shown = question.limit or (None if question.is_all else USUAL_ROWS)
        return Table(header, _ranked(world, question, *bounds)[:shown])
    clock = world.clock(question)
    found: list[Cells] = []
    for span in spans(question.by, *bounds, clock.zone, clock.week_start):
        rows = _ranked(world, question, span.first, span.last)
        start = span.times(world.covered, clock.zone)
        found += [[*start, *row] for row in (rows if question.is_all else rows[:USUAL_ROWS])]
    return Table(header, found)


def _ranked(world: World, question: Question, first: int, last: int) -> list[Cells]:
    counts: Counter[tuple[str, str, str, str, bool]] = Counter()
    for _, one, entry in inside(world.chosen(replace(question, counting="matched")), first, last):
        if entry.metric == REQUESTS:
            request = one.request
            path = path_template(request.path) or ""
            key = (one.product, entry.backend or "", request.http_method or "", path)
            counts[*key, one.is_matched] += 1
    ordered = sorted(counts, key=lambda key: (-counts[key], *key[:-1], "yes" if key[-1] else "no"))
    rows: list[Cells] = [
        [rank, key[0], key[1], key[2] or None, key[3] or None, key[4], counts[key]]
        for rank, key in enumerate(ordered, start=1)
    ]
    return [[*row, counts[key] / counts.total()] for row, key in zip(rows, ordered, strict=True)]
