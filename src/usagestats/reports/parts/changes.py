"""The usage of each metric in the period before, and the change since then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from usagestats.light_dataclass import replace
from usagestats.periods.period import Period
from usagestats.report import ColumnType
from usagestats.reports.parts.by_period import is_compared
from usagestats.reports.parts.previous import days_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from usagestats.report import Column
    from usagestats.reports.parts.figures import Figure
    from usagestats.tables.coverage import Coverage


def change_columns(figure: Column, *, is_daily: bool) -> Iterator[Column]:
    """Return the columns that a comparison adds for a column.

    Args:
        figure: The column.
        is_daily: Whether the change per day is one of them, if the figure is a sum.
    """
    name = figure.key
    yield replace(figure, key=f"{name}_previous", beside=name)
    yield replace(figure, key=f"{name}_change", type=ColumnType.CHANGE, beside=name)
    if is_daily and figure.type is ColumnType.COUNT:
        yield replace(figure, key=f"{name}_change_per_day", type=ColumnType.CHANGE, beside=name)


def with_comparable(
    periods: pl.DataFrame, compared: dict[int, Period], coverage: Coverage
) -> pl.DataFrame:
    """Add whether each period `is_compared`: the logs cover all of it and of the period before.

    `length_ratio` is how many times the period before is as long, in days; null where both are
    equally long.
    """
    known = [number for number, before in compared.items() if coverage.covers(before)]
    is_whole = pl.col("is_known") & ~pl.col("partial")
    spans = zip(*periods.select("period", "period_start", "period_end"), strict=True)
    ratios = [
        length_ratio(Period(start, end), compared[number]) if number in compared else None
        for number, start, end in spans
    ]
    return periods.with_columns(
        is_compared=is_whole & pl.col("period").is_in(known),
        length_ratio=pl.Series(ratios, dtype=pl.Float64()),
    )


def length_ratio(span: Period, before: Period) -> float | None:
    """Return how many times the span before is as long, in days; `None` if equally long."""
    days, days_before = (days_of(one) for one in (span, before))
    return None if days == days_before or not days else days_before / days


def beside_earlier(
    used: pl.DataFrame, earlier: pl.DataFrame, figures: Collection[str], splits: Collection[str]
) -> pl.DataFrame:
    """Join the usage of the periods before, as columns `<figure>_previous`.

    Args:
        used: One row per period × split, a column per figure.
        earlier: The same for the periods before, under the numbers of the periods compared with
            them.
        figures: The columns that are compared.
        splits: The columns by which rows are split.

    Shape: one row per period × split that occurs in either table.
    """
    renamed = earlier.rename({one: f"{one}_previous" for one in figures})
    keys = ["period", *splits]
    return used.join(renamed, on=keys, how="full", coalesce=True, nulls_equal=True)


def with_changes(rows: pl.DataFrame, figures: Collection[Figure]) -> pl.DataFrame:
    """Add the columns `<figure>_change`; null where nothing is compared, or the old figure is 0.

    A previous figure that is missing is 0 if it is a sum, and unknown if it is a percentile. The
    change per day is null also where both periods are equally long.

    Args:
        rows: One row per period × split, with `is_compared` and `length_ratio`.
        figures: The columns that are compared.
    """
    sums = [f"{one.name}_previous" for one in figures if one.is_sum]
    rows = rows.with_columns(pl.col(sums).fill_null(0))
    before = [
        pl.when(is_compared(one.metric, rows)).then(f"{one.name}_previous") for one in figures
    ]
    known = rows.with_columns(before)
    return known.with_columns(
        *(_change(one.name).alias(f"{one.name}_change") for one in figures),
        *(
            _change(one.name, pl.col("length_ratio")).alias(f"{one.name}_change_per_day")
            for one in figures
        ),
    )


def _change(figure: str, ratio: pl.Expr | None = None) -> pl.Expr:
    now, before = pl.col(figure), pl.col(f"{figure}_previous")
    same_length = now if ratio is None else now * ratio
    return pl.when(before > 0).then((same_length - before) / before)
