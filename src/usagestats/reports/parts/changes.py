"""The usage of each metric in the period before, and the change since then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from usagestats.report import Column, ColumnType

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from usagestats.periods.period import Period
    from usagestats.tables.coverage import Coverage


def change_columns(name: str, column_type: ColumnType) -> Iterator[Column]:
    """Return the two columns that a comparison adds for a column."""
    yield Column(f"{name}_previous", column_type, beside=name)
    yield Column(f"{name}_change", ColumnType.CHANGE, beside=name)


def with_comparable(
    periods: pl.DataFrame, compared: dict[int, Period], coverage: Coverage
) -> pl.DataFrame:
    """Add whether each period `is_compared`: the logs cover all of it and of the period before."""
    known = [number for number, before in compared.items() if coverage.covers(before)]
    is_whole = pl.col("is_known") & ~pl.col("partial")
    return periods.with_columns(is_compared=is_whole & pl.col("period").is_in(known))


def beside_earlier(
    used: pl.DataFrame, earlier: pl.DataFrame, metrics: Collection[str], splits: Collection[str]
) -> pl.DataFrame:
    """Join the usage of the periods before, as columns `<metric>_previous`.

    Args:
        used: One row per period × split, a column per metric.
        earlier: The same for the periods before, under the numbers of the periods compared with
            them.
        metrics: The columns of metrics.
        splits: The columns by which rows are split.

    Shape: one row per period × split that occurs in either table.
    """
    renamed = earlier.rename({metric: f"{metric}_previous" for metric in metrics})
    keys = ["period", *splits]
    return used.join(renamed, on=keys, how="full", coalesce=True, nulls_equal=True)


def with_changes(rows: pl.DataFrame, metrics: Collection[str], *, has_zeros: bool) -> pl.DataFrame:
    """Add the columns `<metric>_change`; null where nothing is compared, or the old figure is 0.

    Args:
        rows: One row per period × split, with `is_compared`.
        metrics: The columns of metrics.
        has_zeros: Whether a missing previous figure is 0 (a sum), not unknown (a percentile).
    """
    names = [f"{metric}_previous" for metric in metrics]
    before = pl.col(names).fill_null(0) if has_zeros else pl.col(names)
    known = rows.with_columns(pl.when("is_compared").then(before))
    return known.with_columns(_change(metric).alias(f"{metric}_change") for metric in metrics)


def _change(metric: str) -> pl.Expr:
    now, before = pl.col(metric), pl.col(f"{metric}_previous")
    return pl.when(before > 0).then((now - before) / before)
