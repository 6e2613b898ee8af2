"""The cells of `latency`: each duration by itself, and the bin that it is counted in."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tests.oracle.mapping import REQUESTS
from tests.oracle.reports.table import (
    BIN,
    PERIOD,
    SHORTEST,
    Cells,
    Table,
    by_group,
    figure,
    in_order,
    split_header,
)
from tests.oracle.slots import spans
from tests.oracle.world import inside

if TYPE_CHECKING:
    from tests.oracle.question import Question
    from tests.oracle.reports.table import Group
    from tests.oracle.world import Row, World

FIGURES = ["requests", "errors", "timed", "p50", "p90", "p95", "p99", "max"]
FIRST_ERROR = 400
COUNTS = 3


def latency(world: World, question: Question) -> Table:
    own = ["metric"] if question.has_metrics else []
    header = [*(PERIOD if question.by else []), *split_header(question), *own, *FIGURES]
    bounds = world.bounds(question)
    if bounds is None:
        return Table(header, [])
    metrics = [question.metric or REQUESTS]
    if question.has_metrics and not question.metric:
        metrics = world.catalog.metrics()
    clock = world.clock(question)
    rows = [row for row in world.chosen(question) if row[2].metric in metrics]
    found: list[Cells] = []
    for span in spans(question.by or "all", *bounds, clock.zone, clock.week_start):
        times = span.times(world.covered, clock.zone) if question.by else []
        groups = by_group(world, question, inside(rows, span.first, span.last))
        is_known = span.is_known(world.covered)
        shown: list[tuple[Group, str]] = [
            (group, metric)
            for group in in_order(question, groups)
            for metric in metrics
            if any(row[2].metric == metric for row in groups[group])
        ]
        if not question.split_by and not question.has_metrics:
            shown = [((), metrics[0])]
        for group, metric in shown:
            of_metric = [row for row in groups.get(group, []) if row[2].metric == metric]
            cells = _cells(of_metric) if is_known else [None] * len(FIGURES)
            if is_known and _timed(of_metric) < question.least:
                continue
            name = [metric] if question.has_metrics else []
            found.append([*times, *group, *name, *cells])
    return Table(header, found)


def _cells(rows: list[Row]) -> Cells:
    requests = [one.request for _, one, entry in rows if entry.is_request]
    errors = [one for one in requests if (one.status or 0) >= FIRST_ERROR]
    timed = [one.milliseconds for one in requests if one.milliseconds is not None]
    percentiles = [figure(rows, measure) for measure in FIGURES[COUNTS:-1]]
    return [len(requests), len(errors), len(timed), *percentiles, _edge(timed)]


def _timed(rows: list[Row]) -> int:
    """Return the number of requests with a duration."""
    requests = [one.request for _, one, entry in rows if entry.is_request]
    return sum(one.milliseconds is not None for one in requests)


def _edge(durations: list[float]) -> float | None:
    """Return the upper edge of the bin of the longest duration."""
    if not durations:
        return None
    longest = max(durations)
    if longest <= SHORTEST:
        return SHORTEST
    return float(f"{BIN ** math.ceil(math.log(longest) / math.log(BIN)):.5g}")
