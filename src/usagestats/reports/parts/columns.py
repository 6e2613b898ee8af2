"""The columns that reports share, and tables with exactly the declared columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.report import Column, ColumnType, Role
from usagestats.reports.parts.applications import names_of
from usagestats.tables.declared import UTC_TIME

if TYPE_CHECKING:
    from collections.abc import Iterable

PERIOD: Final = (
    Column("period_start", ColumnType.TIME, given_role=Role.LABEL),
    Column("period_end", ColumnType.TIME, given_role=Role.REMARK),
    Column("covered_start", ColumnType.TIME, given_role=Role.REMARK),
    Column("covered_end", ColumnType.TIME, given_role=Role.REMARK),
    Column("partial", ColumnType.FLAG, given_role=Role.VALUE),
)
"""The first columns of rows about periods: the period of the calendar, its end exclusive; the part
of it that lies in the range and that logs cover; and whether that is not all of it."""

_MONEY_DIGITS: Final = 38  # the most that polars has
_DTYPES: Final[dict[ColumnType, pl.DataType]] = {
    ColumnType.TIME: UTC_TIME,
    ColumnType.FLAG: pl.Boolean(),
    ColumnType.NAME: pl.String(),
    ColumnType.STATUS: pl.Int16(),
    ColumnType.COUNT: pl.Int64(),
    ColumnType.MEASURE: pl.Float64(),
    ColumnType.SHARE: pl.Float64(),
    ColumnType.CHANGE: pl.Float64(),
    ColumnType.NUMBER: pl.Int64(),
    ColumnType.FACT: pl.String(),
}


def columns_of(key: str, *, is_key: bool = False, is_detail: bool = False) -> tuple[Column, ...]:
    """Return the column of a key, and before it that of its id, which is always a detail.

    Args:
        key: One of `SPLIT_KEYS`.
        is_key: As in `Column`, for the column of the key itself.
        is_detail: As in `Column`, for the same column.
    """
    type_ = ColumnType.STATUS if key == "status" else ColumnType.NAME
    *ids, name = names_of([key])
    own = Column(name, type_, is_key=is_key, is_detail=is_detail)
    return (*(Column(one, ColumnType.NAME, is_detail=True) for one in ids), own)


def split_columns(keys: Iterable[str]) -> tuple[Column, ...]:
    """Return the columns of the keys by which rows are split."""
    return tuple(column for key in keys for column in columns_of(key, is_key=True))


def no_rows(columns: Iterable[Column]) -> pl.DataFrame:
    """Return an empty table with these columns."""
    return pl.DataFrame(schema={column.key: dtype_of(column) for column in columns})


def dtype_of(column: Column) -> pl.DataType:
    """Return the type that the values of a column have in the rows."""
    if column.type is ColumnType.MONEY:
        return pl.Decimal(_MONEY_DIGITS, column.decimals)
    return _DTYPES[column.type]


def rows_with(columns: Iterable[Column], rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with these columns only, in this order and of the declared types.

    Names may be coded.
    """
    coded = {name for name, dtype in rows.schema.items() if isinstance(dtype, pl.Enum)}
    return rows.select(
        column.key if column.key in coded else pl.col(column.key).cast(dtype_of(column))
        for column in columns
    )


def share_of(column: str, *keys: str) -> pl.Expr:
    """Return each row's part of the sum of a column over all rows, or over rows with equal `keys`.

    Null where the sum is 0. Each row gets a copy of the sum: polars divides by a single number
    through its reciprocal, and then the last digit may be wrong.
    """
    total = pl.col(column).sum().over(keys or pl.lit(value=True))
    return pl.when(total > 0).then(pl.col(column) / total)
