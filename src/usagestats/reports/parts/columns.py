"""The columns that reports share, and rows that have the columns declared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.report import Column, Kind
from usagestats.tables.declared import UTC_TIME

if TYPE_CHECKING:
    from collections.abc import Iterable

PERIOD: Final = (
    Column("period_start", Kind.TIME),
    Column("period_end", Kind.TIME),
    Column("partial", Kind.FLAG),
)
"""What rows about periods begin with."""

_DTYPES: Final = {
    Kind.TIME: UTC_TIME,
    Kind.FLAG: pl.Boolean(),
    Kind.NAME: pl.String(),
    Kind.STATUS: pl.Int16(),
    Kind.COUNT: pl.Int64(),
    Kind.MEASURE: pl.Float64(),
    Kind.SHARE: pl.Float64(),
    Kind.CHANGE: pl.Float64(),
    Kind.NUMBER: pl.Int64(),
}


def split_columns(keys: Iterable[str]) -> tuple[Column, ...]:
    """Return the columns that rows are told apart by."""
    kinds = {"status": Kind.STATUS}
    return tuple(Column(key, kinds.get(key, Kind.NAME)) for key in keys)


def no_rows(columns: Iterable[Column]) -> pl.DataFrame:
    """Return no rows with these columns."""
    return pl.DataFrame(schema={column.key: _DTYPES[column.kind] for column in columns})


def rows_with(columns: Iterable[Column], rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows with these columns only, in their order and of their types."""
    return rows.select(pl.col(column.key).cast(_DTYPES[column.kind]) for column in columns)


def share_of(column: str, *keys: str) -> pl.Expr:
    """Return each row's part of the sum of a column, in all or per keys; null where that is 0.

    polars would multiply by the reciprocal of a single sum, which errs in the last digit.
    """
    total = pl.col(column).sum().over(keys or pl.lit(value=True))
    return pl.when(total > 0).then(pl.col(column) / total)
