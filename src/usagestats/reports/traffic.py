"""`traffic`: how much each metric was used in each period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from usagestats.errors import UsageError, did_you_mean
from usagestats.granularity import Granularity
from usagestats.periods import Period, Range, coarsest_slot, cut
from usagestats.reports.applications import usage_keys, with_registry
from usagestats.reports.by_period import described, usage_by, with_periods
from usagestats.reports.columns import PERIOD, no_rows, rows_with, split_columns
from usagestats.reports.filters import EVERYTHING, Filters
from usagestats.reports.report import Column, Kind, Report
from usagestats.reports.selection import Selection
from usagestats.reports.span import spoken
from usagestats.rollup import Grain

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
        counts = tuple(Column(metric, Kind.COUNT) for metric in self.metrics)
        if self.is_long:
            counts = (Column("metric", Kind.NAME), Column("usage", Kind.COUNT))
        return (*PERIOD, *split_columns(self.split_by), *counts)


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
    chosen = Selection.of(usage, question.range, question.filters, coverage, question.zone)
    columns = question.columns()
    rows = no_rows(columns)
    if chosen.span:
        rows = rows_with(columns, _rows(question, chosen.usage, chosen.span, coverage))
    return Report(
        name="traffic",
        title=_title(question, chosen.span),
        columns=columns,
        rows=rows,
        zone=question.zone,
        span=chosen.span,
        granularity=question.granularity,
        counts=counts,
        in_range=chosen.in_range,
        counting=question.filters.counting,
        left_out=chosen.left_out,
        notes=chosen.notes,
        warnings=chosen.warnings,
        bar=None if question.is_long else question.metrics[0],
    )


def _rows(question: Traffic, usage: pl.DataFrame, span: Period, coverage: Coverage) -> pl.DataFrame:
    whole = cut(span, question.granularity, question.zone, question.week_start)
    named = with_registry(usage, question.filters.registry, question.split_by)
    numbered = with_periods(named, whole, question.grain().slot)
    used = usage_by(numbered, ("period", *question.split_by), question.metrics)
    return _fill(question, used, described(whole, span, coverage))


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
