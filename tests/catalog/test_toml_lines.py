from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import PROJECT
from usagestats.catalog.mistakes import KeyPath
from usagestats.catalog.toml_lines import line_of, lines_of

DOCUMENT = """# a comment with x = [1]
timezone = "UTC" # and [another]
"a b".'c.d' = 1.5
list = [ # of all kinds
  1, [2,
  3],
  "x]", { k = [1,
  2], 'q.r' = 2 },
]
long = \"\"\"a \\"
[no.table]
b\"\"\"
plain = '''
z = 1'''
[t.u]
k = 2026-05-04T10:00:00Z
[[many]]
n = 1
[[many]]
n = 2
 [many.sub]
 z = {}
 [[many.deep]]
 y = []
[[many]]
"""
LINES = {
    ("timezone",): 2,
    ("a b",): 3,
    ("a b", "c.d"): 3,
    ("list",): 4,
    ("list", 0): 5,
    ("list", 1): 5,
    ("list", 1, 0): 5,
    ("list", 1, 1): 6,
    ("list", 2): 7,
    ("list", 3): 7,
    ("list", 3, "k"): 7,
    ("list", 3, "k", 0): 7,
    ("list", 3, "k", 1): 8,
    ("list", 3, "q.r"): 8,
    ("long",): 10,
    ("plain",): 13,
    ("t",): 15,
    ("t", "u"): 15,
    ("t", "u", "k"): 16,
    ("many",): 17,
    ("many", 0): 17,
    ("many", 0, "n"): 18,
    ("many", 1): 19,
    ("many", 1, "n"): 20,
    ("many", 1, "sub"): 21,
    ("many", 1, "sub", "z"): 22,
    ("many", 1, "deep"): 23,
    ("many", 1, "deep", 0): 23,
    ("many", 1, "deep", 0, "y"): 24,
    ("many", 2): 25,
}


def paths(value: Any, path: KeyPath = ()) -> Iterator[KeyPath]:
    if path:
        yield path
    if isinstance(value, dict):
        for key, one in value.items():
            yield from paths(one, (*path, key))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from paths(one, (*path, number))


def test_every_key_has_its_line() -> None:
    assert lines_of(DOCUMENT) == LINES
    assert set(paths(tomllib.loads(DOCUMENT))) == set(LINES)


@pytest.mark.parametrize(
    ("key_path", "expected"),
    [
        (("list", 3, "k"), 7),
        (("many", 1, "missing"), 19),
        (("many", 1, "sub", "z", "deeper"), 22),
        (("missing",), None),
        ((), None),
    ],
)
def test_what_is_missing_has_the_line_of_its_table(key_path: KeyPath, expected: int | None) -> None:
    assert line_of(key_path, LINES) == expected


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
VALUES = st.recursive(
    st.integers(-5, 5) | st.booleans() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(TEXTS, VALUES, max_size=4))
def test_whatever_a_library_writes_is_walked_through(tree: dict[str, Any]) -> None:
    document = tomlkit.dumps(tree)

    assert set(lines_of(document)) == set(paths(tomllib.loads(document)))


def test_all_documents_of_the_project_are_walked_through() -> None:
    documents = [*PROJECT.joinpath("tests", "cases").rglob("*.toml"), PROJECT / "pyproject.toml"]
    for path in documents:
        text = path.read_text(encoding="utf-8")

        assert set(lines_of(text)) == set(paths(tomllib.loads(text))), path
