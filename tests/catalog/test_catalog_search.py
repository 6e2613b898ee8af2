from __future__ import annotations

from pathlib import Path

import pytest

from usagestats.catalog.catalog_search import catalog_beside, find_catalog, find_users_file


@pytest.fixture(autouse=True)
def configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the user's configuration folder, which is nobody's."""
    folder = tmp_path / "configuration"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    monkeypatch.setattr("platformdirs.user_config_path", lambda name: folder / name)
    return folder / "usagestats"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "project"
    path.mkdir()
    return path


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_nearest_file_holds(folder: Path, configuration: Path) -> None:
    below = folder / "a" / "b"
    below.mkdir(parents=True)
    user = write(configuration / "usagestats.toml", "")

    found = [find_catalog(below)]
    above = write(folder / "usagestats.toml", "")
    found.append(find_catalog(below))
    nearer = write(folder / "a" / "usagestats.toml", "")
    found.append(find_catalog(below))
    nearest = write(below / "usagestats.toml", "")
    found.append(find_catalog(below))

    assert found == [user, above, nearer, nearest]


def test_from_a_relative_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    below = folder / "a"
    below.mkdir()
    monkeypatch.chdir(below)
    above = write(folder / "usagestats.toml", "")

    assert find_catalog(Path()) == above

    write(below / "usagestats.toml", "")

    assert find_catalog(Path()) == Path("usagestats.toml")


def test_a_folder_of_that_name_is_no_catalog(folder: Path) -> None:
    (folder / "usagestats.toml").mkdir()

    assert find_catalog(folder) is None


def test_the_users_settings_stand_beside_the_users_catalog(configuration: Path) -> None:
    assert find_users_file() is None

    file = write(configuration / "config.toml", "")

    assert find_users_file() == file


@pytest.mark.parametrize(
    "log", ["logs", "logs/gateway", "logs/gateway/*.log", "logs/a.log", "logs/none/a.log"]
)
def test_a_catalog_beside_or_above_the_logs_may_be_meant(tmp_path: Path, log: str) -> None:
    catalog = tmp_path / "logs" / "usagestats.toml"
    (tmp_path / "logs" / "gateway").mkdir(parents=True)
    catalog.touch()

    assert catalog_beside(["-", str(tmp_path / "other" / "a.log"), str(tmp_path / log)]) == catalog


@pytest.mark.parametrize("log", ["-", "s3://bucket/a.log", "a" * 5000, "a\0b", ""])
def test_no_catalog_is_beside_a_log_that_is_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log: str
) -> None:
    monkeypatch.chdir(tmp_path)

    assert catalog_beside([log]) is None
