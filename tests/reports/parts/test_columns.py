from __future__ import annotations

import polars as pl
import pytest

from usagestats.report import Column, ColumnType
from usagestats.reports.parts.columns import no_rows, rows_with, share_of, split_columns

COLUMNS = tuple(Column(str(column_type), column_type) for column_type in ColumnType)


def test_every_type_of_column_has_a_type_of_cells() -> None:
    empty = no_rows(COLUMNS)

    assert empty.columns == [column.key for column in COLUMNS]
    assert rows_with(COLUMNS, empty).schema == empty.schema


def test_rows_get_the_declared_columns_only_in_their_order_and_types() -> None:
    columns = (Column("hits", ColumnType.COUNT), Column("status", ColumnType.STATUS))
    rows = pl.DataFrame({"status": [200], "more": ["x"], "hits": [3.0]})

    actual = rows_with(columns, rows)

    assert dict(actual.schema) == {"hits": pl.Int64(), "status": pl.Int16()}
    assert actual.rows() == [(3, 200)]


def test_splits_are_names_but_for_the_status() -> None:
    assert split_columns(("backend", "status")) == (
        Column("backend", ColumnType.NAME, is_key=True),
        Column("status", ColumnType.STATUS, is_key=True),
    )


@pytest.mark.parametrize(
    ("keys", "expected"),
    [((), [0.125, 0.375, 0.5, 0.0]), (("period",), [0.25, 0.75, 1.0, 0.0])],
)
def test_shares_are_parts_of_the_sum_in_all_or_per_key(
    keys: tuple[str, ...], expected: list[float]
) -> None:
    rows = pl.DataFrame({"period": [0, 0, 1, 1], "requests": [1, 3, 4, 0]})

    assert rows.select(share_of("requests", *keys)).to_series().to_list() == expected


def test_there_is_no_share_of_nothing() -> None:
    rows = pl.DataFrame({"period": [0, 1], "requests": [0, 2]})

    assert rows.select(share_of("requests", "period")).to_series().to_list() == [None, 1.0]
