from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from usagestats.catalog.catalog_file import CatalogFile
from usagestats.catalog.written_settings import WrittenSetting
from usagestats.cli.options.store_choice import store_to_fill, store_to_read
from usagestats.errors import UsageError

VARIABLE = "USAGESTATS_STORE"
NO_FILE = CatalogFile.none()
WITH_STORE = replace(NO_FILE, settings={"store": WrittenSetting("catalog", Path("a.toml"), 1)})


@pytest.mark.parametrize(
    ("option", "variable", "expected"),
    [
        ("option", "environment", "option"),
        (None, "environment", "environment"),
        (None, "", "catalog"),
        (None, None, "catalog"),
        ("", None, ""),  # refused later, and not passed over
    ],
)
def test_the_nearest_name_of_a_store_holds(
    option: str | None, variable: str | None, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    if variable is not None:
        monkeypatch.setenv(VARIABLE, variable)

    assert store_to_fill(option, WITH_STORE) == expected


def test_the_store_of_the_user_is_read_once_it_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    before = store_to_read(NO_FILE)
    folder = Path(store_to_fill(None, NO_FILE))
    folder.mkdir(parents=True)

    assert before is None
    assert tmp_path in folder.parents
    assert store_to_read(NO_FILE) == str(folder)
    assert store_to_read(WITH_STORE) == "catalog"


def test_without_a_home_a_store_must_be_named_to_be_filled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr("usagestats.store.location.data_folder", lambda: None)

    assert store_to_read(NO_FILE) is None
    with pytest.raises(UsageError, match="no home folder") as caught:
        store_to_fill(None, NO_FILE)
    assert caught.value.hint == "name a folder for the store, or set HOME"
    assert store_to_fill("named", NO_FILE) == "named"
