"""USAGE of a range → the rows of its periods, some periods at a time."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from usagestats.periods.period import cut
from usagestats.reports.parts.by_period import filled, is_known, period_table, with_lacking
from usagestats.reports.parts.columns import PERIOD
from usagestats.reports.parts.used import UsedInPeriods, in_parts
from usagestats.side_by_side import in_order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from usagestats.periods.period import Period
    from usagestats.reports.traffic_parts.question import Traffic
    from usagestats.tables.compact_usage import CompactUsage
    from usagestats.tables.coverage import Coverage


def rows_of_periods(
    question: Traffic, usage: CompactUsage, chosen: CompactUsage, span: Period, coverage: Coverage
) -> Iterator[pl.DataFrame]:
    """Give the rows of some periods at a time, while threads make those of the next."""
    whole = cut(span, question.granularity, question.zone, question.week_start)
    periods = with_lacking(period_table(whole, span, coverage), question.metrics, coverage)
    splits = question.splits_of(chosen)
    tables = [UsedInPeriods.of(whole, chosen, question.grain().slot, splits)]
    if question.is_compared:
        from usagestats.reports.traffic_parts.earlier_periods import with_earlier

        periods, earlier = with_earlier(question, usage, periods, span, coverage)
        tables.append(earlier)
    dense = None
    if question.is_dense and question.splits:
        dense = pl.concat([one.splits() for one in tables]).unique()
    has_fixed = dense is not None or not question.splits
    rows_each = (1 if dense is None else len(dense)) if has_fixed else None
    parts = in_parts(periods, tables, rows_each)
    yield from in_order(parts, partial(_rows_of_part, question, dense=dense))


def _rows_of_part(
    question: Traffic, part: tuple[pl.DataFrame, list[UsedInPeriods]], dense: pl.DataFrame | None
) -> pl.DataFrame:
    """Return the rows of some periods, from their usage and that of the periods before them."""
    periods, (now, *before) = part
    used = now.measured(question.figures)
    for earlier in before:
        from usagestats.reports.parts.changes import beside_earlier

        names = [one.name for one in question.figures]
        measured = earlier.measured(question.figures)
        used = question.in_order(beside_earlier(used, measured, names, question.splits))
    rows = _filled(question, used, periods, dense)
    return _long(question, rows) if question.is_long else rows


def _used(question: Traffic, usage: CompactUsage, whole: list[Period]) -> UsedInPeriods:
    """Return USAGE by the numbers of its periods."""
    return UsedInPeriods.of(whole, usage, question.grain().slot, question.splits_of(usage))


def _filled(
    question: Traffic, used: pl.DataFrame, periods: pl.DataFrame, dense: pl.DataFrame | None
) -> pl.DataFrame:
    """Add the periods without requests: 0 where the logs cover them, null where they do not."""
    rows = filled(periods, used, "period", question.splits, dense)
    if dense is not None:
        rows = question.in_order(rows)
    sums = [one.name for one in question.figures if one.is_sum]
    rows = rows.with_columns(pl.col(sums).fill_null(0))
    rows = rows.with_columns(
        pl.when(is_known(one.metric, rows)).then(one.name) for one in question.figures
    )
    if not question.is_compared:
        return rows
    from usagestats.reports.parts.changes import with_changes

    return with_changes(rows, question.figures)


def _long(question: Traffic, rows: pl.DataFrame) -> pl.DataFrame:
    """Give each metric of a row a row of its own."""
    changes = ("_previous", "_change", "_change_per_day") if question.is_compared else ()
    endings = ("", *changes)
    numbered = rows.with_row_index("row")
    ids = ["row", *(column.key for column in PERIOD), *question.splits]
    parts = [
        numbered.select(
            *ids,
            pl.lit(metric).alias("metric"),
            *(
                pl.col(one.name + end).alias(one.measure + end)
                for one in question.figures
                if one.metric == metric
                for end in endings
            ),
        )
        for metric in question.metrics
    ]
    return pl.concat(parts).sort("row", maintain_order=True)
