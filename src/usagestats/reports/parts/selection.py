"""The part of USAGE that a report is about: it is in the range, passes the filters, and counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.light_dataclass import dataclass, replace
from usagestats.periods.in_range import inside
from usagestats.periods.period import Range
from usagestats.report import Report
from usagestats.reports.parts.columns import no_rows, rows_with
from usagestats.reports.parts.emptiness import no_requests
from usagestats.reports.parts.span import (
    counting_note,
    holes,
    imported,
    range_outside,
    requests_of,
    titled,
)
from usagestats.reports.parts.unknown_names import without_requests

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    import polars as pl

    from usagestats.choices import Counting
    from usagestats.periods.period import Period
    from usagestats.report import Column
    from usagestats.reports.parts.filters import Filters
    from usagestats.tables.compact_usage import CompactUsage
    from usagestats.tables.counts import Counts
    from usagestats.tables.coverage import Coverage


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """The chosen USAGE, and the facts about it that every report carries.

    Args:
        span: The range, its open ends closed; `None` where no log covers any of it.
        zone: The time zone of the output.
        usage: The chosen rows of USAGE; none where there is no span.
        in_range: The number of requests in the range, before any filter.
        counting: The rule by which requests count as usage.
        left_out: The number of requests that `counting` excludes from usage.
        notes: Notes on `counting`, and on times without a log.
        warnings: Warnings of names that do not occur, and of a range that no log covers.
        when_empty: Why a report on these requests has no rows.
    """

    span: Period | None
    zone: ZoneInfo
    usage: pl.DataFrame
    in_range: int
    counting: Counting
    left_out: int
    notes: tuple[str, ...]
    warnings: tuple[str, ...]
    when_empty: str

    @classmethod
    def of(
        cls, usage: pl.DataFrame, span: Range, filters: Filters, coverage: Coverage, zone: ZoneInfo
    ) -> Selection:
        """Choose the rows of a range that pass the filters and count as usage."""
        within = inside(usage, span)
        chosen = filters.apply(within)
        counts = requests_of(within), filters.left_out(chosen)
        return cls._of(usage, filters.counted(chosen), counts, span, filters, coverage, zone)

    @classmethod
    def of_compact(
        cls, usage: CompactUsage, span: Range, filters: Filters, coverage: Coverage, zone: ZoneInfo
    ) -> tuple[Selection, CompactUsage]:
        """Choose as `of` does.

        Returns:
            The selection, whose `usage` has the rows without their metrics, and the chosen USAGE.
        """
        within = replace(usage, rows=inside(usage.rows, span))
        chosen = replace(usage, rows=filters.apply(within.rows))
        counts = within.requests, filters.left_out_of(chosen)
        counted = filters.counted_in(chosen)
        found = cls._of(usage.rows, counted.rows, counts, span, filters, coverage, zone)
        return found, replace(counted, rows=found.usage)

    @classmethod
    def _of(  # noqa: PLR0913, PLR0917  (what is known, in order)
        cls,
        usage: pl.DataFrame,
        chosen: pl.DataFrame,
        counts: tuple[int, int],
        span: Range,
        filters: Filters,
        coverage: Coverage,
        zone: ZoneInfo,
    ) -> Selection:
        closed = span.within(coverage.hull)
        outside = range_outside(closed, coverage, zone)
        empty = no_requests(closed, coverage, zone, filters.options())
        if closed is None:
            return cls(None, zone, usage.clear(), 0, filters.counting, 0, (), outside, empty)
        in_range, left_out = counts
        return cls(
            closed,
            zone,
            chosen,
            in_range,
            filters.counting,
            left_out,
            notes=(
                *counting_note(filters.counting, left_out),
                *holes(coverage, closed, zone),
                *imported(coverage, closed, zone),
            ),
            warnings=(*without_requests(filters, usage), *outside),
            when_empty=empty,
        )

    @classmethod
    def unfiltered(
        cls,
        usage: pl.DataFrame,
        span: Period | None,
        filters: Filters,
        coverage: Coverage,
        zone: ZoneInfo,
    ) -> Selection:
        """Choose all rows of a span, for a report that applies the filters by itself."""
        within = inside(usage, Range(span.start, span.end)) if span else usage.clear()
        left_out = filters.left_out(within)
        return cls(
            span,
            zone,
            within,
            requests_of(within),
            filters.counting,
            left_out,
            notes=counting_note(filters.counting, left_out),
            warnings=range_outside(span, coverage, zone),
            when_empty=no_requests(span, coverage, zone, filters.options()),
        )

    def titled(self, title: str) -> str:
        """Return a title with the span that the report is about."""
        return titled(title, self.span, self.zone)

    def report(
        self,
        name: str,
        title: str,
        columns: tuple[Column, ...],
        rows: pl.DataFrame | None,
        counts: Counts,
    ) -> Report:
        """Make the report; `dataclasses.replace` adds what only one report has, such as a bar.

        Args:
            name: The command.
            title: One line for people.
            columns: The columns, which depend on the options only.
            rows: A table with at least these columns; `None` for no rows.
            counts: The counts of the lines that were read.
        """
        return Report(
            name=name,
            title=title,
            columns=columns,
            rows=no_rows(columns) if rows is None else rows_with(columns, rows),
            zone=self.zone,
            span=self.span,
            counts=counts,
            in_range=self.in_range,
            counting=self.counting,
            left_out=self.left_out,
            notes=self.notes,
            warnings=self.warnings,
            when_empty=self.when_empty,
        )
