"""Range expressions, the values of `--range`, `--since` and `--until` → Range.

    range    = part | part ".." | ".." part | part ".." part
    part     = relative | calendar | time
    relative = "today" | "yesterday"
             | ("this" | "last") "-" ("week" | "month" | "quarter" | "year")
             | "last-" N "-" ("hours" | "days" | "weeks" | "months") | N ("h" | "d" | "w")
    calendar = YYYY | YYYY-Qn | YYYY-MM | YYYY-Wnn | YYYY-MM-DD
    time     = YYYY-MM-DD "T" hh:mm [":" ss] ["Z" | ±hh:mm]

A part that is a calendar span is whole and inclusive: a range from it begins with it, a range to
it ends with it. A time is a point: a range to it ends just before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.periods.period import EARLIEST, LATEST, Range
from usagestats.periods.range_part import FORMS, RangePart

if TYPE_CHECKING:
    from datetime import datetime

    from usagestats.periods.clock import Clock


def parse_range(text: str, clock: Clock) -> Range:
    """Read a whole range expression.

    Raises:
        UsageError: It is no range expression, or ambiguous, or empty, or has a bound inside a slot.
    """
    first, dots, second = text.partition("..")
    start_part = RangePart(first.strip(), "--range", text, len(first) - len(first.lstrip()))
    if not dots:
        return Range(*_whole_span(start_part, clock), ends_now=start_part.ends_now)
    padding = len(second) - len(second.lstrip())
    end_part = RangePart(second.strip(), "--range", text, len(first) + 2 + padding)
    if not start_part.text and not end_part.text:
        raise start_part.error("a range needs at least one end", FORMS)
    start = _span(start_part, clock)[0] if start_part.text else None
    end = _span(end_part, clock)[1] if end_part.text else None
    return _ordered(start, end, end_part)


def parse_bounds(since: str | None, until: str | None, clock: Clock) -> Range:
    """Read `--since` and `--until`: a date in `until` includes its day, a time is exclusive."""
    until_part = RangePart((until or "").strip(), "--until", until or "")
    start = parse_start(since, "--since", clock) if since is not None else None
    end = _span(until_part, clock)[1] if until is not None else None
    return _ordered(start, end, until_part)


def parse_start(text: str, option: str, clock: Clock) -> datetime:
    """Read an option that names a moment: a time, or the start of a date or of another part."""
    return _span(RangePart(text.strip(), option, text), clock)[0]


def _ordered(start: datetime | None, end: datetime | None, end_part: RangePart) -> Range:
    if start and end and start >= end:
        what = "the range is empty" if start == end else "the range ends before it starts"
        hint = f"it would start {_written(start)} and end {_written(end)}"
        raise end_part.error(what, hint)
    return Range(start, end, ends_now=end_part.ends_now)


def _written(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M} UTC"


def _whole_span(part: RangePart, clock: Clock) -> tuple[datetime, datetime]:
    start, end = _span(part, clock)
    if start == end:
        hint = f"write {part.text}.. for all since then, or START..END"
        raise part.error("a point in time is not a range", hint)
    return start, end


def _span(part: RangePart, clock: Clock) -> tuple[datetime, datetime]:
    from usagestats.periods.calendar_span import calendar_span
    from usagestats.periods.point_in_time import point_in_time
    from usagestats.periods.relative_span import relative_span

    try:
        span = (
            relative_span(part, clock) or calendar_span(part, clock) or point_in_time(part, clock)
        )
    except (OverflowError, ValueError) as error:  # a year that no calendar has
        raise part.out_of_reach() from error
    if span is None:
        from usagestats.periods.range_mistakes import not_understood

        raise not_understood(part, clock)
    if span[0] < EARLIEST or span[1] > LATEST:
        raise part.out_of_reach()
    return span
