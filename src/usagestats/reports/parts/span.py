"""What reports have in common that are about a span of time: the part of USAGE, and the notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from usagestats.choices import Counting
from usagestats.reports.parts.filters import REFUSED

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from usagestats.periods.period import Period
    from usagestats.tables.coverage import Coverage

_HOLES_NAMED = 5


def requests_in(usage: pl.DataFrame) -> int:
    """Return how many requests the rows are about."""
    return int(usage.filter(pl.col("metric") == "requests")["usage"].sum())


def counting_note(counting: Counting, left_out: int) -> tuple[str, ...]:
    """Say which requests are no usage, where that is not the usual way."""
    if counting is Counting.MATCHED:
        return ()
    statuses = ", ".join(map(str, REFUSED))
    refused = (
        f"requests that the gateway refused (by status, {statuses}, where its log does not tell)"
    )
    return (f"counting authorized: {left_out:,} {refused} are no usage",)


def holes(coverage: Coverage, span: Period, zone: ZoneInfo) -> tuple[str, ...]:
    """Say between which times of a span there is no log."""
    found = coverage.holes(span)
    named = tuple(
        f"no log between {written(hole.start, zone)} and {written(hole.end, zone)}"
        for hole in found[:_HOLES_NAMED]
    )
    further = len(found) - len(named)
    more = "one more hole" if further == 1 else f"{further} more holes"
    return (*named, f"and {more}") if further > 0 else named


def range_outside(span: Period | None, coverage: Coverage, zone: ZoneInfo) -> tuple[str, ...]:
    """Warn where no log is about the range, though there are logs."""
    hull = coverage.hull
    if hull is None or (span and coverage.touches(span)):
        return ()
    start, end = written(hull.start, zone), written(hull.end, zone)
    return (f"no log covers the range; the logs cover {start} to {end}",)


def spoken(span: Period | None, zone: ZoneInfo) -> str:
    """Return a span for the title of a report."""
    if span is None:
        return "no requests"
    return f"{written(span.start, zone)} to {written(span.end, zone)}, {zone.key}"


def written(time: datetime, zone: ZoneInfo) -> str:
    """Return a time for people, without its offset."""
    return f"{time.astimezone(zone):%Y-%m-%d %H:%M}"
