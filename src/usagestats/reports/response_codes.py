"""`response-codes`: the number of requests by status of the answer, in all or by period."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.choices import Granularity
from usagestats.periods.period import Range, coarsest_slot, cut
from usagestats.report import Column, ColumnType
from usagestats.reports.parts.applications import names_of, order_of, with_registry
from usagestats.reports.parts.by_period import filled, period_table, with_periods
from usagestats.reports.parts.cell import Cell, metric_of, times_of, values_of
from usagestats.reports.parts.columns import PERIOD, share_of, split_columns
from usagestats.reports.parts.filters import EVERYTHING, Filters
from usagestats.reports.parts.selection import Selection
from usagestats.reports.parts.wide import statuses_without_class
from usagestats.tables.statuses import CLASSES, status_class

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from usagestats.periods.period import Period
    from usagestats.report import Report
    from usagestats.tables.counts import Counts
    from usagestats.tables.coverage import Coverage
    from usagestats.tables.usage import Grain

COLUMNS: Final = (
    Column("class", ColumnType.NAME),
    Column("status", ColumnType.STATUS, is_key=True),
    Column("requests", ColumnType.COUNT),
    Column("share", ColumnType.SHARE, given_sum=True),
    Column("denied", ColumnType.FLAG),
)

_ANSWER = ("status", "denied")


@dataclass(frozen=True, slots=True)
class ResponseCodes:
    """The options of `response-codes`, understood.

    Args:
        range: The time range of the report.
        zone: The time zone of days.
        granularity: The width of the periods of a series; `None` for no series.
        split_by: The keys, some of `SPLIT_KEYS` but not `status`, by which rows are split.
        filters: Choose a part of the requests.
        is_dense: Whether a series has every status in every period.
        is_wide: Whether each class of statuses has a column, instead of each status a row.
        week_start: The first day of a week, Monday is 0.
    """

    range: Range
    zone: ZoneInfo
    granularity: Granularity | None = None
    split_by: tuple[str, ...] = ()
    filters: Filters = EVERYTHING
    is_dense: bool = False
    is_wide: bool = False
    week_start: int = 0

    @property
    def width(self) -> Granularity:
        """The width of the periods; without a series, the range is the only period."""
        return self.granularity or Granularity.ALL

    def grain(self) -> Grain:
        """Return the coarsest grain of USAGE that suffices for this report."""
        slot = coarsest_slot(self.width, self.zone, self.range)
        return self.filters.grain({*_ANSWER, *self.split_by}, slot)

    @property
    def counted(self) -> dict[str, str]:
        """The columns that count requests, and the metric of each; see `cell`."""
        columns = CLASSES if self.is_wide else ("requests",)
        return dict.fromkeys(columns, "requests")

    def cell(self, row: Mapping[str, object], column: str, coverage: Coverage) -> Cell:
        """Return the requests that a number of the report counts.

        Raises:
            UsageError: The column is no number of requests.
        """
        metric = metric_of(column, self.counted)
        answer = {"class": column} if self.is_wide else {name: row[name] for name in _ANSWER}
        return Cell(
            spans=times_of(row, self.range, coverage),
            filters=self.filters,
            metric=metric,
            split_by=self.split_by,
            values=values_of(row, self.split_by) | answer,
        )

    def columns(self) -> tuple[Column, ...]:
        """Return the columns of the report, which depend on the options only."""
        period = PERIOD if self.granularity else ()
        columns: tuple[Column, ...] = COLUMNS
        if self.is_wide:
            columns = tuple(Column(name, ColumnType.COUNT) for name in CLASSES)
        elif self.granularity or self.split_by:  # shares are of one of them, and do not add up
            columns = tuple(replace(column, given_sum=None) for column in COLUMNS)
        return (*period, *split_columns(self.split_by), *columns)


def response_codes_report(
    question: ResponseCodes, usage: pl.DataFrame, coverage: Coverage, counts: Counts
) -> Report:
    """Count requests by the status of their answers.

    Shape: USAGE at `question.grain()` → one row per (period × split ×) status × `denied`, in order;
    wide: one row per period × split, with a column for each class.
    """
    chosen = Selection.of(usage, question.range, question.filters, coverage, question.zone)
    by = f" {question.granularity.in_title}" if question.granularity else ""
    title = chosen.titled(f"Response codes{by}")
    requests = chosen.usage.filter(pl.col("metric") == "requests")
    rows_of = _wide_rows if question.is_wide else _rows
    rows = rows_of(question, requests, chosen.span, coverage) if chosen.span else None
    report = chosen.report("response-codes", title, question.columns(), rows, counts)
    if question.is_wide:
        notes = (*_notes(_classes(requests)), *statuses_without_class(requests), *report.notes)
        return replace(report, granularity=question.granularity, notes=notes)
    return replace(
        report,
        granularity=question.granularity,
        notes=(*_notes(report.rows), *report.notes),
        bar="requests",
        footer=None if question.granularity else _footer(report.rows),
    )


def _rows(
    question: ResponseCodes, requests: pl.DataFrame, span: Period, coverage: Coverage
) -> pl.DataFrame:
    whole = cut(span, question.width, question.zone, question.week_start)
    splits = names_of(question.split_by)
    keys = (*splits, *_ANSWER)
    numbered = _in_periods(question, requests, whole)
    answered = numbered.group_by("period", *keys).agg(pl.col("requests").sum())
    periods = period_table(whole, span, coverage)
    dense = answered.select(keys).unique() if question.is_dense else None
    rows = filled(periods, answered, "period", keys, dense)
    share = share_of("requests", "period", *splits)
    return (
        rows.sort("period", *order_of(question.split_by), *_ANSWER, nulls_last=True)
        .with_columns(pl.when("is_known").then(pl.col("requests").fill_null(0)))
        .with_columns(status_class().alias("class"), share.alias("share"))
    )


def _wide_rows(
    question: ResponseCodes, requests: pl.DataFrame, span: Period, coverage: Coverage
) -> pl.DataFrame:
    whole = cut(span, question.width, question.zone, question.week_start)
    splits = names_of(question.split_by)
    in_classes = _in_periods(question, _classes(requests), whole)
    of_class = [
        pl.col("requests").filter(pl.col("class") == one).sum().alias(one) for one in CLASSES
    ]
    answered = in_classes.group_by("period", *splits).agg(of_class)
    periods = period_table(whole, span, coverage)
    dense = answered.select(splits).unique() if question.is_dense else None
    rows = filled(periods, answered, "period", splits, dense)
    return rows.sort("period", *order_of(question.split_by), nulls_last=True).with_columns(
        pl.when("is_known").then(pl.col(CLASSES).fill_null(0))
    )


def _classes(requests: pl.DataFrame) -> pl.DataFrame:
    return requests.with_columns(status_class().alias("class"))


def _in_periods(
    question: ResponseCodes, requests: pl.DataFrame, whole: list[Period]
) -> pl.DataFrame:
    named = with_registry(requests, question.filters.registry, question.split_by)
    return with_periods(named, whole, question.grain().slot)


def _footer(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that people see beneath: the sum of each class, and the total.

    Their shares are parts of all requests, whatever the rows are split by.
    """
    classes = rows.group_by("class").agg(pl.col("requests").sum()).sort("class")
    total = rows.select(pl.lit("total").alias("class"), pl.col("requests").sum())
    every = total.with_columns(share=pl.lit(1.0 if rows["requests"].sum() else 0.0))
    shares = classes.with_columns(share_of("requests").alias("share"))
    return pl.concat([rows.clear(), shares, every], how="diagonal_relaxed")


def _notes(rows: pl.DataFrame) -> tuple[str, ...]:
    """Return notes on the rate of errors, and on the requests that the gateway refused."""
    total = int(rows["requests"].sum())
    if not total:
        return ()
    of_client, of_server = (
        int(rows.filter(pl.col("class") == name)["requests"].sum()) for name in ("4xx", "5xx")
    )
    errors = _per_cent(of_client + of_server, total)
    parts = f"4xx {_per_cent(of_client, total)}, 5xx {_per_cent(of_server, total)}"
    rate = f"errors: {errors} of {total:,} requests ({parts})"
    if rows["denied"].is_null().all():
        return (rate,)
    denied = int(rows.filter("denied")["requests"].sum())
    return (rate, f"denied by the gateway: {_per_cent(denied, total)}, {denied:,} requests")


def _per_cent(part: int, total: int) -> str:
    return f"{100 * part / total:.1f} %"
