"""The range right before the range of a report, for comparison."""

from __future__ import annotations

from datetime import timedelta
from math import gcd
from typing import TYPE_CHECKING

from usagestats.choices import Granularity
from usagestats.periods.period import (
    EARLIEST,
    MINUTE,
    SLOT,
    Period,
    Range,
    coarsest_slot,
    cut,
    periods_before,
    span_before,
)
from usagestats.reports.parts.span import spoken, written

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from usagestats.tables.coverage import Coverage


def slot_for_both(span: Range, zone: ZoneInfo) -> timedelta:
    """Return the widest slot of which a range and the one before it are whole multiples."""
    if not (span.start and span.end):
        return SLOT  # the logs decide where the range begins or ends
    before = span_before(Period(span.start, span.end), zone)
    bounds = [span.start, span.end, *([before.start] if before else [])]
    day_slots = 96
    return gcd(day_slots, *((bound - EARLIEST) // SLOT for bound in bounds)) * SLOT


def slot_for_periods(
    span: Range, granularity: Granularity, zone: ZoneInfo, week_start: int
) -> timedelta:
    """Return the widest slot of which the periods of a range and those before are multiples."""
    if granularity is Granularity.ALL:
        return slot_for_both(span, zone)
    of_range = coarsest_slot(granularity, zone, span)
    if not (span.start and span.end):
        return min(SLOT, of_range) if span.start else of_range
    before = periods_compared(Period(span.start, span.end), granularity, zone, week_start)
    if not before:
        return of_range
    first = min(one.start for one in before.values())
    both = coarsest_slot(granularity, zone, Range(first, span.end))
    return gcd(of_range // MINUTE, both // MINUTE) * MINUTE


def periods_compared(
    span: Period, granularity: Granularity, zone: ZoneInfo, week_start: int
) -> dict[int, Period]:
    """Return the earlier period that each whole period of a span is compared with.

    The keys are the numbers of the periods in the span. In a calendar month, quarter or year the
    n-th day or hour goes with the n-th of the one before, where there is one. For all other spans
    the same number of periods right before the span is taken, in the same order: the last of them
    is for the last whole period of the span.
    """
    if granularity is Granularity.ALL:
        before = span_before(span, zone)
        return {0: before} if before else {}
    periods = cut(span, granularity, zone, week_start)
    is_up_to_day = granularity is Granularity.DAY or granularity.is_of_hour
    if is_up_to_day and _is_calendar_span(span, zone):
        before = span_before(span, zone)
        earlier = cut(before, granularity, zone) if before else []
        return dict(zip(range(len(periods)), earlier, strict=False))
    whole = [number for number, one in enumerate(periods) if one.clipped_to(span) == one]
    earlier = periods_before(span.start, len(whole), granularity, zone, week_start)
    return dict(zip(whole[len(whole) - len(earlier) :], earlier, strict=True))


def _is_calendar_span(span: Period, zone: ZoneInfo) -> bool:
    """Return whether a span is one month, quarter or year of the calendar."""
    months = cut(span, Granularity.MONTH, zone)
    first = span.start.astimezone(zone).month
    is_whole = (months[0].start, months[-1].end) == (span.start, span.end)
    return is_whole and len(months) in {1, 3, 12} and (first - 1) % len(months) == 0


def days_of(span: Period) -> int:
    """Return the days of a span; one that the clocks make longer or shorter is a day, too."""
    return round((span.end - span.start) / timedelta(days=1))


def words_for_before(span: Period, before: Period, zone: ZoneInfo) -> str:
    """Return the times that a span is compared with, and what they are in the calendar."""
    named = calendar_words(span, zone)
    return f"{named}: {spoken(before, zone)}" if named else spoken(before, zone)


def calendar_words(span: Period, zone: ZoneInfo) -> str:
    """Return the name of what stands before a calendar month, quarter or year; else nothing."""
    before = span_before(span, zone) if _is_calendar_span(span, zone) else None
    if before is None:
        return ""
    start = before.start.astimezone(zone)
    unit, name = {
        1: ("month", f"{start:%Y-%m}"),
        3: ("quarter", f"{start:%Y}-Q{start.month // 3 + 1}"),
        12: ("year", f"{start:%Y}"),
    }[len(cut(before, Granularity.MONTH, zone))]
    days, days_before = days_of(span), days_of(before)
    lengths = f" ({days_before} days, not {days})" if days != days_before else ""
    return f"the {unit} before, {name}{lengths}"


def known_before(span: Period, coverage: Coverage, zone: ZoneInfo) -> Period | None:
    """Return the range before a span; `None` unless the logs cover all of it."""
    before = span_before(span, zone)
    return before if before and coverage.covers(before) else None


def unknown_before(span: Period, open_span: Range, zone: ZoneInfo) -> tuple[str, ...]:
    """Return a note that nothing can be compared, if the range of the report has a start.

    Args:
        span: The range, closed with the times of the logs.
        open_span: The range as the options give it.
        zone: The time zone of the note.
    """
    before = span_before(span, zone)
    if before is None or open_span.start is None:
        return ()
    start, end = written(before.start, zone), written(before.end, zone)
    return (f"comparison not shown: the logs do not fully cover {start} to {end}",)
