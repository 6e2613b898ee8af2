"""`top-apps`: the applications that used a metric most, over exactly the range."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.choices import Granularity
from usagestats.periods.cuts import Cuts
from usagestats.periods.in_range import inside
from usagestats.periods.period import Period, Range, span_before
from usagestats.report import Column, ColumnType, Role
from usagestats.reports.parts.applications import OF_APPLICATION, names_of, with_registry
from usagestats.reports.parts.cell import Cell, metric_of, times_of, values_of
from usagestats.reports.parts.columns import columns_of, rows_with, share_of
from usagestats.reports.parts.filters import EVERYTHING, Filters
from usagestats.reports.parts.previous import known_before, slot_for_both, unknown_before
from usagestats.reports.parts.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from usagestats.report import Report
    from usagestats.tables.counts import Counts
    from usagestats.tables.coverage import Coverage
    from usagestats.tables.usage import Grain

COLUMNS: Final = (
    Column("rank", ColumnType.NUMBER, is_key=True, given_role=Role.VALUE),
    *columns_of("application", is_key=True),
    *columns_of("account"),
    *columns_of("plan", is_detail=True),
    Column("requests", ColumnType.COUNT),
    Column("usage", ColumnType.COUNT),
    Column("share", ColumnType.SHARE, given_sum=True),
    Column("previous_rank", ColumnType.NUMBER, is_detail=True, given_role=Role.VALUE),
    Column("change", ColumnType.NAME, given_role=Role.REMARK),
)

_IDENTITY = names_of(OF_APPLICATION)
_SILENT_NAMED = 5
USUAL_ROWS: Final = 10
"""The number of applications that are shown if the user chooses none."""


@dataclass(frozen=True, slots=True)
class TopApps:
    """The options of `top-apps`, understood.

    Args:
        range: The time range of the report.
        zone: The time zone of days.
        metric: The metric by whose usage applications are ranked.
        is_all: Whether all applications are listed, also the silent ones, which made requests only
            in the range before; otherwise `USUAL_ROWS` of them.
        filters: Choose a part of the usage.
    """

    range: Range
    zone: ZoneInfo
    metric: str
    is_all: bool = False
    filters: Filters = EVERYTHING

    def grain(self) -> Grain:
        """Return the coarsest grain of USAGE that suffices for this report."""
        slot = slot_for_both(self.range, self.zone)
        cuts = Cuts.of(Granularity.ALL, self.zone, self.range)
        if self.range.start and self.range.end:
            span = Period(self.range.start, self.range.end)
            cuts = cuts.with_bounds(span_before(span, self.zone))
        return self.filters.grain({"application"}, slot, cuts=cuts)

    @property
    def counted(self) -> dict[str, str]:
        """The columns that count requests or usage, and the metric of each; see `cell`."""
        return {"usage": self.metric, "requests": "requests"}

    def cell(self, row: Mapping[str, object], column: str, coverage: Coverage) -> Cell:
        """Return the requests that a number of the report counts.

        Raises:
            UsageError: The column is no number of requests, and no usage.
        """
        return Cell(
            spans=times_of(row, self.range, coverage),
            filters=self.filters,
            metric=metric_of(column, self.counted),
            split_by=OF_APPLICATION,
            values=values_of(row, OF_APPLICATION),
        )


def top_apps_report(
    question: TopApps, usage: pl.DataFrame, coverage: Coverage, counts: Counts
) -> Report:
    """Rank applications by their usage, beside their ranks in the range before.

    Shape: USAGE at `question.grain()` → one row per application that made requests.
    """
    chosen = Selection.of(usage, question.range, question.filters, coverage, question.zone)
    rows, footer, notes = None, None, chosen.notes
    if chosen.span:
        before = known_before(chosen.span, coverage, question.zone)
        present = _ranked(question, chosen.usage)
        if before:
            bounds = Range(before.start, before.end)
            past = question.filters.usage_in(usage, bounds)
            listed = _compared(present, _ranked(question, past))
            notes = (*_silent_note(question, listed), *notes)
        else:
            listed = present.with_columns(previous_rank=None, change=None)
            notes = (*notes, *unknown_before(chosen.span, question.range, question.zone))
        notes = (*_share_note(question, usage, chosen.usage), *notes)
        listed = rows_with(COLUMNS, listed)
        if coverage.lacks("requests", chosen.span):
            listed = listed.with_columns(requests=pl.lit(None, pl.Int64))
        ranked = listed.filter(pl.col("rank").is_not_null())
        rows = listed if question.is_all else ranked
        footer = _footer(ranked)
    title = chosen.titled(f"Top applications by {question.metric}")
    report = chosen.report("top-apps", title, COLUMNS, rows, counts)
    usual = None if question.is_all else USUAL_ROWS
    return replace(report, notes=notes, bar="usage", footer=footer, usual_rows=usual)


def _ranked(question: TopApps, usage: pl.DataFrame) -> pl.DataFrame:
    """Shape: one row per application, whatever credentials it used, in order of rank."""
    metric = pl.col("metric")
    sums = (
        pl.col("usage").filter(metric == "requests").sum().alias("requests"),
        pl.col("usage").filter(metric == question.metric).sum(),
    )
    by_credential = usage.group_by("application").agg(*sums)
    identified = with_registry(by_credential, question.filters.registry, OF_APPLICATION)
    totals = identified.group_by(_IDENTITY).agg(pl.col("requests", "usage").sum())
    order = ("usage", "application", "application_id")
    ranked = totals.sort(order, descending=[True, False, False])
    return ranked.with_columns(
        pl.col("usage").rank("min", descending=True).cast(pl.Int64).alias("rank"),
        share_of("usage").alias("share"),
    )


def _compared(present: pl.DataFrame, past: pl.DataFrame) -> pl.DataFrame:
    """Add the previous ranks, and rows without a rank for the applications that are silent now."""
    ranks = past.select(*_IDENTITY, pl.col("rank").alias("previous_rank"))
    both = present.join(ranks, on=_IDENTITY, how="full", coalesce=True, nulls_equal=True)
    rank, before = pl.col("rank"), pl.col("previous_rank")
    change = (
        pl.when(rank.is_null())
        .then(pl.lit("silent"))
        .when(before.is_null())
        .then(pl.lit("new"))
        .when(rank < before)
        .then(pl.lit("up"))
        .when(rank > before)
        .then(pl.lit("down"))
        .otherwise(pl.lit("same"))
    )
    of_silent = pl.when(rank.is_null()).then(before)
    order = (rank, of_silent, "application", "application_id")
    share_of_silent = 0.0 if present["usage"].sum() else None
    return both.sort(*order, nulls_last=True).with_columns(
        pl.col("requests", "usage").fill_null(0),
        pl.when(rank.is_null()).then(share_of_silent).otherwise("share").alias("share"),
        change.alias("change"),
    )


def _footer(ranked: pl.DataFrame) -> pl.DataFrame:
    """Return the row that people see beneath: the total."""
    sums = pl.col("requests", "usage", "share").sum()
    total = ranked.select(pl.lit("total").alias("application"), sums)
    return pl.concat([ranked.clear(), total], how="diagonal_relaxed")


def _share_note(question: TopApps, usage: pl.DataFrame, chosen: pl.DataFrame) -> tuple[str, ...]:
    """Return a note on the usage that shares are of, if filters choose a part of all usage."""
    options = question.filters.options()
    if not options:
        return ()
    every = question.filters.counted(inside(usage, question.range))
    part, whole = (
        rows.filter(pl.col("metric") == question.metric)["usage"].sum() for rows in (chosen, every)
    )
    given = " and ".join(options)
    figures = f"{part:,} {question.metric} of {whole:,} in the range"
    return (f"rank and share refer only to what {given} selects: {figures}",)


def _silent_note(question: TopApps, listed: pl.DataFrame) -> tuple[str, ...]:
    """Return a note that names the applications that made requests only in the range before."""
    silent = listed.filter(pl.col("change") == "silent")
    if silent.is_empty() or question.is_all:
        return ()
    label = question.filters.registry.label
    first = silent.select("application_id", "previous_rank").head(_SILENT_NAMED)
    named = [f"{label(own_id)} (rank {rank})" for own_id, rank in first.iter_rows()]
    further = silent.height - len(named)
    more = f" and {further:,} more" if further else ""
    return (f"no requests any more from {', '.join(named)}{more}",)
