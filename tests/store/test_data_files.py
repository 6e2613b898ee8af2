"""Rows are written into files of the table, and nothing is left where that fails."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import polars as pl
import pytest
from deltalake import DeltaTable, QueryBuilder

from usagestats.store import data_files
from usagestats.store.data_files import write_files
from usagestats.store.schema import PROBLEM_ROW, SOURCE_ROW, STORED, USAGE_ROW, stored
from usagestats.store.table import StoreTable

if TYPE_CHECKING:
    from pathlib import Path

    from usagestats.store.delta import AddAction
    from usagestats.unfinished_files import UnfinishedFiles

APRIL = datetime(2026, 4, 30, 23, 45, tzinfo=UTC)


def usage() -> pl.DataFrame:
    """Rows of usage at the end of April and at the beginning of May."""
    starts = [APRIL + number * timedelta(minutes=15) for number in range(3)]
    cells = {"start": starts, "application": ["a", None, "ä"], "status": [None, 200, 404]}
    return stored(pl.DataFrame(cells).with_columns(group=pl.lit("g"), requests=1), USAGE_ROW)


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def statistics(one: AddAction) -> dict[str, object]:
    found: dict[str, object] = json.loads(one.stats)
    return found


def test_each_month_has_a_file_with_the_columns_that_have_values(tmp_path: Path) -> None:
    april, may = write_files(tmp_path, [usage(), usage().clear()])

    assert april.partition_values == {"kind": "usage", "month": "2026-04"}
    assert may.path.startswith("kind=usage/month=2026-05/part-")
    assert [one.size for one in (april, may)] == [
        (tmp_path / one.path).stat().st_size for one in (april, may)
    ]
    rows = pl.read_parquet(tmp_path / may.path, hive_partitioning=False)
    assert rows.columns == ["group", "requests", "start", "application", "status"]
    assert rows.equals(usage().tail(2).select(rows.columns))


def test_a_file_says_how_many_rows_it_has_and_which_time(tmp_path: Path) -> None:
    source = stored(usage().drop("start"), SOURCE_ROW)
    _, may, other = write_files(tmp_path, [usage(), source])

    assert statistics(may) == {
        "numRecords": 2,
        "minValues": {"start": "2026-05-01T00:00:00Z"},
        "maxValues": {"start": "2026-05-01T00:15:00Z"},
        "nullCount": {"start": 0},
    }
    assert statistics(other) == {"numRecords": 3, "nullCount": {"start": 3}}


def test_a_failure_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = data_files._write  # noqa: SLF001  (the second of three files fails)

    def full_later(
        files: UnfinishedFiles, path: Path, rows: pl.DataFrame, named: AddAction
    ) -> None:
        write(files, path, rows, named)
        if "2026-05" in str(path):
            raise OSError

    monkeypatch.setattr(data_files, "_write", full_later)
    with pytest.raises(OSError):  # noqa: PT011  (it has no message)
        write_files(tmp_path, [usage(), stored(usage(), PROBLEM_ROW)])

    assert files_in(tmp_path) == []


def test_delta_itself_reads_the_rows(tmp_path: Path) -> None:
    durations = [
        None,
        [{"bin": 3, "count": 2}],
        [{"bin": -177, "count": 1}, {"bin": 4, "count": 1}],
    ]
    dtype = STORED["duration"]
    rows = usage().with_columns(pl.Series("duration", durations, dtype), denied=pl.lit(value=True))
    table = StoreTable.open_or_make(str(tmp_path / "store"))
    table.commit({USAGE_ROW: rows.lazy()})
    builder = QueryBuilder().register("store", DeltaTable(table.location))
    found = pl.DataFrame(builder.execute("SELECT * FROM store ORDER BY start"))
    values = [name for name in rows.columns if rows[name].null_count() < 3]

    assert found.select(values).rows() == rows.select(values).rows()
    assert table.rows(USAGE_ROW).collect().rows() == rows.select(list(STORED)).rows()
