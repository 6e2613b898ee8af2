"""Why a report has no rows, and how to get some: one sentence for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from usagestats.reports.parts.span import range_outside, written

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from usagestats.periods.period import Period
    from usagestats.tables.coverage import Coverage

NOTHING_READ: Final = (
    "No requests: there are none in the logs or the store; usagestats check LOG... shows how each"
    " line of a log is read."
)
"""The reason where there is no request at all."""


def no_requests(
    span: Period | None, coverage: Coverage, zone: ZoneInfo, options: Sequence[str] = ()
) -> str:
    """Return why a report on requests has no rows.

    Args:
        span: The range of the report.
        coverage: The time that the logs cover.
        zone: The zone of the times in the sentence.
        options: The names of the options that choose a part of the requests.
    """
    if coverage.hull is None:
        return NOTHING_READ
    outside = range_outside(span, coverage, zone)
    if outside or span is None:
        return f"No requests: {outside[0]}; choose another --range."
    between = f"between {written(span.start, zone)} and {written(span.end, zone)}"
    if options:
        return f"No requests {between} pass {' and '.join(options)}; {without(options)}."
    return f"No requests {between}; choose another --range."


def without(options: Sequence[str]) -> str:
    """Return the advice to leave out one of the options that choose."""
    return "leave it out" if len(options) == 1 else "leave out one of them"
