"""Where a store can be."""

from __future__ import annotations

import os
from errno import EACCES, EDQUOT, ENOSPC, EPERM, EROFS
from pathlib import Path

import pytest

from tests.ingest.shop import Shop, lines
from usagestats.errors import UsageError, UsageStatsError
from usagestats.store.location import make_folder, path_of, refuse_odd_locations
from usagestats.store.table import StoreTable


def test_no_store_is_made_among_other_files(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="has other files"):
        StoreTable.open_or_make(str(tmp_path))


@pytest.mark.parametrize("name", ["with space", "ü#x", "q?x", "a*b", "~", "a:b"])
def test_a_store_may_be_at_any_place(tmp_path: Path, name: str) -> None:
    shop = Shop(tmp_path)
    shop.write("a.log", lines(0, 3))
    settings = shop.settings(StoreTable.open_or_make(str(tmp_path / name)))
    shop.ingest(settings=settings)
    rows = StoreTable.open(str(tmp_path / name)).rows("usage").collect()

    assert rows.filter(metric="requests")["requests"].sum() == 3


@pytest.mark.parametrize("name", ["p%20c", "b[1]", "back\\slash", "two\nlines"])
def test_places_that_the_library_mistakes_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="a store cannot have"):
        StoreTable.open_or_make(str(tmp_path / name))


def test_the_reason_is_named_where_no_store_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    location = str(tmp_path / "file" / "store")

    with pytest.raises(UsageError, match="a store cannot be made here: Not a directory"):
        StoreTable.open_or_make(location)
    with pytest.raises(UsageError, match="a store cannot be made here: File name too long"):
        StoreTable.open_or_make(str(tmp_path / ("x" * 300)))


@pytest.mark.parametrize(
    ("number", "hint"),
    [
        *((full, "make room on the disk") for full in (ENOSPC, EDQUOT)),
        *((denied, "name another folder") for denied in (EACCES, EPERM, EROFS)),
    ],
)
def test_a_full_disk_and_a_place_without_permission_are_no_mistakes_of_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, hint: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "mkdir", fail)
    with pytest.raises(UsageStatsError, match="a store cannot be made here") as failed:
        make_folder(str(tmp_path / "store"))

    assert not isinstance(failed.value, UsageError)
    assert failed.value.hint == hint


def test_an_empty_name_is_no_store() -> None:
    with pytest.raises(UsageError, match="an empty name"):
        StoreTable.open("")


def test_a_file_is_no_store(tmp_path: Path) -> None:
    path = tmp_path / "store"
    path.write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="is not a folder"):
        refuse_odd_locations(str(path))
    path.unlink()
    refuse_odd_locations(str(path))


def test_a_refusal_names_the_place_and_a_way_out(tmp_path: Path) -> None:
    file, folder = tmp_path / "file", tmp_path / "folder"
    file.write_text("", encoding="utf-8")
    folder.mkdir()
    (folder / "page.md").write_text("mine", encoding="utf-8")
    refused = []
    for location in ("", str(file), str(folder)):
        with pytest.raises(UsageError) as error:
            StoreTable.open_or_make(location)
        refused.append((error.value.where, error.value.hint))

    assert refused == [
        ("--store", "name a folder for the store"),
        (str(file), "name a folder for the store"),
        (str(folder), "name a folder that is empty or does not exist yet"),
    ]


def test_a_url_is_left_to_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ann")
    refuse_odd_locations("s3://bucket/50%25")

    assert path_of("s3://bucket/~") == "s3://bucket/~"
    assert path_of("~/store") == "/home/ann/store"
