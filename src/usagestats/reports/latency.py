"""`latency`: requests, errors and durations, in all or by period."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.choices import Granularity
from usagestats.frames import packed
from usagestats.periods.period import Range, coarsest_slot, cut
from usagestats.report import Column, ColumnType, RowsCut, known_sum
from usagestats.reports.parts.applications import names_of
from usagestats.reports.parts.by_period import filled, period_numbers, period_table
from usagestats.reports.parts.columns import PERIOD, split_columns
from usagestats.reports.parts.filters import EVERYTHING, Filters
from usagestats.reports.parts.latencies import COUNTS, PERCENTILES, latencies
from usagestats.reports.parts.measured import nothing_measured
from usagestats.reports.parts.selection import Selection
from usagestats.reports.parts.splits import split_of
from usagestats.tables.compact_usage import KIND, CompactUsage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from usagestats.periods.period import Period
    from usagestats.report import Report, ReportInParts
    from usagestats.tables.counts import Counts
    from usagestats.tables.coverage import Coverage
    from usagestats.tables.usage import Grain

COLUMNS: Final = (
    Column("requests", ColumnType.COUNT),
    Column("errors", ColumnType.COUNT),
    Column("timed", ColumnType.COUNT, is_detail=True),
    *(Column(one, ColumnType.MEASURE, unit="milliseconds") for one in (*PERCENTILES, "max")),
)
_METRIC: Final = Column("metric", ColumnType.NAME, is_key=True)
_ERROR: Final = (
    "in ms: percentiles are at most 2 % off, max at most 4 % too high, since durations are counted"
    " in bins"
)


@dataclass(frozen=True, slots=True)
class Latency:
    """The options of `latency`, understood.

    Args:
        range: The time range of the report.
        zone: The time zone of days.
        metrics: The metrics whose requests are measured.
        granularity: The width of the periods of a series; `None` for no series.
        split_by: The keys, some of `SPLIT_KEYS`, by which rows are split.
        has_metrics: Whether rows are split by metric, too; otherwise there is one metric.
        filters: Choose a part of the requests.
        least: The fewest requests with a duration of a row that is shown.
        is_dense: Whether a series has every split in every period.
        week_start: The first day of a week, Monday is 0.
    """

    range: Range
    zone: ZoneInfo
    metrics: tuple[str, ...] = ("requests",)
    granularity: Granularity | None = None
    split_by: tuple[str, ...] = ()
    has_metrics: bool = False
    filters: Filters = EVERYTHING
    least: int = 0
    is_dense: bool = False
    week_start: int = 0

    @property
    def width(self) -> Granularity:
        """The width of the periods; without a series, the range is the only period."""
        return self.granularity or Granularity.ALL

    @property
    def splits(self) -> list[str]:
        """The names of the columns by which rows are split."""
        return [*names_of(self.split_by), *(["metric"] if self.has_metrics else [])]

    def grain(self) -> Grain:
        """Return the coarsest grain of USAGE that suffices for this report."""
        slot = coarsest_slot(self.width, self.zone, self.range)
        grain = self.filters.grain({*self.split_by, "status", "duration_bin"}, slot)
        return replace(grain, of_requests=self.metrics == ("requests",))

    def columns(self) -> tuple[Column, ...]:
        """Return the columns of the report, which depend on the options only."""
        columns: tuple[Column, ...] = COLUMNS
        if self.has_metrics:  # a request counts for several metrics
            columns = (_METRIC, *(replace(one, given_sum=False) for one in COLUMNS))
        period = PERIOD if self.granularity else ()
        return (*period, *split_columns(self.split_by), *columns)


def latency_report(
    question: Latency, usage: pl.DataFrame | CompactUsage, coverage: Coverage, counts: Counts
) -> Report:
    """Measure requests, errors and durations.

    Shape: USAGE at `question.grain()` → one row per period (× split × metric), in order.
    """
    chosen, counted = Selection.of_compact(
        CompactUsage.of(usage), question.range, question.filters, coverage, question.zone
    )
    rows = _rows(question, counted, chosen.span, coverage) if chosen.span else None
    by = f" {question.granularity.in_title}" if question.granularity else ""
    of = "" if question.has_metrics or question.metrics == ("requests",) else question.metrics[0]
    title = chosen.titled(f"Latency{f' of {of}' if of else ''}{by}")
    report = chosen.report("latency", title, question.columns(), rows, counts)
    shown, cut, few = _with_enough(question, report.rows)
    return replace(
        report,
        rows=shown,
        cut=cut,
        granularity=question.granularity,
        bar="p95" if question.granularity or question.splits else None,
        notes=(*_notes(question, report.rows), *few, *report.notes),
        warnings=(*report.warnings, *nothing_measured(chosen.usage, PERCENTILES)),
    )


def _rows(question: Latency, usage: CompactUsage, span: Period, coverage: Coverage) -> pl.DataFrame:
    whole = cut(span, question.width, question.zone, question.week_start)
    used = _used(question, usage, whole)
    periods = period_table(whole, span, coverage)
    dense = used.select(question.splits).unique(maintain_order=True) if question.is_dense else None
    rows = filled(periods, used, "period", question.splits, dense)
    return rows.with_columns(pl.when("is_known").then(pl.col(one).fill_null(0)) for one in COUNTS)


def _used(question: Latency, usage: CompactUsage, whole: list[Period]) -> pl.DataFrame:
    """Return one row per period (its number) × split × metric that has requests, in order."""
    splits = [split_of(usage.rows, key, question.filters.registry) for key in question.split_by]
    periods = period_numbers(usage.rows["start"], whole, question.grain().slot)
    key = packed(((periods, len(whole)), *((one.numbers, one.values.height) for one in splits)))
    measures = usage.rows.select(key.alias("key"), KIND, "status", "duration_bin", "requests")
    metrics = usage.metrics().filter(pl.col("metric").cast(pl.String).is_in(question.metrics))
    by_metric = CompactUsage(measures, usage.kinds).by_metric(metrics)
    order = pl.Enum(question.metrics)
    by_metric = by_metric.with_columns(pl.col("metric").cast(pl.String).cast(order))
    found = latencies(by_metric, ["key", "metric"])
    first = pl.DataFrame({"key": key}).with_row_index("row").unique("key", keep="first")
    row = found.join(first, on="key", how="left", maintain_order="left")["row"]
    of_splits = [one.values[one.numbers.gather(row)] for one in splits]
    period = periods.gather(row).alias("period").to_frame()
    return pl.concat([period, *of_splits, found.drop("key")], how="horizontal")


def _with_enough(
    question: Latency, rows: pl.DataFrame
) -> tuple[pl.DataFrame, RowsCut | None, tuple[str, ...]]:
    """Return the rows with enough requests that have a duration, and what is left out."""
    if not question.least:
        return rows, None, ()
    is_enough = (pl.col("timed") >= question.least).fill_null(value=True)  # unknown: no log
    shown, few = rows.filter(is_enough), rows.filter(~is_enough)
    if few.is_empty():
        return shown, None, ()
    adding = () if question.has_metrics else COUNTS
    sums = {one: known_sum(few[one]) for one in adding}
    cut = RowsCut(few.height, sums, "--min-requests 0")
    note = f"rows with fewer than {question.least:,} requests that have a duration: {few.height:,}"
    return shown, cut, (note,)


def _notes(question: Latency, rows: pl.DataFrame) -> Iterator[str]:
    """Give notes on the error of the figures, and on requests without a duration."""
    timed, requests = (int(rows[one].sum()) for one in ("timed", "requests"))
    if timed:
        yield _ERROR
    if timed < requests and timed and not question.has_metrics:
        yield f"requests without a duration, which are in no percentile: {requests - timed:,}"


def latency_in_parts(
    question: Latency, usage: CompactUsage, coverage: Coverage, counts: Counts
) -> ReportInParts:
    """Give the report as one part."""
    yield latency_report(question, usage, coverage, counts)
