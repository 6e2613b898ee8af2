"""`billing`: the amount of each price of each application, by calendar months."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.choices import BillRow, Granularity
from usagestats.errors import UsageError
from usagestats.periods.cuts import Cuts
from usagestats.periods.period import SLOT, Period, coarsest_slot, cut
from usagestats.report import Column, ColumnType
from usagestats.reports.billing_parts.lines import bill_lines
from usagestats.reports.parts.applications import order_of, usage_keys
from usagestats.reports.parts.by_period import period_table
from usagestats.reports.parts.cell import Cell, metric_of, times_of
from usagestats.reports.parts.columns import PERIOD, columns_of
from usagestats.reports.parts.filters import Filters
from usagestats.reports.parts.selection import Selection
from usagestats.reports.parts.span import counting_note, holes, requests_of, written
from usagestats.tables.usage import Grain, ImportsWanted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from usagestats.periods.period import Range
    from usagestats.report import Report
    from usagestats.reports.billing_parts.prices import PlanPrices
    from usagestats.tables.counts import Counts
    from usagestats.tables.coverage import Coverage

_OF_USAGE: Final = (
    Column("usage", ColumnType.COUNT, given_sum=False),
    Column("included", ColumnType.COUNT, given_sum=False),
    Column("overage", ColumnType.COUNT, given_sum=False),
)
_KEYS: Final = {
    BillRow.LINE: ("account", "application", "plan"),
    BillRow.APPLICATION: ("account", "application", "plan"),
    BillRow.ACCOUNT: ("account",),
}


@dataclass(frozen=True, slots=True)
class Billing:
    """The options of `billing`, understood.

    Args:
        plan_prices: The prices, and the applications that they bind.
        range: Whole months, see `refuse_part_months`.
        zone: The time zone of the months.
        now: The present time, UTC.
        by: The rows: lines of the bill, or sums of them.
    """

    plan_prices: PlanPrices
    range: Range
    zone: ZoneInfo
    now: datetime
    by: BillRow = BillRow.LINE

    @property
    def filters(self) -> Filters:
        """Choose the applications and prices, never a part of the usage."""
        return self.plan_prices.filters

    def grain(self) -> Grain:
        """Return the coarsest grain of USAGE that suffices for this report."""
        slot = coarsest_slot(Granularity.MONTH, self.zone, self.range)
        imports = ImportsWanted(
            Cuts.of(Granularity.MONTH, self.zone, self.range), frozenset({"application"})
        )
        return Grain(usage_keys(self.plan_prices.terms.keys()), slot, imports=imports)

    @property
    def counted(self) -> dict[str, str]:
        """The columns that count usage, and the metric of each; see `cell`."""
        return {"usage": ""} if self.by is BillRow.LINE else {}

    def cell(self, row: Mapping[str, object], column: str, coverage: Coverage) -> Cell:
        """Return the requests whose usage a line is for.

        Raises:
            UsageError: The column is another, or the price does not depend on usage.
        """
        metric_of(column, self.counted)
        names = [row[name] for name in ("plan", "metric", "backend")]
        numbered = self.plan_prices.terms.rows.filter(
            pl.all_horizontal(
                pl.col(name).eq_missing(pl.lit(value, pl.String))
                for name, value in zip(("plan", "metric", "backend"), names, strict=True)
            )
        )
        if numbered.is_empty():
            what = "a flat price does not depend on usage"
            raise UsageError(what, where="--row", hint="choose another metric")
        term = numbered.row(0, named=True)
        values = {"application_id": row["application_id"]}
        values |= {} if term["product"] is None else {"product": term["product"]}
        values |= {} if term["is_of_all"] else {"backend": term["backend"]}
        return Cell(
            spans=times_of(row, self.range, coverage),
            filters=_all_usage(self.filters),
            metric=str(row["metric"]),
            split_by=tuple(name.removesuffix("_id") for name in values),
            values=values,
        )

    def columns(self) -> tuple[Column, ...]:
        """Return the columns of the report."""
        own = {
            BillRow.LINE: (
                *columns_of("account", is_detail=True),
                *columns_of("application", is_key=True),
                *columns_of("plan", is_detail=True),
                Column("backend", ColumnType.NAME, is_detail=True),
                Column("metric", ColumnType.NAME, is_key=True),
                *_OF_USAGE,
            ),
            BillRow.APPLICATION: (
                *columns_of("account", is_detail=True),
                *columns_of("application", is_key=True),
                *columns_of("plan", is_detail=True),
            ),
            BillRow.ACCOUNT: (
                *columns_of("account", is_key=True),
                Column("applications", ColumnType.COUNT, given_sum=False),
            ),
        }[self.by]
        return (
            *PERIOD,
            *own,
            self.plan_prices.column,
            Column("currency", ColumnType.NAME, is_detail=True),
        )


def refuse_part_months(span: Range, zone: ZoneInfo) -> None:
    """Make sure that a range consists of whole months, or ends now.

    Raises:
        UsageError: It begins or ends within a month.
    """
    bounds = [span.start, None if span.ends_now else span.end]
    months = [cut(Period(one, one + SLOT), Granularity.MONTH, zone)[0] for one in bounds if one]
    given = [one for one in bounds if one]
    if all(month.start == bound for month, bound in zip(months, given, strict=True)):
        return
    first = (span.start or given[0]).astimezone(zone)
    hint = f"write --range {first:%Y-%m}, last-month, this-month or 2 months as 2026-04..2026-05"
    raise UsageError("a bill is for whole months", where="--range", hint=hint)


def billing_report(
    question: Billing, usage: pl.DataFrame, coverage: Coverage, counts: Counts
) -> Report:
    """Apply the prices to the usage of each month.

    Shape: USAGE at `question.grain()` → one row per month × application × price, or the sums of
    these rows, in order of the month, then of account and application, then of the catalog.
    """
    prices, zone = question.plan_prices, question.zone
    span = question.range.within(coverage.hull)
    chosen = Selection.of(usage, question.range, _all_usage(question.filters), coverage, zone)
    if span is None or not prices.prices:
        report = chosen.report(
            "billing", chosen.titled("Billing"), question.columns(), None, counts
        )
        return _explained(report, question)
    currency = prices.currency
    months = period_table(cut(span, Granularity.MONTH, zone), span, coverage).filter("is_known")
    lines = bill_lines(prices, chosen.usage, months, question.grain().slot, zone)
    rows = _summed(lines, question.by).with_columns(currency=pl.lit(currency.code))
    title = chosen.titled(f"Billing in {currency.code}")
    report = chosen.report("billing", title, question.columns(), rows, counts)
    notes = (
        *_open_month_note(months, question),
        *_unpriced_note(prices, chosen.usage),
        f"each line is rounded to {currency.coin} {currency.code}, halves up; totals add up lines",
        *counting_note(report.counting, report.left_out),
        *holes(coverage, _until(span, question.now), zone),
    )
    warnings = (*report.warnings, *_partial_warning(months, question))
    return _explained(replace(report, notes=notes, warnings=warnings), question)


def _all_usage(filters: Filters) -> Filters:
    """Return the filters that choose no part of the usage, since it could not be priced."""
    return Filters(counting=filters.counting, registry=filters.registry)


def _until(span: Period, now: datetime) -> Period | None:
    """Return the part of a span that is not in the future."""
    return Period(span.start, min(span.end, now)) if span.start < now else None


def _explained(report: Report, question: Billing) -> Report:
    """Add the names of the months for people, and why there are no rows."""
    lacking = question.plan_prices.terms.lacking("price")
    empty = report.when_empty
    if lacking:
        empty = f"No prices to apply: {'; '.join(lacking)}."
    elif report.in_range and not report.warnings:
        empty = "Nothing to bill: no chosen application has usage or a flat price in these months."
    return replace(
        report,
        granularity=Granularity.MONTH,
        warnings=(*lacking, *report.warnings),
        when_empty=empty,
    )


def _summed(lines: pl.DataFrame, by: BillRow) -> pl.DataFrame:
    """Return the lines, or their sums, in the order of the report."""
    names = order_of(_KEYS[by])
    order = [pl.col("period_start"), pl.col(names).cast(pl.String)]  # coded names sort by file
    if by is BillRow.LINE:
        return lines.sort(*order, "number", nulls_last=True)
    keys = [name for name in lines.columns if name in {*names, *_PERIOD_KEYS}]
    applications = pl.col("application_id").n_unique().cast(pl.Int64).alias("applications")
    sums = lines.group_by(keys).agg(pl.col("amount").sum(), applications)
    return sums.sort(order, nulls_last=True)


_PERIOD_KEYS: Final = {column.key for column in PERIOD}


def _open_month_note(months: pl.DataFrame, question: Billing) -> tuple[str, ...]:
    """Return a note where the last month is not over."""
    still_open = months.filter(pl.col("period_end") > question.now)
    if still_open.is_empty():
        return ()
    start, until = still_open["period_start"][0], still_open["covered_end"][0]
    month = f"{start.astimezone(question.zone):%Y-%m}"
    usage = f"its usage is that until {written(min(until, question.now), question.zone)}"
    return (f"{month} is not over: {usage}",)


def _partial_warning(months: pl.DataFrame, question: Billing) -> tuple[str, ...]:
    """Return a warning where logs are missing for months that are over."""
    partial = months.filter("partial", pl.col("period_end") <= question.now)["period_start"]
    if partial.is_empty():
        return ()
    named = ", ".join(f"{start.astimezone(question.zone):%Y-%m}" for start in partial)
    return (f"the logs cover only a part of {named}: the amounts may be too low",)


def _unpriced_note(prices: PlanPrices, usage: pl.DataFrame) -> tuple[str, ...]:
    """Return a note on the requests of applications without a price."""
    chosen = prices.filters.of_applications().apply(usage)
    unpriced = requests_of(prices.unpriced(chosen))
    if not unpriced:
        return ()
    return (f"requests of applications without a price: {unpriced:,} of {requests_of(chosen):,}",)
