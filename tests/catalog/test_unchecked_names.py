from __future__ import annotations

from pathlib import Path

import pytest

from usagestats.catalog.unchecked_names import UncheckedNames

CATALOG = """
applications = "who.csv"
[[backends]]
name = "catalog"
methods = ["read", { name = "write" }, { nam = "x" }, 7]
rules = []
[[products]]
name = "city"
metrics = ["bytes"]
[[plans]]
name = "basic"
"""


def names(tmp_path: Path, text: str = CATALOG) -> UncheckedNames:
    path = tmp_path / "usagestats.toml"
    path.write_text(text, encoding="utf-8")
    return UncheckedNames.of(path)


def test_the_names_of_a_catalog(tmp_path: Path) -> None:
    found = names(tmp_path)

    assert found.metrics() == ["requests", "hits", "read", "write", "bytes"]
    assert found.names_of("backends") == ["catalog"]
    assert found.names_of("products") == ["city"]
    assert found.names_of("plans") == ["basic"]


def test_a_backend_without_rules_has_the_usual_methods(tmp_path: Path) -> None:
    found = names(tmp_path, '[[backends]]\nname = "a"\nmethods = ["hit"]\n')

    assert found.metrics() == ["requests", "hits", "metadata", "datastore", "hit"]


def test_the_columns_of_the_applications(tmp_path: Path) -> None:
    rows = "\ufeffkey,id,name,account\nk1,1,Shop,Acme\nk2,2,,Acme\nk3,3, Map ,\nk4,4\n"
    (tmp_path / "who.csv").write_text(rows, encoding="utf-8")
    found = names(tmp_path)

    assert found.column("name") == ["Shop", "Map"]
    assert found.column("account") == ["Acme"]
    assert found.column("plan") == []


@pytest.mark.parametrize(
    "text", ["backends = [", "\udcff", "backends = 7\nplans = [7]\napplications = 7", ""]
)
def test_what_cannot_be_read_has_the_built_in_names(tmp_path: Path, text: str) -> None:
    path = tmp_path / "usagestats.toml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    found = UncheckedNames.of(path)

    assert found.metrics() == ["requests", "hits", "metadata", "datastore"]
    assert (found.names_of("backends"), found.column("name")) == ([], [])


def test_without_a_file_there_are_the_built_in_names(tmp_path: Path) -> None:
    for path in (None, tmp_path / "missing.toml"):
        assert UncheckedNames.of(path).metrics() == ["requests", "hits", "metadata", "datastore"]


def test_applications_that_are_not_there_have_no_names(tmp_path: Path) -> None:
    assert names(tmp_path).column("name") == []


def test_names_that_a_terminal_would_obey_are_left_out(tmp_path: Path) -> None:
    text = 'name\nred\x1b[31m\n\u202eevil\nShop\n"new\nline"\ntab\there\n漢字\n'
    tmp_path.joinpath("who.csv").write_text(text, encoding="utf-8")
    found = names(tmp_path, CATALOG.replace('"basic"', '"ba\\u001b[31msic"'))

    assert found.column("name") == ["Shop", "漢字"]
    assert found.names_of("plans") == []
