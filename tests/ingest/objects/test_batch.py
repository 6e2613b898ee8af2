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
    assert sources["is_complete"].all()
    assert sources["stored_bytes"].equals(sources["bytes"].alias("stored_bytes"))
    assert sources["etag"].str.contains('^"[0-9a-f]{32}"$').all()
    assert sources["marks"].list.len().sum() == 0


def test_usage_of_equal_keys_is_added_up(table: StoreTable) -> None:
    usage = table.rows("usage").filter(pl.col("metric") == "requests").collect()
    assert usage["requests"].to_list() == [3] * 10  # five applications, on two days
