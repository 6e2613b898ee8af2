"""What a store is, and what is none."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl
import pytest
from deltalake import DeltaTable, Schema, write_deltalake

from tests.ingest.covered import half_day, spans_of
from tests.ingest.shop import FINEST, LONG_AFTERWARDS, Shop, lines
from tests.store.contents_of import contents_of
from usagestats.catalog.fingerprint import fingerprint
from usagestats.errors import UsageError
from usagestats.periods.period import Range
from usagestats.rotation.place import NAME_RULES
from usagestats.store.contents import read_store
from usagestats.store.places import PLACE
from usagestats.store.schema import PARTITIONS, STORED, VERSION
from usagestats.store.table import ConflictError, StoreTable
from usagestats.store.upkeep import compact


def make(folder: Path, name: str, description: str) -> str:
    path = folder / "other"
    DeltaTable.create(str(path), pl.Schema(STORED), name=name, description=description)
    return str(path)


def test_a_store_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = make(tmp_path, "usagestats", f"usagestats store, format {VERSION + 1}")
    with pytest.raises(UsageError, match="a newer usagestats wrote it") as refused:
        StoreTable.open(path)

    assert (refused.value.where, refused.value.hint) == (path, "update usagestats")


@pytest.mark.parametrize(
    ("name", "description"),
    [("sales", "usagestats store, format 1"), ("usagestats", "by hand"), ("usagestats", "")],
)
def test_another_table_is_no_store(tmp_path: Path, name: str, description: str) -> None:
    path = make(tmp_path, name, description)
    with pytest.raises(UsageError, match="not a store of usagestats") as refused:
        StoreTable.open_or_make(path)

    assert refused.value.where == path


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


def test_a_commit_right_after_the_own_one_is_seen_before_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = Shop(tmp_path)
    shop.write("a.log", lines(0, 3))
    shop.ingest()
    table, other = shop.table(), shop.table()
    rows = {"usage": table.rows("usage").collect().lazy()}
    load = DeltaTable.update_incremental

    def late(delta: DeltaTable) -> None:
        monkeypatch.undo()
        other.reload()
        other.commit(rows)
        load(delta)

    monkeypatch.setattr(DeltaTable, "update_incremental", late)
    table.commit(rows)
    for _ in range(2):
        with pytest.raises(ConflictError):
            table.commit(rows)
    table.reload()
    table.commit(rows)

    assert table.version == 4
    assert table.rows("usage").collect().height == 4 * rows["usage"].collect().height


def test_the_columns_are_the_documented_ones(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.write("a.log", lines(0, 3))
    shop.ingest()
    table = pl.read_delta(str(tmp_path / "store"))

    assert dict(table.schema) == dict(STORED)
    assert sorted(table["kind"].unique()) == ["source", "usage"]


def test_the_size_of_a_store_is_that_of_its_files(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.write("a.log", lines(0, 3))
    shop.ingest()
    table = shop.table()
    files = [Path(file) for file in table.files()]

    assert table.bytes() == sum(file.stat().st_size for file in files)
    assert table.height() == sum(pl.read_parquet(file).height for file in files) > 0
    assert sum(table.partitions().values()) == len(files)


def test_stores_are_told_apart(tmp_path: Path) -> None:
    ids = {StoreTable.open_or_make(str(tmp_path / name)).id for name in ("a", "b", "a")}

    assert len(ids) == 2


def as_format_1(shop: Shop) -> None:
    """Replace the store by the one that version 1 would have made: a row names its source."""
    rows = rows_of(shop).with_columns(source=pl.coalesce("source", "group"))
    replace_store(shop, rows.drop("group", "latest_ambiguous", *PLACE), 1)


def as_format_3(shop: Shop) -> None:
    """Replace the store by the one that version 3 would have made: no row has a place."""
    replace_store(shop, rows_of(shop).drop(PLACE), 3)


def rows_of(shop: Shop) -> pl.DataFrame:
    return pl.concat([shop.table().rows(kind).collect() for kind in ("usage", "problem", "source")])


def replace_store(shop: Shop, rows: pl.DataFrame, version: int) -> None:
    shutil.rmtree(shop.folder / "store")
    write_deltalake(
        str(shop.folder / "store"),
        rows,
        partition_by=list(PARTITIONS),
        name="usagestats",
        description=f"usagestats store, format {version}",
        configuration={"delta.dataSkippingStatsColumns": "start"},
    )


@pytest.fixture
def old(tmp_path: Path) -> Shop:
    """A store of format 1 that has counted two logs."""
    shop = Shop(tmp_path)
    shop.write("a.log", lines(0, 300, 503))
    shop.write("b.log", lines(300, 400))
    shop.ingest()
    as_format_1(shop)
    return shop


def description(shop: Shop) -> str | None:
    return DeltaTable(str(shop.folder / "store")).metadata().description


def test_a_store_of_format_1_is_read_and_stays_as_it_is(old: Shop) -> None:
    table = StoreTable.open(str(old.folder / "store"))
    read = read_store(table, FINEST, Range(), Range(), "", has_problems=True)

    assert (read.counts.requests, read.problems["requests"].sum()) == (400, 300)
    assert read.usage.filter(metric="requests")["requests"].sum() == 400
    assert (table.version, description(old)) == (0, "usagestats store, format 1")


def test_a_store_of_format_1_is_upgraded_and_added_to(old: Shop) -> None:
    old.append("b.log", lines(400, 405))
    old.ingest()

    assert old.is_exact(405)
    assert description(old) == f"usagestats store, format {VERSION}"
    assert old.table().rows("source").collect().columns == list(STORED)
    assert set(old.table().rows("usage").collect()["group"].is_null()) == {False}


def test_logs_of_a_store_of_format_1_are_counted_again(old: Shop) -> None:
    old.ingest("a.log", settings=old.settings(is_again=True, chunk_bytes=1000))

    assert old.is_exact(400)
    assert set(old.table().rows("source").collect()["requests"]) == {300, 100}


def test_a_store_of_format_1_is_compacted(old: Shop) -> None:
    contents = contents_of(old.read())
    compact(old.table(), LONG_AFTERWARDS)
    rows = old.table().rows("usage").collect()

    assert contents_of(old.read()) == contents
    assert (set(rows["source"]), set(rows["group"])) == ({None}, {"2026-05-04"})


def test_a_store_of_format_3_covers_the_same_time_and_gets_places(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    for day in (0, 1, 3, 4):
        shop.write(f"a-2026-05-0{4 + day}.log", half_day(day))
        shop.ingest(f"a-2026-05-0{4 + day}.log")
    contents = contents_of(shop.read())
    as_format_3(shop)
    table = StoreTable.open(str(shop.folder / "store"))
    older = read_store(
        table, FINEST, Range(), Range(), fingerprint(shop.catalog), has_problems=True
    )
    shop.write("a-2026-05-09.log", half_day(5))
    shop.ingest("a-2026-05-09.log")
    mixed = (spans_of(shop), set(shop.table().rows("source").collect()["name_rules"]))
    compact(shop.table(), LONG_AFTERWARDS)
    rows = shop.table().rows("source").collect()

    assert contents_of(older) == contents
    assert [one.paths for one in older.coverage.missing] == [
        ((shop.folder / "a-2026-05-06.log").as_posix(),)
    ]
    assert mixed == ([(0, 36), (72, 132)], {None, NAME_RULES})
    assert spans_of(shop) == mixed[0]
    assert set(rows["name_rules"]) == {NAME_RULES}
    assert set(rows["log"]) == {(shop.folder / "a.log").as_posix()}
    assert description(shop) == f"usagestats store, format {VERSION}"


def test_two_programs_upgrade_a_store_at_once(old: Shop) -> None:
    location = str(old.folder / "store")
    first, second = StoreTable.open(location), StoreTable.open(location)
    for table in (first, second):
        table.upgrade()
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: old.ingest("*.log"), range(4)))

    assert sum(one.counts.requests for one in done) == 0
    assert old.is_exact(400)
    assert first.version == second.version


def test_an_upgrade_that_was_killed_goes_on(old: Shop) -> None:
    """Its first commit adds the columns, its second one says the version."""
    table = DeltaTable(str(old.folder / "store"))
    table.alter.add_columns(Schema.from_arrow(pl.Schema({"group": pl.String()})).fields)
    old.append("b.log", lines(400, 405))
    old.ingest()

    assert old.is_exact(405)
    assert description(old) == f"usagestats store, format {VERSION}"
