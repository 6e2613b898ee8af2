"""`averages`: how much each metric is used on a Monday, or between 9 and 10, on average."""

from __future__ import annotations

from calendar import day_name
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.choices import Cycle
from usagestats.periods.cuts import Cuts
from usagestats.periods.period import Range, coarsest_slot, cut
from usagestats.report import Column, ColumnType
from usagestats.reports.parts.applications import names_of, order_of, with_registry
from usagestats.reports.parts.by_period import filled, period_table, with_periods
from usagestats.reports.parts.cell import Cell, metric_of, values_of
from usagestats.reports.parts.columns import split_columns
from usagestats.reports.parts.figures import figures_of
from usagestats.reports.parts.filters import EVERYTHING, Filters
from usagestats.reports.parts.measured import measured_by
from usagestats.reports.parts.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from usagestats.periods.period import Period
    from usagestats.report import Report
    from usagestats.tables.counts import Counts
    from usagestats.tables.coverage import Coverage
    from usagestats.tables.usage import Grain

_UNKNOWN = "–"
_WEEKDAY = Column("weekday", ColumnType.NAME, is_key=True)
_HOUR = Column("hour", ColumnType.NUMBER, is_key=True)
_LABELS: Final = {
    Cycle.WEEKDAY: (_WEEKDAY,),
    Cycle.HOUR: (_HOUR,),
    Cycle.WEEKDAY_HOUR: (_WEEKDAY, _HOUR),
}


@dataclass(frozen=True, slots=True)
class Averages:
    """The options of `averages`, understood.

    Args:
        cycle: The week, with a row per weekday or per hour, or the day, with a row per hour.
        range: The time range of the report.
        zone: The time zone of days and hours.
        metrics: The columns, in order; `requests` comes first.
        split_by: The keys, some of `SPLIT_KEYS`, by which rows are split, in the order of their
            columns.
        filters: Choose a part of the usage.
        is_dense: Whether split rows appear also where there were no requests.
        is_3scale_compatible: Whether to give the figures of the 3scale portal instead of means.
        week_start: The weekday of the first row, Monday is 0.
        methods: The metrics that add up to `hits`, in the order of their parts of a bar.
    """

    cycle: Cycle
    range: Range
    zone: ZoneInfo
    metrics: tuple[str, ...]
    split_by: tuple[str, ...] = ()
    filters: Filters = EVERYTHING
    is_dense: bool = False
    is_3scale_compatible: bool = False
    week_start: int = 0
    methods: tuple[str, ...] = ()

    def grain(self) -> Grain:
        """Return the coarsest grain of USAGE that suffices for this report."""
        slot = coarsest_slot(self.cycle.granularity, self.zone, self.range)
        cuts = Cuts.of(self.cycle.granularity, self.zone, self.range)
        return self.filters.grain(self.split_by, slot, cuts=cuts)

    @property
    def counted(self) -> dict[str, str]:
        """The columns that count requests or usage, and the metric of each; see `cell`."""
        return {metric: metric for metric in self.metrics}

    def cell(self, row: Mapping[str, object], column: str, coverage: Coverage) -> Cell:
        """Return the requests of all periods that a mean is made of.

        Raises:
            UsageError: The column is no mean.
        """
        span = self.range.within(coverage.hull)
        whole = cut(span, self.cycle.granularity, self.zone) if span else []
        periods = _with_buckets(self, whole, period_table(whole, span, coverage)) if span else None
        is_meant = pl.col("is_averaged") & (pl.col("bucket") == self._bucket_named(row))
        numbers = [] if periods is None else periods.filter(is_meant)["period"].to_list()
        return Cell(
            spans=tuple(whole[number].clipped_to(span) for number in numbers if span),
            filters=self.filters,
            metric=metric_of(column, self.counted),
            split_by=self.split_by,
            values=values_of(row, self.split_by),
            divisor=self.cycle.length if self.is_3scale_compatible else len(numbers) or 1,
            is_rounded_up=self.is_3scale_compatible,
        )

    def _bucket_named(self, row: Mapping[str, object]) -> int:
        day = list(day_name).index(str(row["weekday"])) if "weekday" in row else 0
        if self.cycle is Cycle.WEEKDAY:
            return day
        return day * 24 + int(str(row["hour"]))

    def columns(self) -> tuple[Column, ...]:
        """Return the columns of the report, which depend on the options only."""
        figure = ColumnType.COUNT if self.is_3scale_compatible else ColumnType.MEASURE
        return (
            *_LABELS[self.cycle],
            Column("periods", ColumnType.COUNT, given_sum=False),
            *split_columns(self.split_by),
            *(Column(metric, figure, unknown=_UNKNOWN, given_sum=False) for metric in self.metrics),
        )

    def buckets(self) -> list[int]:
        """Return the weekdays, Monday is 0, or the hours, in the order of the rows.

        The hours of a week are numbered from 0 to 167.
        """
        first = 0 if self.cycle is Cycle.HOUR else self.week_start * self.cycle.length // 7
        return [(first + number) % self.cycle.length for number in range(self.cycle.length)]

    def bucket_of(self, period: Period) -> int:
        """Return the weekday of a day, or the hour that the clocks show at the start of an hour."""
        local = period.start.astimezone(self.zone)
        if self.cycle is Cycle.WEEKDAY_HOUR:
            return local.weekday() * 24 + local.hour
        return local.weekday() if self.cycle is Cycle.WEEKDAY else local.hour


def averages_report(
    question: Averages, usage: pl.DataFrame, coverage: Coverage, counts: Counts
) -> Report:
    """Average USAGE over all days of each weekday, or over all hours of each hour of the day.

    Shape: USAGE at `question.grain()` → one row per weekday or hour (× split), in order.
    """
    chosen = Selection.of(usage, question.range, question.filters, coverage, question.zone)
    rows, notes = None, chosen.notes
    if chosen.span:
        whole = cut(chosen.span, question.cycle.granularity, question.zone)
        periods = _with_buckets(question, whole, period_table(whole, chosen.span, coverage))
        in_periods = with_periods(chosen.usage, whole, question.grain().slot)
        rows = _averages(question, in_periods, periods)
        lacking = [one for one in question.metrics if coverage.lacks(one, chosen.span)]
        rows = rows.with_columns(pl.lit(None, rows.schema[one]).alias(one) for one in lacking)
        notes = (*_notes(question, periods), *notes)
    title = chosen.titled(f"Averages by {question.cycle.replace('-', ' and ')}")
    report = chosen.report("averages", title, question.columns(), rows, counts)
    return replace(
        report,
        notes=notes,
        narrower="--metric NAME",
        bar=question.metrics[0],
        bar_parts=tuple(metric for metric in question.metrics if metric in question.methods),
    )


def _with_buckets(question: Averages, whole: list[Period], periods: pl.DataFrame) -> pl.DataFrame:
    """Add the weekday or hour of each period, `bucket`, and whether the period `is_averaged`."""
    is_whole = pl.col("is_known") & ~pl.col("partial")
    return periods.with_columns(
        pl.Series("bucket", [question.bucket_of(period) for period in whole], dtype=pl.Int64),
        is_averaged=pl.col("is_known") if question.is_3scale_compatible else is_whole,
    )


def _averages(question: Averages, usage: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    averaged = periods.filter("is_averaged")
    named = with_registry(usage, question.filters.registry, question.split_by)
    in_buckets = named.join(averaged.select("period", "bucket"), on="period")
    splits = names_of(question.split_by)
    keys = ("bucket", *splits)
    used = measured_by(in_buckets, keys, figures_of(question.metrics))
    buckets = pl.DataFrame({"bucket": question.buckets()}, {"bucket": pl.Int64})
    numbered = buckets.with_row_index("row").join(
        averaged.group_by("bucket").agg(pl.len().alias("periods")), on="bucket", how="left"
    )
    dense = used.select(splits).unique() if question.is_dense else None
    rows = filled(numbered, used, "bucket", splits, dense)
    sums = pl.col(question.metrics).fill_null(0)
    portal = -(-sums // question.cycle.length)  # rounded up
    average = portal if question.is_3scale_compatible else sums / pl.col("periods")
    return rows.sort("row", *order_of(question.split_by), nulls_last=True).with_columns(
        pl.col("periods").fill_null(0),
        pl.when(pl.col("periods").is_not_null()).then(average),
        **_labels(question.cycle),
    )


def _labels(cycle: Cycle) -> dict[str, pl.Expr]:
    """Return the columns that name the bucket of a row."""
    bucket = pl.col("bucket")
    if cycle is Cycle.HOUR:
        return {"hour": bucket}
    day = bucket // 24 if cycle is Cycle.WEEKDAY_HOUR else bucket
    weekday = {"weekday": day.replace_strict(range(7), list(day_name))}
    return weekday | ({"hour": bucket % 24} if cycle is Cycle.WEEKDAY_HOUR else {})


def _notes(question: Averages, periods: pl.DataFrame) -> tuple[str, ...]:
    """Return notes on the periods that are not averaged, and on the figures of the portal."""
    width, length = question.cycle.granularity, question.cycle.length
    if question.is_3scale_compatible:
        sums = f"the sum over all {width}s, also those covered in part"
        return (f"not means, but as in the 3scale portal: {sums}, ÷ {length}, rounded up",)
    partial = periods.filter(pl.col("is_known") & pl.col("partial")).height
    numbered = f"1 {width}" if partial == 1 else f"{partial:,} {width}s"
    left_out = f"not averaged: {numbered} that the range or the logs cover only in part"
    return (left_out,) if partial else ()
