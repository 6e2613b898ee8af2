"""A store with missing, cut and overwritten files: the message names them and says what to do."""

from __future__ import annotations

import os
import shutil
from errno import EACCES, EMFILE
from pathlib import Path

import pytest

from tests.ingest.shop import Shop, lines
from usagestats.errors import UsageStatsError
from usagestats.store.damage import damage_of
from usagestats.store.table import StoreTable

HINT = "restore the store from a backup"


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    shop = Shop(tmp_path)
    shop.write("a.log", lines(0, 3))
    shop.ingest()
    return shop


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "is missing"),
        (b"", "is cut or overwritten"),
        (b"PAR1 PAR2", "is cut or overwritten"),
        (b"PAR1PAR1", "is cut or overwritten"),
        (b"\0PAR1 and more of it PAR1", "is cut or overwritten"),
    ],
)
def test_a_broken_file_is_named(
    tmp_path: Path, shop: Shop, content: bytes | None, reason: str
) -> None:
    (file,) = (tmp_path / "store" / "kind=usage").rglob("*.parquet")
    table = shop.table()
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(UsageStatsError) as raised:
        table.read(table.rows("usage"))

    name = file.relative_to(tmp_path / "store")
    assert raised.value.what == f"the store is damaged: {name} {reason}"
    assert raised.value.where == str(tmp_path / "store")
    assert HINT in str(raised.value)


def test_a_file_that_is_whole_by_its_ends_leaves_the_words_of_the_library(
    tmp_path: Path, shop: Shop
) -> None:
    (file,) = (tmp_path / "store" / "kind=usage").rglob("*.parquet")
    file.write_bytes(b"PAR1 and more of it PAR1")
    table = shop.table()
    with pytest.raises(UsageStatsError, match="the store fails: parquet"):
        table.read(table.rows("usage"))


@pytest.mark.parametrize("content", ["{broken", "[]"])
def test_a_broken_commit_is_named(tmp_path: Path, shop: Shop, content: str) -> None:
    assert shop.table().version == 1
    commit = tmp_path / "store" / "_delta_log" / "00000000000000000001.json"
    commit.write_text(content)
    with pytest.raises(UsageStatsError) as raised:
        StoreTable.open(str(tmp_path / "store")).files()

    assert raised.value.what == (
        "the store is damaged: _delta_log/00000000000000000001.json cannot be read"
    )
    assert HINT in str(raised.value)


def test_many_broken_files_are_counted(tmp_path: Path, shop: Shop) -> None:
    for number in range(1, 4):
        shop.write(f"{number}.log", lines(10 * number, 10 * number + 3))
        shop.ingest()
    table = shop.table()
    for file in (tmp_path / "store").rglob("*.parquet"):
        file.unlink()
    with pytest.raises(UsageStatsError, match=r"is missing, and 5 more"):
        table.read(table.rows("usage"))


def test_nothing_is_added_to_a_store_that_was_removed(tmp_path: Path, shop: Shop) -> None:
    table = shop.table()
    rows = table.read(table.rows("usage"))
    shutil.rmtree(tmp_path / "store")
    with pytest.raises(UsageStatsError, match="the store was removed while this run went on"):
        table.commit(rows)

    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize("number", [EACCES, EMFILE])
def test_what_the_reader_lacks_is_no_damage(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    table = shop.table()
    files = [str(file) for file in (shop.folder / "store").rglob("*.parquet")]
    monkeypatch.setattr(Path, "open", refused)
    monkeypatch.setattr(Path, "read_text", refused)

    assert damage_of(table.location, files) is None


def test_a_folder_of_commits_without_permission_is_no_damage(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(EACCES, os.strerror(EACCES))

    monkeypatch.setattr(Path, "glob", refused)

    assert damage_of(str(shop.folder / "store"), ()) is None
