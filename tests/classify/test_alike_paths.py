from __future__ import annotations

import pickle
import struct
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.classify.test_automaton import PATTERNS
from usagestats.catalog.catalog_file import read_catalog
from usagestats.catalog.model import DEFAULT_CATALOG
from usagestats.catalog.pattern import path_expression
from usagestats.classify.alike_paths import PatternPaths, alike_paths
from usagestats.classify.paths import normalised
from usagestats.tables.path_states import ODD_BYTE, PathStates

if TYPE_CHECKING:
    from pathlib import Path

CATALOG = """
[[backends]]
name = "catalog"
rules = [{ http_method = "GET", pattern = "/{id}$?state=open", metric = "hits" }]

[[products]]
name = "city"
backends = [{ name = "catalog", path = "/datasets" }]

[exclude]
paths = ["/healthz"]
"""
PATHS = st.lists(st.text("/ab-.%c", max_size=9).map("/".__add__), min_size=1, max_size=8)


def kind(states: PathStates, path: str) -> int | None:
    """Return the kind of a path, read as the kernel does; `None` for one that stays as it is."""
    after = struct.unpack(f"={len(states.next) // 4}i", states.next)
    state = 0
    for byte in path.encode():
        if states.classes[byte] == ODD_BYTE or "//" in path or "/." in path:
            return None
        state = after[state * states.width + states.classes[byte]]
        assert state >= 0
    return int(struct.unpack_from("=i", states.kinds, 4 * state)[0])


@settings(max_examples=50)
@given(patterns=PATTERNS, paths=PATHS)
def test_paths_are_of_one_kind_where_they_match_the_same_patterns(
    patterns: list[str], paths: list[str]
) -> None:
    alike = PatternPaths(frozenset(patterns))
    alike.learn(paths)
    states = alike.states()
    kinds = {path: kind(states, path) for path in paths}
    plain = [path for path, found in kinds.items() if found is not None]
    matches = {
        path: frozenset(one for one in patterns if path_expression(one).match(path))
        for path in plain
    }

    assert all(normalised(path) == path for path in plain)
    assert {(kinds[a] == kinds[b]) == (matches[a] == matches[b]) for a in plain for b in plain} <= {
        True
    }


def test_a_catalog_tells_paths_apart_by_rules_mounts_and_exclusions(tmp_path: Path) -> None:
    file = tmp_path / "usagestats.toml"
    file.write_text(CATALOG, encoding="utf-8")
    catalog = read_catalog(file).catalog

    found = alike_paths(catalog, {"path"}, ["/v1/"])

    assert found == PatternPaths(
        frozenset({"/datasets", "/datasets/{id}$", "/healthz"}),
        frozenset({"/v1/"}),
        has_templates=True,
    )
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301  (made here)


BEGINNINGS = st.lists(st.text("/ab$()*+{}?.-", max_size=6).map("/".__add__), max_size=4)


@settings(max_examples=50)
@given(beginnings=BEGINNINGS, patterns=PATTERNS, paths=PATHS, data=st.data())
def test_paths_of_one_kind_begin_with_the_same_texts(
    beginnings: list[str], patterns: list[str], paths: list[str], data: st.DataObject
) -> None:
    """A character of a beginning means itself, whatever it means in a pattern."""
    paths += [one + data.draw(st.text("/ab$()*+{}-", max_size=4)) for one in beginnings]
    alike = PatternPaths(frozenset(patterns), frozenset(beginnings))
    alike.learn(paths)
    states = alike.states()
    kinds = {path: kind(states, path) for path in paths}
    begun = {path: frozenset(filter(path.startswith, beginnings)) for path in paths}
    plain = [path for path, found in kinds.items() if found is not None]

    assert all(begun[a] == begun[b] for a in plain for b in plain if kinds[a] == kinds[b])


def test_a_beginning_that_no_path_of_the_kernel_has_is_left_out() -> None:
    assert alike_paths(DEFAULT_CATALOG, (), ["/\u00e4", "/\udcff"]) == PatternPaths(frozenset())


def test_two_questions_tell_apart_what_either_does() -> None:
    one, other = (
        PatternPaths(frozenset({"/a"}), frozenset({"/("})),
        PatternPaths(frozenset({"/b"}), frozenset({"/)"}), has_templates=True),
    )

    assert one.joined(other) == PatternPaths(
        frozenset({"/a", "/b"}), frozenset({"/(", "/)"}), has_templates=True
    )


def test_without_patterns_all_paths_are_of_one_kind() -> None:
    states = PatternPaths(frozenset()).states()

    assert kind(states, "/a") == kind(states, "/b/7") == 0
    assert kind(states, "/a%20b") is None
