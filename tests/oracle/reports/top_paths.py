"""The cells of `top-paths`."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.oracle.mapping import REQUESTS
from tests.oracle.reports.table import Table, path_template
from tests.oracle.world import inside

if TYPE_CHECKING:
    from tests.oracle.question import Question
    from tests.oracle.world import World

HEADER = ["rank", "product", "backend", "http_method", "path", "matched", "requests", "share"]
USUAL_ROWS = 20


def top_paths(world: World, question: Question) -> Table:
    bounds = world.bounds(question)
    if bounds is None:
        return Table(HEADER, [])
    counts: Counter[tuple[str, str, str, str, bool]] = Counter()
    for _, one, entry in inside(world.chosen(replace(question, counting="matched")), *bounds):
        if entry.metric == REQUESTS:
            request = one.request
            path = path_template(request.path) or ""
            key = (one.product, entry.backend or "", request.http_method or "", path)
            counts[*key, one.is_matched] += 1
    ordered = sorted(counts, key=lambda key: (-counts[key], *key[:-1], "yes" if key[-1] else "no"))
    rows = [
        [rank, key[0], key[1], key[2] or None, key[3] or None, key[4], counts[key]]
        for rank, key in enumerate(ordered, start=1)
    ]
    shown = rows[: question.limit or (None if question.is_all else USUAL_ROWS)]
    return Table(
        HEADER,
        [[*row, counts[key] / counts.total()] for row, key in zip(shown, ordered, strict=False)],
    )
