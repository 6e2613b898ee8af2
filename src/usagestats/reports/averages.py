"""`averages`: how much each metric is used on a Monday, or between 9 and 10, on average."""

from __future__ import annotations

from calendar import day_name
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from usagestats.choices import Cycle, Measure
from usagestats.periods.period import Range, coarsest_slot, cut
from usagestats.report import Column, ColumnType
from usagestats.reports.parts.applications import usage_keys, with_registry
from usagestats.reports.parts.by_period import described, filled, with_periods
from usagestats.reports.parts.columns import split_columns
from usagestats.reports.parts.filters import EVERYTHING, Filters
from usagestats.reports.parts.measured import measured_by
from usagestats.reports.parts.selection import Selection
from usagestats.tables.usage import Grain

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from usagestats.periods.period import Period
    from usagestats.report import Report
    from usagestats.tables.counts import Counts
    from usagestats.tables.coverage import Coverage

_UNKNOWN = "–"


@dataclass(frozen=True, slots=True)
class Averages:
    """What the report is asked.

    Args:
        cycle: What the rows are.
        range: The whole span.
        zone: Where days begin.
        metrics: The columns, in order; `requests` comes first.
        split_by: Those of `SPLIT_KEYS` that rows are told apart by.
        filters: Which part of the usage counts.
        is_dense: Split rows also where there were no requests.
        is_3scale_compatible: No means, but the figures of the portal.
        week_start: The weekday that comes first, Monday is 0.
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

    def grain(self) -> Grain:
        """Return the coarsest USAGE that answers this."""
        keys = usage_keys({*self.split_by, *self.filters.keys()})
        return Grain(keys, coarsest_slot(self.cycle.granularity, self.zone, self.range))

    def columns(self) -> tuple[Column, ...]:
        """Return the columns of the report, which depend on nothing but the question."""
        first = {Cycle.WEEKDAY: ColumnType.NAME, Cycle.HOUR: ColumnType.NUMBER}[self.cycle]
        kind = ColumnType.COUNT if self.is_3scale_compatible else ColumnType.MEASURE
        return (
            Column(self.cycle, first),
            Column("periods", ColumnType.COUNT),
            *split_columns(self.split_by),
            *(Column(metric, kind, unknown=_UNKNOWN) for metric in self.metrics),
        )

    def places(self) -> list[int]:
        """Return the weekdays, Monday is 0, or the hours, in the order of the rows."""
        first = self.week_start if self.cycle is Cycle.WEEKDAY else 0
        return [(first + number) % self.cycle.length for number in range(self.cycle.length)]

    def place_of(self, period: Period) -> int:
        """Return which weekday, or which hour of the clocks, a period is."""
        local = period.start.astimezone(self.zone)
        return local.weekday() if self.cycle is Cycle.WEEKDAY else local.hour


def averages_report(
    question: Averages, usage: pl.DataFrame, coverage: Coverage, counts: Counts
) -> Report:
    """Average USAGE over the days, or hours, that are the same weekday, or hour of the day.

    Shape: USAGE at `question.grain()` in; one row per weekday or hour (× split), in order.
    """
    chosen = Selection.of(usage, question.range, question.filters, coverage, question.zone)
    rows, notes = None, chosen.notes
    if chosen.span:
        whole = cut(chosen.span, question.cycle.granularity, question.zone)
        periods = _with_places(question, whole, described(whole, chosen.span, coverage))
        in_periods = with_periods(chosen.usage, whole, question.grain().slot)
        rows = _averages(question, in_periods, periods)
        notes = (*_notes(question, periods), *notes)
    title = chosen.titled(f"Averages by {question.cycle}")
    report = chosen.report("averages", title, question.columns(), rows, counts)
    return replace(report, notes=notes, bar=question.metrics[0])


def _with_places(question: Averages, whole: list[Period], periods: pl.DataFrame) -> pl.DataFrame:
    """Say which weekday or hour each period is, and whether it is among those averaged."""
    is_whole = pl.col("is_known") & ~pl.col("partial")
    return periods.with_columns(
        pl.Series("place", [question.place_of(period) for period in whole], dtype=pl.Int64),
        is_averaged=pl.col("is_known") if question.is_3scale_compatible else is_whole,
    )


def _averages(question: Averages, usage: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    averaged = periods.filter("is_averaged")
    named = with_registry(usage, question.filters.registry, question.split_by)
    placed = named.join(averaged.select("period", "place"), on="period")
    keys = ("place", *question.split_by)
    used = measured_by(placed, keys, question.metrics, Measure.USAGE)
    places = pl.DataFrame({"place": question.places()}, {"place": pl.Int64})
    numbered = places.with_row_index("row").join(
        averaged.group_by("place").agg(pl.len().alias("periods")), on="place", how="left"
    )
    rows = filled(numbered, used, "place", question.split_by, is_dense=question.is_dense)
    sums = pl.col(question.metrics).fill_null(0)
    portal = -(-sums // question.cycle.length)  # rounded up
    average = portal if question.is_3scale_compatible else sums / pl.col("periods")
    return rows.sort("row", *question.split_by, nulls_last=True).with_columns(
        pl.col("periods").fill_null(0),
        pl.when(pl.col("periods").is_not_null()).then(average),
        _labels(question.cycle).alias(question.cycle),
    )


def _labels(cycle: Cycle) -> pl.Expr:
    place = pl.col("place")
    return place if cycle is Cycle.HOUR else place.replace_strict(range(7), list(day_name))


def _notes(question: Averages, periods: pl.DataFrame) -> tuple[str, ...]:
    """Say which periods count, where not all of them do as one thinks."""
    width, length = question.cycle.granularity, question.cycle.length
    if question.is_3scale_compatible:
        sums = f"the sum over all {width}s, those covered in part included"
        return (f"no means, but as the portal of 3scale: {sums}, divided by {length}, rounded up",)
    partial = periods.filter(pl.col("is_known") & pl.col("partial")).height
    numbered = f"1 {width}" if partial == 1 else f"{partial} {width}s"
    left_out = f"not averaged: {numbered} that the range or the logs cover only in part"
    return (left_out,) if partial else ()
