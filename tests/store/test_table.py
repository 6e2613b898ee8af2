"""What a store is, and what is none."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import polars as pl
import pytest
from deltalake import DeltaTable, write_deltalake

from tests.ingest.shop import Shop, lines
from usagestats.errors import UsageError
from usagestats.store.schema import PARTITIONS, STORED, VERSION
from usagestats.store.table import ConflictError, StoreTable

if TYPE_CHECKING:
    from pathlib import Path


def make(folder: Path, name: str, description: str) -> str:
    path = folder / "other"
    DeltaTable.create(str(path), pl.Schema(STORED), name=name, description=description)
    return str(path)


def test_a_store_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = make(tmp_path, "usagestats", f"usagestats store, format {VERSION + 1}")
    with pytest.raises(UsageError, match="a newer usagestats wrote it") as refused:
        StoreTable.open(path)

    assert "update usagestats" in str(refused.value)


@pytest.mark.parametrize(
    ("name", "description"),
    [("sales", "usagestats store, format 1"), ("usagestats", "by hand"), ("usagestats", "")],
)
def test_another_table_is_no_store(tmp_path: Path, name: str, description: str) -> None:
    with pytest.raises(UsageError, match="not a store of usagestats"):
        StoreTable.open_or_make(make(tmp_path, name, description))


def test_a_folder_in_which_making_a_store_was_interrupted_becomes_one(tmp_path: Path) -> None:
    (tmp_path / "_delta_log").mkdir()

    assert StoreTable.find(str(tmp_path)) is None
    assert StoreTable.open_or_make(str(tmp_path)).version == 0


def test_who_commits_second_is_told(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    first, second = shop.table(), shop.table()
    shop.write("a.log", lines(0, 3))
    shop.ingest()
    rows = shop.table().rows("usage").collect()
    with pytest.raises(ConflictError):
        first.commit(rows)
    with pytest.raises(ConflictError):
        second.commit(rows, "kind = 'usage'")
    second.reload()
    second.commit(rows)

    assert shop.table().version == 2


def test_the_columns_are_the_documented_ones(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.write("a.log", lines(0, 3))
    shop.ingest()
    table = pl.read_delta(str(tmp_path / "store"))

    assert dict(table.schema) == dict(STORED)
    assert sorted(table["kind"].unique()) == ["source", "usage"]


def test_stores_are_told_apart(tmp_path: Path) -> None:
    ids = {StoreTable.open_or_make(str(tmp_path / name)).id for name in ("a", "b", "a")}

    assert len(ids) == 2


def test_a_store_of_an_earlier_version_is_read_and_added_to(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.write("a.log", lines(0, 3))
    shop.ingest()
    rows = shop.table().rows("source").collect(), shop.table().rows("usage").collect()
    earlier = pl.concat(rows).drop("latest_ambiguous")
    description = f"usagestats store, format {VERSION}"
    shutil.rmtree(tmp_path / "store")
    write_deltalake(
        str(tmp_path / "store"),
        earlier,
        partition_by=list(PARTITIONS),
        name="usagestats",
        description=description,
    )
    assert shop.is_exact(3)

    shop.append("a.log", lines(3, 5))
    shop.ingest()

    assert shop.is_exact(5)
    assert shop.table().rows("source").collect().columns == list(STORED)
