from __future__ import annotations

from datetime import timedelta

import polars as pl
import pytest

from usagestats.tables.declared import (
    CLASSIFIED,
    FULL_DETAIL,
    PROBLEMS,
    REQUESTS,
    ROW_COUNT,
    USAGE,
    Detail,
    TableError,
    checked,
    requests_in,
)


def test_a_table_with_undeclared_columns_is_refused() -> None:
    with pytest.raises(TableError, match="CLASSIFIED"):
        checked(pl.DataFrame({"time": ["noon"]}), "CLASSIFIED", CLASSIFIED)


def test_columns_must_be_in_the_declared_order() -> None:
    right = pl.DataFrame(schema={name: REQUESTS[name] for name in ("time", "path", "status")})

    assert checked(right, "REQUESTS", REQUESTS) is right
    with pytest.raises(TableError, match="REQUESTS"):
        checked(right.select("path", "time", "status"), "REQUESTS", REQUESTS)


def test_further_fields_are_text_and_columns_of_requests_only() -> None:
    field = {"field:tenant": pl.String()}

    assert checked(pl.DataFrame(schema=field), "REQUESTS", REQUESTS).columns == ["field:tenant"]
    with pytest.raises(TableError):
        checked(pl.DataFrame(schema={"field:tenant": pl.Int64()}), "REQUESTS", REQUESTS)
    with pytest.raises(TableError):
        checked(pl.DataFrame(schema=field), "CLASSIFIED", CLASSIFIED)


@pytest.mark.parametrize("declared", [USAGE, PROBLEMS])
def test_only_tables_of_requests_have_a_row_count(declared: dict[str, pl.DataType]) -> None:
    counted = {"requests": pl.Int64()}

    assert checked(pl.DataFrame(schema=counted), "", declared).columns == ["requests"]
    assert checked(pl.DataFrame(schema=counted), "", CLASSIFIED).columns == [ROW_COUNT]
    with pytest.raises(TableError):
        checked(pl.DataFrame(schema={"requests": pl.UInt32()}), "", CLASSIFIED)


def test_a_row_is_a_request_unless_it_stands_for_several() -> None:
    rows = pl.DataFrame({"status": [200, 404]})

    assert requests_in(rows) == 2
    assert requests_in(rows.with_columns(pl.Series(ROW_COUNT, [5, 2]))) == 7


def test_the_slot_of_a_detail_is_in_microseconds() -> None:
    assert Detail(timedelta(minutes=15)).slot_microseconds == 900_000_000
    assert FULL_DETAIL.slot_microseconds is None
