"""Key maps: paths, units, and paths that exclude each other."""

from __future__ import annotations

import pytest

from usagestats.logs.readers.json.key_map import (
    Key,
    UnknownUnitError,
    clashes,
    key_map,
    key_of,
    path_of,
)


@pytest.mark.parametrize(
    ("text", "path"),
    [("a", ("a",)), ("a.b", ("a", "b")), (r"a\.b.c", ("a.b", "c")), ("a:s", ("a:s",))],
)
def test_dots_separate_names_unless_they_are_escaped(text: str, path: tuple[str, ...]) -> None:
    assert path_of(text) == path


def test_only_durations_have_units() -> None:
    assert key_of("took.a:us", "duration_ms") == Key(("took", "a"), "us")
    assert key_of("took", "duration_ms") == Key(("took",))
    assert key_of("a:us", "path") == Key(("a:us",))
    with pytest.raises(UnknownUnitError, match="min"):
        key_of("took:min", "duration_ms")


def test_a_map_keeps_the_order_of_its_keys() -> None:
    assert key_map({"host": ["a.b", "c"]}) == {"host": (Key(("a", "b")), Key(("c",)))}
    assert str(Key(("a", "b"), "s")) == "a.b"


def test_a_path_clashes_with_one_that_leads_through_it() -> None:
    assert clashes([("a",), ("a", "b"), ("b",), ("c", "d")]) == [("a",)]
    assert clashes([("a", "b"), ("a", "c")]) == []
