from __future__ import annotations

from pathlib import Path

import pytest

from usagestats.choices import Counting
from usagestats.cli.options.catalog_choice import catalog_in_force
from usagestats.errors import UsageError


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "users"))
    monkeypatch.setattr("platformdirs.user_config_path", lambda name: tmp_path / "users" / name)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "usagestats.toml").write_text('counting = "authorized"\n', encoding="utf-8")
    (tmp_path / "other.toml").write_text('[[products]]\nname = "shop"\n', encoding="utf-8")
    return tmp_path


def test_the_catalog_is_found_or_named(monkeypatch: pytest.MonkeyPatch) -> None:
    found = catalog_in_force(None)
    monkeypatch.setenv("USAGESTATS_CATALOG", "other.toml")
    by_environment = catalog_in_force(None)
    without = catalog_in_force(None, is_without=True)
    monkeypatch.setenv("USAGESTATS_CATALOG", "missing.toml")
    by_option = catalog_in_force("other.toml")

    assert found.path == Path("usagestats.toml")
    assert by_environment.path == by_option.path == Path("other.toml")
    assert without.path is None


def test_a_catalog_that_the_environment_names_must_be_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("USAGESTATS_CATALOG", "missing.toml")
    with pytest.raises(UsageError) as caught:
        catalog_in_force(None)

    assert str(caught.value) == (
        "usagestats: USAGESTATS_CATALOG: cannot read missing.toml: No such file or directory"
    )


def test_counting_is_that_of_the_environment_then_of_the_files(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    users = folder / "users" / "usagestats" / "config.toml"
    users.parent.mkdir(parents=True)
    users.write_text('counting = "authorized"\n', encoding="utf-8")

    assert catalog_in_force(None, is_without=True).catalog.counting is Counting.AUTHORIZED
    assert catalog_in_force("other.toml").catalog.counting is Counting.AUTHORIZED

    monkeypatch.setenv("USAGESTATS_COUNTING", "matched")

    assert catalog_in_force(None).catalog.counting is Counting.MATCHED
