"""`peaks`: the busiest minute and second of each period, and the requests a second at p95."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.periods.period import SLOT, Period, cut
from usagestats.report import Column, ColumnType
from usagestats.reports.parts.applications import names_of, order_of, usage_keys, with_registry
from usagestats.reports.parts.by_period import filled, period_table
from usagestats.reports.parts.columns import PERIOD, no_rows, split_columns
from usagestats.reports.parts.filters import EVERYTHING
from usagestats.reports.parts.selection import Selection
from usagestats.tables.declared import CLASSIFIED
from usagestats.tables.second_counts import SecondCounts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from usagestats.choices import Granularity
    from usagestats.periods.period import Range
    from usagestats.report import Report
    from usagestats.reports.parts.filters import Filters
    from usagestats.tables.counts import Counts
    from usagestats.tables.coverage import Coverage
    from usagestats.tables.second_counts import Peak
    from usagestats.tables.usage import Grain

_SECOND: Final = timedelta(seconds=1)
_P95: Final = "p95: in 95 % of the seconds that the logs cover there were at most so many requests"
_FIGURES: Final = (
    Column("requests", ColumnType.COUNT),
    Column("minute", ColumnType.TIME, is_detail=True),
    Column("per_minute", ColumnType.COUNT, given_sum=False),
    Column("second", ColumnType.TIME),
    Column("per_second", ColumnType.COUNT, given_sum=False),
    Column("p95_per_second", ColumnType.COUNT, given_sum=False),
)


@dataclass(frozen=True, slots=True)
class Peaks:
    """The options of `peaks`, understood.

    Args:
        granularity: The width of the periods.
        range: The time range of the report.
        zone: The time zone of days.
        split_by: The keys, some of `SPLIT_KEYS`, by which rows are split.
        filters: Choose a part of the requests.
        week_start: The first day of a week, Monday is 0.
    """

    granularity: Granularity
    range: Range
    zone: ZoneInfo
    split_by: tuple[str, ...] = ()
    filters: Filters = EVERYTHING
    week_start: int = 0

    def grain(self) -> Grain:
        """Return the coarsest grain of USAGE by which requests are counted before any filter."""
        return self.filters.grain((), SLOT)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys by which the seconds are counted."""
        return usage_keys(self.split_by)

    def columns(self) -> tuple[Column, ...]:
        """Return the columns, which depend on the options only."""
        return (*PERIOD, *split_columns(self.split_by), *_FIGURES)


def peaks_report(
    question: Peaks,
    usage: pl.DataFrame,
    found: SecondCounts | None,
    coverage: Coverage,
    counts: Counts,
) -> Report:
    """Find the busiest times of each period.

    Args:
        question: The options.
        usage: USAGE at `question.grain()`.
        found: The seconds that `PeakSurvey` counted; `None` where nothing was read.
        coverage: The time that the logs cover.
        counts: The counts of the lines that were read.

    Shape: one row per period; one per period × split where there are requests.
    """
    chosen = Selection.of(usage, question.range, question.filters, coverage, question.zone)
    rows = None
    if chosen.span:
        rows = _rows(question, found or SecondCounts(), chosen.span, coverage)
    title = chosen.titled(f"Peaks {question.granularity.in_title}")
    report = chosen.report("peaks", title, question.columns(), rows, counts)
    return replace(
        report,
        granularity=question.granularity,
        bar="per_second",
        notes=(_P95, *report.notes),
    )


def _rows(question: Peaks, found: SecondCounts, span: Period, coverage: Coverage) -> pl.DataFrame:
    """Return the rows in order; a period without a log is unknown."""
    whole = cut(span, question.granularity, question.zone, question.week_start)
    splits = split_columns(question.split_by)
    peaks = pl.DataFrame(
        list(_peaks(_labelled(question, found), [one.clipped_to(span) for one in whole], coverage)),
        {"period": pl.Int64(), **no_rows((*splits, *_FIGURES)).schema},
        orient="row",
    )
    figures = [column.key for column in _FIGURES]
    numbers = [column.key for column in _FIGURES if column.type is ColumnType.COUNT]
    rows = filled(period_table(whole, span, coverage), peaks, "period", names_of(question.split_by))
    return (
        rows.with_columns(pl.col(numbers).fill_null(0))
        .with_columns(pl.when("is_known").then(pl.col(figures)))
        .sort("period", *order_of(question.split_by), nulls_last=True)
    )


def _labelled(question: Peaks, found: SecondCounts) -> SecondCounts:
    """Return the seconds by the cells of the splits; an application may have several keys."""
    if not question.split_by:
        return found
    schema = {key: CLASSIFIED[key] for key in question.keys}
    groups = pl.DataFrame(list(found.pages), schema, orient="row")
    named = with_registry(groups, question.filters.registry, question.split_by)
    labels = named.select(names_of(question.split_by)).iter_rows()
    return found.together(zip(found.pages, labels, strict=True))


def _peaks(
    found: SecondCounts, periods: list[Period], coverage: Coverage
) -> Iterator[tuple[object, ...]]:
    """Give the cells of each period and group with requests: the number, the group, the figures."""
    bounds = [(_seconds(one.start), _seconds(one.end)) for one in periods]
    covered = [_covered_seconds(one, coverage) for one in periods]
    for group in found.pages:
        for number in found.spans_of(group, bounds):
            peak = found.peak(group, *bounds[number], covered[number])
            if peak.requests:
                yield number, *group, *_cells(peak)


def _cells(peak: Peak) -> tuple[object, ...]:
    minute, second = _time(peak.minute), _time(peak.second)
    return peak.requests, minute, peak.in_minute, second, peak.in_second, peak.p95


def _time(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _seconds(time: datetime) -> int:
    return int(time.timestamp())


def _covered_seconds(period: Period, coverage: Coverage) -> int:
    parts = (one.clipped_to(period) for one in coverage.spans if one.overlaps(period))
    return sum((one.end - one.start) // _SECOND for one in parts)
