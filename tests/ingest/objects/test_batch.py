"""The usage of the objects of a day is one group, and a commit has all of an object or nothing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from tests.object_runs import START, log, run
from tests.s3_server import S3Server
from usagestats.store.table import StoreTable


@pytest.fixture
def table(s3: S3Server, tmp_path: Path) -> StoreTable:
    for day in range(2):
        for number in range(3):
            start = START + timedelta(days=day)
            s3.put(
                "logs",
                f"{day}/{number}.log",
                log(5, key=number % 2 + 10 * day, start=start + timedelta(seconds=number)),
            )
    outcome = run(f"ingest --no-catalog s3://logs --store {tmp_path / 'store'}", s3)
    assert outcome.exit == 0
    return StoreTable.open(str(tmp_path / "store"))


def test_the_objects_of_a_day_are_one_group(table: StoreTable) -> None:
    sources = table.rows("source").collect().sort("object")
    assert sources["object"].to_list() == [
        f"s3://logs/{d}/{n}.log" for d in range(2) for n in range(3)
    ]
    assert sources["group"].to_list() == ["objects 2026-05-04"] * 3 + ["objects 2026-05-05"] * 3
    assert sources["requests"].to_list() == [5] * 6
    assert set(sources["month"]) == {"2026-05"}
    assert sources["is_complete"].all()
    assert sources["stored_bytes"].equals(sources["bytes"].alias("stored_bytes"))
    assert sources["etag"].str.contains('^"[0-9a-f]{32}"$').all()
    assert sources["marks"].list.len().sum() == 0


def test_usage_of_equal_keys_is_added_up(table: StoreTable) -> None:
    usage = table.rows("usage").filter(pl.col("metric") == "requests").collect()
    assert usage["requests"].to_list() == [3] * 10  # five applications, on two days


def test_rows_of_objects_are_in_their_month_and_files_are_not(s3: S3Server, tmp_path: Path) -> None:
    store = tmp_path / "store"
    s3.put("logs", "april.log", log(3, key=1, start=START - timedelta(days=20)))
    s3.put("logs", "may.log", log(3, key=2))
    s3.put("logs", "comments.log", b"#Version: 1.0\n#Fields: date time cs-method\n")
    (tmp_path / "file.log").write_bytes(log(3, key=3))
    command = f"ingest --no-catalog s3://logs {tmp_path}/file.log --store {store}"
    assert run(command, s3).exit == 0
    assert run(f"store compact --no-catalog --store {store}", s3).exit == 0
    rows = StoreTable.open(str(store)).rows("source").filter(pl.col("lines").is_not_null())
    months = dict(rows.select("name", "month").collect().iter_rows())
    assert months == {
        "s3://logs/april.log": "2026-04",
        "s3://logs/may.log": "2026-05",
        "s3://logs/comments.log": "all",
        str(tmp_path / "file.log"): "all",
    }
