"""The cells of `top-apps`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tests.oracle.mapping import REQUESTS
from tests.oracle.reports.before import span_before
from tests.oracle.reports.table import Cells, Table
from tests.oracle.world import inside

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.oracle.question import Question
    from tests.oracle.world import Row, World

HEADER = [
    *("rank", "application_id", "application", "account_id", "account", "plan_id", "plan"),
    *("requests", "usage", "share", "previous_rank", "change"),
]
USUAL_ROWS = 10


def top_apps(world: World, question: Question) -> Table:
    bounds = world.bounds(question)
    if bounds is None:
        return Table(HEADER, [])
    metric = question.metric or "hits"
    rows = list(world.chosen(question))
    now = _usage(world, inside(rows, *bounds), metric)
    ranks = _ranks(now)
    of_requests = (row for row in inside(rows, *bounds) if row[2].metric == REQUESTS)
    requests = Counter(world.consumer(one.application).id for _, one, _ in of_requests)
    before = _ranks_before(world, question, bounds, rows, metric)
    names = {c.id: c for c in (world.consumer(one.application) for _, one, _ in rows)}
    total = sum(now.values())
    found: list[Cells] = []
    for name in sorted(now, key=lambda one: (ranks[one], names[one].name, one)):
        old = (before or {}).get(name)
        change = None if before is None else _change(ranks[name], old)
        share = now[name] / total if total else None
        cells = [requests[name], now[name], share, old, change]
        found.append([ranks[name], *names[name].cells, *cells])
    if not question.is_all:
        return Table(HEADER, found[: question.limit or USUAL_ROWS])
    silent = {name: rank for name, rank in (before or {}).items() if name not in now}
    for name in sorted(silent, key=lambda one: (silent[one], names[one].name, one)):
        share = 0.0 if total else None
        found.append([None, *names[name].cells, 0, 0, share, silent[name], "silent"])
    return Table(HEADER, found[: question.limit or None])


def _usage(world: World, rows: Iterable[Row], metric: str) -> Counter[str]:
    """Add up the usage of each application; one that did not use the metric has 0."""
    usage: Counter[str] = Counter()
    for _, one, entry in rows:
        usage[world.consumer(one.application).id] += entry.usage if entry.metric == metric else 0
    return usage


def _ranks(usage: Counter[str]) -> dict[str, int]:
    """Rank names; equal usage has an equal rank, and the next one counts them all."""
    return {
        name: 1 + sum(other > number for other in usage.values()) for name, number in usage.items()
    }


def _ranks_before(
    world: World, question: Question, bounds: tuple[int, int], rows: list[Row], metric: str
) -> dict[str, int] | None:
    """Return the ranks in the range before; `None` where logs do not cover all of it."""
    before = span_before(*bounds, world.clock(question).zone)
    if not before.is_covered(world.covered):
        return None
    return _ranks(_usage(world, inside(rows, before.start, before.end), metric))


def _change(rank: int, before: int | None) -> str:
    if before is None:
        return "new"
    return "same" if rank == before else "up" if rank < before else "down"
