"""Failures of the library become errors that name the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ingest.shop import Shop, lines
from usagestats.errors import UsageStatsError
from usagestats.store.table import StoreTable

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_that_is_missing_or_broken_is_told(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.write("a.log", lines(0, 3))
    shop.ingest()
    table = shop.table()
    (file,) = (tmp_path / "store" / "kind=usage").rglob("*.parquet")
    file.write_bytes(b"broken")
    with pytest.raises(UsageStatsError, match="the store fails"):
        table.read(table.rows("usage"))
    file.unlink()
    with pytest.raises(UsageStatsError, match="the store fails"):
        table.read(table.rows("usage"))


def test_a_log_of_commits_that_is_broken_is_told(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.write("a.log", lines(0, 3))
    shop.ingest()
    (tmp_path / "store" / "_delta_log" / "00000000000000000001.json").write_text("{broken")
    with pytest.raises(UsageStatsError, match="the store fails") as told:
        StoreTable.open(str(tmp_path / "store"))

    assert ".S:" not in str(told.value)
