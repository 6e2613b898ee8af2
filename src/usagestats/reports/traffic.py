"""`traffic`: how much each metric was used in each period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from usagestats.errors import UsageError, did_you_mean
from usagestats.granularity import Granularity
from usagestats.periods import EARLIEST, Period, Range, coarsest_slot, cut
from usagestats.reports.applications import usage_keys, with_registry
from usagestats.reports.filters import EVERYTHING, Filters
from usagestats.reports.report import Column, Kind, Report
from usagestats.reports.span import (
    counting_note,
    holes,
    inside,
    range_outside,
    requests_in,
    spoken,
)
from usagestats.rollup import Grain
from usagestats.tables import UTC_TIME, TableError

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from usagestats.counts import Counts
    from usagestats.coverage import Coverage


@dataclass(frozen=True, slots=True)
class Traffic:
    """What the report is asked.

    Args:
        granularity: The width of its periods.
        range: The whole span.
        zone: Where days begin.
        metrics: The columns, in order; `requests` comes first.
        split_by: Those of `SPLIT_KEYS` that rows are told apart by.
        filters: Which part of the usage counts.
        is_long: One row per metric instead of one column.
        is_dense: Split rows also where there were no requests.
        week_start: The first day of a week, Monday is 0.
    """

    granularity: Granularity
    range: Range
    zone: ZoneInfo
    metrics: tuple[str, ...]
    split_by: tuple[str, ...] = ()
    filters: Filters = EVERYTHING
    is_long: bool = False
    is_dense: bool = False
    week_start: int = 0

    def grain(self) -> Grain:
        """Return the coarsest USAGE that answers this."""
        keys = usage_keys({*self.split_by, *self.filters.keys()})
        return Grain(keys, coarsest_slot(self.granularity, self.zone, self.range))

    def columns(self) -> tuple[Column, ...]:
        """Return the columns of the report, which depend on nothing but the question."""
        times = (Column("period_start", Kind.TIME), Column("period_end", Kind.TIME))
        kinds = {"status": Kind.STATUS}
        splits = tuple(Column(key, kinds.get(key, Kind.NAME)) for key in self.split_by)
        counts = tuple(Column(metric, Kind.COUNT) for metric in self.metrics)
        if self.is_long:
            counts = (Column("metric", Kind.NAME), Column("usage", Kind.COUNT))
        return (*times, Column("partial", Kind.FLAG), *splits, *counts)


def chosen_metrics(known: tuple[str, ...], asked: tuple[str, ...]) -> tuple[str, ...]:
    """Return the metrics to show: all, or `requests` and those asked for, in the catalog's order.

    Raises:
        UsageError: A metric is unknown.
    """
    for metric in asked:
        if metric not in known:
            hint = did_you_mean(metric, known) or f"there are {', '.join(known)}"
            raise UsageError(f"no such metric: {metric}", where="--metric", hint=hint)
    return tuple(m for m in known if not asked or m in asked or m == "requests")


def traffic_report(
    question: Traffic, usage: pl.DataFrame, coverage: Coverage, counts: Counts
) -> Report:
    """Cut USAGE into periods.

    Shape: USAGE at `question.grain()` in; one row per period (× split, × metric), in order.
    """
    in_range = left_out = 0
    span = question.range.within(coverage.hull)
    columns = question.columns()
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    rows = _no_rows(columns)
    if span:
        whole = cut(span, question.granularity, question.zone, question.week_start)
        within = inside(usage, question.range)
        in_range = requests_in(within)
        chosen = question.filters.apply(within)
        left_out = question.filters.left_out(chosen)
        counted = _by_period(question, question.filters.counted(chosen), whole)
        rows = _fill(question, counted, _describe(whole, span, coverage))
        notes = (
            *counting_note(question.filters.counting, left_out),
            *holes(coverage, span, question.zone),
        )
        warnings = tuple(question.filters.unknown(usage))
    warnings += range_outside(span, coverage, question.zone)
    return Report(
        name="traffic",
        title=_title(question, span),
        columns=columns,
        rows=rows.select(column.key for column in columns),
        zone=question.zone,
        span=span,
        granularity=question.granularity,
        counts=counts,
        in_range=in_range,
        counting=question.filters.counting,
        left_out=left_out,
        notes=notes,
        warnings=warnings,
        bar=None if question.is_long else question.metrics[0],
    )


def _no_rows(columns: tuple[Column, ...]) -> pl.DataFrame:
    dtypes = {
        Kind.TIME: UTC_TIME,
        Kind.FLAG: pl.Boolean(),
        Kind.NAME: pl.String(),
        Kind.STATUS: pl.Int16(),
        Kind.COUNT: pl.Int64(),
    }
    return pl.DataFrame(schema={column.key: dtypes[column.kind] for column in columns})


def _by_period(question: Traffic, usage: pl.DataFrame, whole: list[Period]) -> pl.DataFrame:
    """Shape: one row per period (its number) × split that has requests, a column per metric."""
    _refuse_slots_across_periods(whole, question)
    starts = pl.Series([period.start for period in whole], dtype=UTC_TIME)
    # a slot may begin before the first period where the range is open: it belongs to that
    period = starts.search_sorted(usage["start"], side="right").cast(pl.Int64) - 1
    sums = [
        pl.col("usage").filter(pl.col("metric") == metric).sum().alias(metric)
        for metric in question.metrics
    ]
    named = with_registry(usage, question.filters.registry, question.split_by)
    numbered = named.with_columns(period=period.clip(0))
    return numbered.group_by("period", *question.split_by).agg(*sums)


def _refuse_slots_across_periods(whole: list[Period], question: Traffic) -> None:
    """Make sure that no slot lies in two periods: its requests would count in the wrong one."""
    slot = question.grain().slot
    for period in whole[1:]:  # the first may begin before the range, where no slot is
        if (period.start - EARLIEST) % slot:
            raise TableError(
                "USAGE", f"slots of {slot} do not fit a period that starts {period.start}"
            )


def _describe(whole: list[Period], span: Period, coverage: Coverage) -> pl.DataFrame:
    """Shape: one row per period: its number, its ends inside the range, what is known of it."""
    clipped = [period.clipped_to(span) for period in whole]
    touched = [coverage.touches(period) for period in clipped]
    partial = [
        period != inside or (is_touched and not coverage.covers(inside))
        for period, inside, is_touched in zip(whole, clipped, touched, strict=True)
    ]
    return pl.DataFrame(
        {
            "period": range(len(whole)),
            "period_start": [period.start for period in clipped],
            "period_end": [period.end for period in clipped],
            "partial": partial,
            "is_known": touched,
        },
        schema_overrides={"period": pl.Int64, "period_start": UTC_TIME, "period_end": UTC_TIME},
    )


def _fill(question: Traffic, counted: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    """Add the periods without requests: 0 where the logs cover them, null where they do not."""
    splits = list(question.split_by)
    if splits and question.is_dense:
        places = periods.join(counted.select(splits).unique(), how="cross")
        rows = places.join(counted, on=["period", *splits], how="left", nulls_equal=True)
    else:
        rows = periods.join(counted, on="period", how="inner" if splits else "left")
    rows = rows.sort("period", *splits, nulls_last=True)
    rows = rows.with_columns(pl.when("is_known").then(pl.col(question.metrics).fill_null(0)))
    if question.is_long:
        ids = ["period_start", "period_end", "partial", *splits]
        numbered = rows.with_row_index("row")
        long = numbered.unpivot(
            question.metrics, index=["row", *ids], variable_name="metric", value_name="usage"
        )
        rows = long.sort("row", maintain_order=True)
    return rows


def _title(question: Traffic, span: Period | None) -> str:
    by = "in all" if question.granularity is Granularity.ALL else f"by {question.granularity}"
    return f"Traffic {by}{': ' if span is None else ', '}{spoken(span, question.zone)}"
