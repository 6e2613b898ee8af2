"""`movement`: which applications came, went, or use the API more or less than before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.periods.period import SLOT, Period, Range, span_before
from usagestats.report import Column, ColumnType, Role, RowsCut
from usagestats.reports.parts.applications import OF_APPLICATION, names_of, with_registry
from usagestats.reports.parts.columns import columns_of
from usagestats.reports.parts.filters import EVERYTHING, Filters
from usagestats.reports.parts.movements import (
    TwoRanges,
    counts_of,
    first_of_each,
    in_order,
    with_movements,
)
from usagestats.reports.parts.previous import words_for_before
from usagestats.reports.parts.selection import Selection
from usagestats.reports.parts.span import counting_note, holes, spoken, written
from usagestats.reports.parts.usual_range import old_logs_warning, usual_range

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from usagestats.periods.clock import Clock
    from usagestats.report import Report
    from usagestats.tables.counts import Counts
    from usagestats.tables.coverage import Coverage
    from usagestats.tables.usage import Grain

COLUMNS: Final = (
    Column("movement", ColumnType.NAME, unknown="–", is_key=True, given_role=Role.REMARK),
    *columns_of("application", is_key=True),
    *columns_of("account", is_detail=True),
    *columns_of("plan", is_detail=True),
    Column("previous", ColumnType.COUNT, unknown="–", given_sum=False),
    Column("usage", ColumnType.COUNT, unknown="–", given_sum=False),
    Column("difference", ColumnType.COUNT, unknown="–", is_detail=True, given_sum=False),
    Column("change", ColumnType.CHANGE, unknown="–"),
    Column("change_per_day", ColumnType.CHANGE, is_detail=True),
    Column("first_seen", ColumnType.TIME, is_detail=True),
    Column("last_seen", ColumnType.TIME),
)
USUAL_EACH: Final = 10
"""The number of applications of each movement that are shown if the user chooses none."""

_IDENTITY = names_of(OF_APPLICATION)


@dataclass(frozen=True, slots=True)
class Movement:
    """The options of `movement`, understood.

    Args:
        range: The time range of the report; open at both ends for the last 30 whole days.
        clock: The present time and the time zone of days.
        metric: The metric whose usage is compared.
        each: The number of applications of each movement that are shown; `None` for all.
        filters: Choose a part of the usage.
    """

    range: Range
    clock: Clock
    metric: str = "requests"
    each: int | None = USUAL_EACH
    filters: Filters = EVERYTHING

    def grain(self) -> Grain:
        """Return the coarsest grain of USAGE that suffices for this report."""
        grain = self.filters.grain({"application"}, SLOT)
        return replace(grain, of_requests=self.metric == "requests")


def movement_report(
    question: Movement, usage: pl.DataFrame, coverage: Coverage, counts: Counts
) -> Report:
    """Compare the usage of each application with that in the range before.

    Shape: USAGE at `question.grain()`, also before the range → one row per application that had
    usage before the end of the range, by movement, the largest difference first.
    """
    zone = question.clock.zone
    asked = usual_range(question.range, question.clock, coverage)
    chosen = Selection.of(usage, asked, question.filters, coverage, zone)
    title = chosen.titled(f"Movement of applications by {question.metric}")
    rows, cut, notes = None, None, chosen.notes
    if chosen.span:
        ranges = TwoRanges(chosen.span, span_before(chosen.span, zone), coverage)
        every = _rows(question, usage, ranges)
        rows = first_of_each(every, question.each)
        left = every.height - rows.height
        cut = RowsCut(left, {}, "--top N or --all") if left else None
        notes = (
            *_of_rows(every),
            *_of_ranges(ranges, every, zone),
            *counting_note(question.filters.counting, chosen.left_out),
            *_holes(ranges, zone),
        )
    report = chosen.report("movement", title, COLUMNS, rows, counts)
    old = old_logs_warning(question.range, question.clock, coverage)
    return replace(report, notes=notes, warnings=(*old, *report.warnings), cut=cut)


def _rows(question: Movement, usage: pl.DataFrame, ranges: TwoRanges) -> pl.DataFrame:
    filters = question.filters
    counted = filters.counted(filters.apply(usage))
    of_metric = counted.filter(pl.col("metric") == question.metric)
    named = with_registry(of_metric, filters.registry, OF_APPLICATION)
    moved = with_movements(ranges.used(named, _IDENTITY), ranges)
    return in_order(moved, ["application", "application_id"])


def _of_rows(every: pl.DataFrame) -> tuple[str, ...]:
    """Return a note on the number of applications of each movement."""
    if every.is_empty():
        return ()
    counts = (f"{count:,} {name or 'unknown'}" for name, count in counts_of(every).items())
    return (f"applications: {', '.join(counts)}",)


def _of_ranges(ranges: TwoRanges, every: pl.DataFrame, zone: ZoneInfo) -> tuple[str, ...]:
    """Return notes on the range before, and on what is unknown since no log covers it."""
    before, hull = ranges.before, ranges.coverage.hull
    if before is None or hull is None:
        return ()
    notes = [f"compared with {words_for_before(ranges.this, before, zone)}"]
    if not ranges.was_whole:
        notes.append(_unknown("new or returning", before, zone))
    if not ranges.is_whole:
        notes.append(_unknown("gone or silent", ranges.this, zone))
    if "new" in every["movement"]:
        notes.append(f"new: no use since {written(hull.start, zone)}, when the logs begin")
    return tuple(notes)


def _holes(ranges: TwoRanges, zone: ZoneInfo) -> tuple[str, ...]:
    """Return notes on the holes in the range and before: whoever is new may have used them."""
    hull, this = ranges.coverage.hull, ranges.this
    is_later = hull is not None and hull.start < this.start
    since = Period(hull.start, this.end) if hull and is_later else this
    return holes(ranges.coverage, since, zone)


def _unknown(movements: str, span: Period, zone: ZoneInfo) -> str:
    return f"unknown who is {movements}: the logs do not fully cover {spoken(span, zone)}"
