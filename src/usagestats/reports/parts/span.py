"""Notes, warnings and titles of reports on a span of time."""

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
_FILES_NAMED = 3


def requests_of(usage: pl.DataFrame) -> int:
    """Return the number of requests in rows of USAGE: the sum of the metric `requests`."""
    return int(usage.filter(pl.col("metric") == "requests")["usage"].sum())


def counting_note(counting: Counting, left_out: int) -> tuple[str, ...]:
    """Return a note on the requests that are no usage, where `counting` is not the default."""
    if counting is Counting.MATCHED:
        return ()
    statuses = ", ".join(map(str, REFUSED))
    refused = f"{left_out:,} requests that the gateway refused are not counted"
    by_status = f"where the log has no upstream status: those with status {statuses}"
    return (f"counting authorized: {refused} ({by_status})",)


def holes(coverage: Coverage, span: Period | None, zone: ZoneInfo) -> tuple[str, ...]:
    """Return notes on the holes of a span, and on missing files whose time other logs cover.

    A hole is a time without a log; the first five are written in full.
    """
    found = coverage.holes(span) if span else []
    named = tuple(
        f"no log between {written(hole.start, zone)} and {written(hole.end, zone)}"
        f"{_which(coverage, hole)}"
        for hole in found[:_HOLES_NAMED]
    )
    further = len(found) - len(named)
    more = "one more hole" if further == 1 else f"{further:,} more holes"
    beside = named_files(coverage.missing_beside(span)) if span else None
    return (
        *named,
        *([f"and {more}"] if further > 0 else []),
        *([f"{beside}; other logs cover that time"] if beside else []),
    )


def imported(coverage: Coverage, span: Period | None, zone: ZoneInfo) -> tuple[str, ...]:
    """Return notes on the times of a span whose usage was imported; the first five in full."""
    found = [one for one in coverage.imported if span and touch(one.period, span)]
    named = tuple(
        f"{written(one.period.start, zone)} to {written(one.period.end, zone)} was imported, with"
        f" {', '.join(sorted(one.metrics))} only"
        for one in found[:_HOLES_NAMED]
    )
    further = len(found) - len(named)
    return (*named, *([f"and {further:,} more times were imported"] if further > 0 else []))


def touch(one: Period, other: Period) -> bool:
    """Return whether two periods have a part in common."""
    return one.start < other.end and other.start < one.end


def _which(coverage: Coverage, hole: Period) -> str:
    missing = missing_files(coverage, hole)
    return f": {missing}" if missing else ""


def missing_files(coverage: Coverage, hole: Period) -> str | None:
    """Return the files that are missing in a hole, the first three by name; `None`: none is."""
    return named_files(coverage.missing_in(hole))


def named_files(paths: list[str]) -> str | None:
    """Return that files are missing, the first three by name; `None` where there are none."""
    if not paths:
        return None
    named, further = paths[:_FILES_NAMED], len(paths) - _FILES_NAMED
    if further > 0:
        named[-1:] = [f"{named[-1]} and {further:,} more"]
    verb = "is" if len(paths) == 1 else "are"
    return f"{', '.join(named)} {verb} missing"


def range_outside(span: Period | None, coverage: Coverage, zone: ZoneInfo) -> tuple[str, ...]:
    """Return a warning where there are logs, but none of them covers the range."""
    hull = coverage.hull
    if hull is None or (span and coverage.touches(span)):
        return ()
    start, end = written(hull.start, zone), written(hull.end, zone)
    return (f"no log covers the range; the logs cover {start} to {end}",)


def spoken(span: Period | None, zone: ZoneInfo) -> str:
    """Return a span as the titles of reports write it."""
    if span is None:
        return "no requests"
    return f"{written(span.start, zone)} to {written(span.end, zone)}, {zone.key}"


def titled(title: str, span: Period | None, zone: ZoneInfo) -> str:
    """Return a title with the span that a report is about."""
    return f"{title}{', ' if span else ': '}{spoken(span, zone)}"


def written(time: datetime, zone: ZoneInfo) -> str:
    """Return a time for people, without its offset."""
    return f"{time.astimezone(zone):%Y-%m-%d %H:%M}"
