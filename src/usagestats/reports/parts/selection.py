"""The part of USAGE that a report is about: inside the range, past the filters, counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from usagestats.periods.in_range import inside
from usagestats.reports.parts.span import counting_note, holes, range_outside, requests_in

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    import polars as pl

    from usagestats.periods.period import Period, Range
    from usagestats.reports.parts.filters import Filters
    from usagestats.tables.coverage import Coverage


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """What is chosen, and what is to be said of it.

    Args:
        span: The whole range; `None` where nothing was covered.
        usage: USAGE; empty where there is no span.
        in_range: How many requests lie in the range, whatever the filters.
        left_out: How many requests of `usage` `counting` lets not count.
        notes: On what counts, and where no log is.
        warnings: On names that do not occur, and on a range that no log covers.
    """

    span: Period | None
    usage: pl.DataFrame
    in_range: int
    left_out: int
    notes: tuple[str, ...]
    warnings: tuple[str, ...]

    @classmethod
    def of(
        cls, usage: pl.DataFrame, asked: Range, filters: Filters, coverage: Coverage, zone: ZoneInfo
    ) -> Selection:
        """Choose from USAGE."""
        span = asked.within(coverage.hull)
        outside = range_outside(span, coverage, zone)
        if span is None:
            return cls(None, usage.clear(), 0, 0, (), outside)
        within = inside(usage, asked)
        chosen = filters.apply(within)
        left_out = filters.left_out(chosen)
        notes = (*counting_note(filters.counting, left_out), *holes(coverage, span, zone))
        warnings = (*filters.unknown(usage), *outside)
        counted = filters.counted(chosen)
        return cls(span, counted, requests_in(within), left_out, notes, warnings)
