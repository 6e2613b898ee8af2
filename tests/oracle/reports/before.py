"""The range, and the periods, with which a range is compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.oracle.slots import Span, is_cut_at, local, spans, spans_before

if TYPE_CHECKING:
    from tests.oracle.slots import Clock
    from tests.oracle.world import World

QUARTER, YEAR = 3, 12


def span_before(first: int, last: int, zone: str) -> Span:
    """Return the same number of years, months or days before, else the same length."""
    for by in ("year", "month", "day"):
        if is_cut_at(by, first, zone) and is_cut_at(by, last, zone):
            count = len(spans(by, first, last, zone))
            start = spans_before(by, first, count, zone, "monday")[0].start
            return Span(start, first, start, first)
    start = first - (last - first)
    return Span(start, first, start, first)


def compared_with(
    world: World, clock: Clock, by: str, bounds: tuple[int, int], now: list[Span]
) -> dict[int, Span]:
    """Return the period before of each period that can be compared, by the start of the latter.

    Both are whole and covered.
    """
    first, last = bounds
    whole = [span for span in now if span.is_whole]
    calendar_start = _calendar_before(first, last, clock.zone)
    if by == "all":
        old = [span_before(first, last, clock.zone)]
    elif calendar_start is not None:
        before = spans(by, calendar_start, first, clock.zone, clock.week_start)
        old = [span for span in before if span.is_whole]
    else:
        old = spans_before(by, first, len(whole), clock.zone, clock.week_start)
    return {
        present.start: earlier
        for present, earlier in zip(whole, old, strict=False)
        if present.is_covered(world.covered) and earlier.is_covered(world.covered)
    }


def _calendar_before(first: int, last: int, zone: str) -> int | None:
    """Return the start of the month, quarter or year before a range that is one."""
    if not (is_cut_at("month", first, zone) and is_cut_at("month", last, zone)):
        return None
    count = len(spans("month", first, last, zone))
    if count not in {1, QUARTER, YEAR} or (local(first, zone).month - 1) % count:
        return None
    return spans_before("month", first, count, zone, "monday")[0].start
