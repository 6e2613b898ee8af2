"""The law of every import: a valid draft or an error, whatever the file holds."""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.catalog.imports.samples import ALL, assert_is_valid, imported
from tests.conftest import PROJECT
from usagestats.catalog.imports.draft import Draft
from usagestats.catalog.imports.import_file import import_documents, import_file
from usagestats.catalog.imports.part import Part
from usagestats.errors import UsageError

ODD: tuple[Any, ...] = (
    *(None, True, -1, 1e400, 10**30, "", " ", "x", "hits", "requests", "/", "*", "\x1b[31m\n"),
    *("\ud800", "é ü", "a" * 300, "[::1", "{vault://x}", [], {}, [None], [[]], [{}], ["x", "x"]),
    *({1: 2}, {"": {}}, {"x": None}, {"$ref": "#/"}, {"name": "x"}, {"x": {"x": []}}),
)


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)
def test_the_draft_of_an_example_is_a_valid_catalog(path: Path, tmp_path: Path) -> None:
    assert_is_valid(import_file(path), tmp_path)


@pytest.mark.parametrize(
    "made", [{}, [], "text", 7, {"apiVersion": "v1", "kind": "Pod"}, {"apiVersion": 1}, [{}]]
)
def test_other_files_are_refused_with_what_is_looked_for(tmp_path: Path, made: Any) -> None:
    with pytest.raises(UsageError) as caught:
        imported(tmp_path, made)

    assert "openapi:" in str(caught.value)
    assert "_format_version:" in str(caught.value)
    assert "capabilities.3scale.net" in str(caught.value)


def test_several_documents_are_refused_unless_they_are_resources(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds 2 documents"):
        imported(tmp_path, {"openapi": "3.0.0"}, {})


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    keys = (
        value.keys()
        if isinstance(value, dict)
        else range(len(value))
        if isinstance(value, list)
        else ()
    )
    for key in keys:
        yield (*path, key)
        yield from places(value[key], (*path, key))


def changed(documents: Any, place: tuple[Any, ...], odd: Any) -> Any:
    made = copy.deepcopy(documents)
    parent = made
    for key in place[:-1]:
        parent = parent[key]
    parent[place[-1]] = odd
    return made


@pytest.mark.slow  # each value of each document, in turn
@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)
@pytest.mark.parametrize("number", range(len(ODD)))
def test_an_odd_value_anywhere_gives_a_valid_draft_or_an_error(
    path: Path, number: int, tmp_path: Path
) -> None:
    documents = list(yaml.safe_load_all(path.read_text(encoding="utf-8")))
    # every fourth place, another fourth with each value: all of them take half a minute
    for place in list(places(documents))[number % 4 :: 4]:
        made = [one for one in changed(documents, place, ODD[number]) if one is not None]
        draft = draft_or_error([Part(one, "", "made.yaml") for one in made])
        if isinstance(draft, Draft):
            assert_is_valid(draft, tmp_path)
            assert "\x1b" not in "".join((*draft.unsupported, *draft.notes))
        else:
            assert str(draft.where).startswith("made.yaml")


def draft_or_error(parts: list[Part]) -> Draft | UsageError:
    try:
        return import_documents(parts, "made.yaml")
    except UsageError as error:
        return error


def test_the_example_in_the_documentation_is_what_an_import_makes(tmp_path: Path) -> None:
    text = (PROJECT / "docs" / "imports.md").read_text(encoding="utf-8")
    blocks = dict(re.findall(r"```(yaml|toml)\n(.*?)```", text, re.DOTALL))
    path = tmp_path / "pets.yaml"
    path.write_text(blocks["yaml"], encoding="utf-8")

    assert import_file(path).catalog == tomllib.loads(blocks["toml"])
