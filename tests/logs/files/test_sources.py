from __future__ import annotations

import os
from pathlib import Path

import pytest

from usagestats.errors import InputError
from usagestats.logs.files.sources import Source, find_sources


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("logs/deep").mkdir(parents=True)
    for name in ("logs/b.log", "logs/a.log.1", "logs/.hidden", "logs/deep/c.log"):
        Path(name).write_text(name, encoding="utf-8")


def names(arguments: list[str]) -> list[str]:
    return [source.name for source in find_sources(arguments)]


def test_a_folder_stands_for_the_files_in_it() -> None:
    assert names(["logs"]) == ["logs/a.log.1", "logs/b.log"]


def test_a_glob_is_expanded() -> None:
    assert names(["logs/**/*.log"]) == ["logs/b.log", "logs/deep/c.log"]


def test_files_found_remember_what_found_them() -> None:
    assert [source.found_by for source in find_sources(["logs/*.log", "logs/a.log.1"])] == [
        "logs/*.log",
        None,
    ]


def test_a_file_named_by_the_user_is_read_even_if_hidden() -> None:
    assert names(["logs/.hidden"]) == ["logs/.hidden"]


def test_a_file_is_read_once_whatever_its_names() -> None:
    Path("link.log").symlink_to("logs/b.log")
    os.link("logs/b.log", "hard.log")

    assert names(["logs/b.log", "link.log", "hard.log", "logs"]) == ["logs/b.log", "logs/a.log.1"]


def test_a_dash_is_standard_input() -> None:
    assert find_sources(["-", "-"]) == [Source("standard input", None)]


@pytest.mark.skipif(os.geteuid() == 0, reason="root is denied nothing")
def test_an_unreadable_file_is_an_error() -> None:
    Path("logs/b.log").chmod(0)
    with pytest.raises(InputError, match="no permission to read it"):
        find_sources(["logs/b.log"])


@pytest.mark.parametrize(
    ("target", "what"),
    [
        ("nowhere", "is a link that leads nowhere"),
        ("[broken].log", "is a link that leads back to itself"),
        ("other.log", "is a link that leads back to itself"),
    ],
)
def test_a_broken_link_is_an_error(target: str, what: str) -> None:
    Path("[broken].log").symlink_to(target)
    Path("other.log").symlink_to("[broken].log")
    with pytest.raises(InputError) as caught:
        find_sources(["[broken].log"])

    assert (caught.value.where, caught.value.what, caught.value.hint) == (
        "[broken].log",
        what,
        None,
    )
