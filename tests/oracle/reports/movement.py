"""The cells of `movement`: for each application what was used in two ranges, and before."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from tests.oracle.mapping import REQUESTS
from tests.oracle.reports.before import span_before
from tests.oracle.reports.overview import usual_bounds
from tests.oracle.reports.table import Cells, Table
from tests.oracle.slots import A_DAY, Span, local

if TYPE_CHECKING:
    from tests.oracle.question import Question
    from tests.oracle.world import World

HEADER = [
    *("movement", "application_id", "application", "account_id", "account", "plan_id", "plan"),
    *("previous", "usage", "difference", "change", "change_per_day", "first_seen", "last_seen"),
]
ORDER = ["new", "returning", "up", "down", "same", "gone", "silent", None]
EACH = 10


def movement(world: World, question: Question) -> Table:
    bounds = usual_bounds(world, question)
    if bounds is None:
        return Table(HEADER, [])
    metric = question.metric or REQUESTS
    uses: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for slot, one, entry in world.chosen(question):
        if entry.metric == metric and slot < bounds[1]:
            uses[world.consumer(one.application).id].append((slot, entry.usage))
    consumers = {c.id: c for c in (world.consumer(one.application) for one in world.counted)}
    zone = world.clock(question).zone
    this, before = Span(*bounds, *bounds), span_before(*bounds, zone)
    found: list[tuple[tuple[object, ...], Cells]] = []
    for own_id, used in uses.items():
        consumer = consumers[own_id]
        word, figures = _moved(world, used, this, before)
        first, last = min(slot for slot, _ in used), max(slot for slot, _ in used)
        seen = [local(slot, zone).isoformat() for slot in (first, last)]
        _, usage, difference, *_ = figures
        place = (
            ORDER.index(word),
            difference is None,
            -abs(difference or 0),
            usage is None,
            -(usage or 0),
            -last,
            consumer.name,
            own_id,
        )
        found.append((place, [word, *consumer.cells, *figures, *seen]))
    rows = [row for _, row in sorted(found, key=lambda one: one[0])]
    if not question.is_all:
        each = question.top or EACH
        rows = [row for row in rows if _number_of(row, rows) < each]
    return Table(HEADER, rows[: question.limit or None])


def _number_of(row: Cells, rows: list[Cells]) -> int:
    """Return how many rows of the same movement stand before a row."""
    same = [one for one in rows if one[0] == row[0]]
    return next(number for number, one in enumerate(same) if one is row)


def _moved(
    world: World, used: list[tuple[int, int]], this: Span, before: Span
) -> tuple[str | None, list[float | None]]:
    """Return the movement, and the usage before and now with the changes."""
    of_each = [
        [usage for slot, usage in used if span.first <= slot < span.last] for span in (this, before)
    ]
    (now, old), (is_whole, was_whole) = (
        of_each,
        [s.is_covered(world.covered) for s in (this, before)],
    )
    usage, previous = sum(now), sum(old)
    was_seen = any(slot < before.first for slot, _ in used)
    both = is_whole and was_whole
    if now and old:
        word = "up" if usage > previous else "down" if usage < previous else "same"
        is_certain = both
    elif now:
        word, is_certain = "returning" if was_seen else "new", was_whole
    elif old:
        word, is_certain = "gone", is_whole
    else:
        word, is_certain = "silent", both
    days, days_before = (round((span.last - span.first) / A_DAY) for span in (this, before))
    change = (usage - previous) / previous if both and previous else None
    daily = None
    if change is not None and days != days_before and days:
        daily = (usage / days * days_before - previous) / previous
    known, was_known = (span.is_known(world.covered) for span in (this, before))
    figures: list[float | None] = [
        previous if was_known else None,
        usage if known else None,
        usage - previous if both else None,
        change,
        daily,
    ]
    return word if is_certain else None, figures
