"""The bytes with which parts of a pattern begin."""

from __future__ import annotations

import re

import pytest

from usagestats.logs.readers.kernel.pattern_parts import (
    ALL_BYTES,
    ByteSets,
    Follow,
    chars_in_all,
    parts_of,
    wants,
)


def first_of(pattern: str) -> tuple[set[str], bool]:
    sets = ByteSets(is_dotall=True)
    found = sets.first(parts_of(re.compile(pattern)), Follow(1 << ord("!"), may_end=True))
    return {chr(byte) for byte in range(256) if found.bytes >> byte & 1}, found.may_end


@pytest.mark.parametrize(
    ("pattern", "first"),
    [
        ("ab", {"a"}),
        ("a?b*c", {"a", "b", "c"}),
        ("(?:x|[yz])+w", {"x", "y", "z"}),
        ("(?=q)(?!r)s", {"s"}),
        ("(?>m|(?P<g>n))", {"m", "n"}),
    ],
)
def test_a_part_that_may_be_empty_begins_as_the_next(pattern: str, first: set[str]) -> None:
    assert first_of(pattern) == (first, False)


def test_where_all_may_be_empty_the_rest_counts() -> None:
    assert first_of("a?(?:b|)") == ({"a", "b", "!"}, True)


@pytest.mark.parametrize(
    ("pattern", "is_ascii_only"), [("[^ ]", False), (r"\S", True), ("[µa]", True)]
)
def test_classes_of_unicode_are_right_for_ascii_only(pattern: str, *, is_ascii_only: bool) -> None:
    sets = ByteSets(is_dotall=False)
    sets.first(parts_of(re.compile(pattern)), Follow(0, may_end=True))
    assert sets.is_ascii_only is is_ascii_only


def test_a_dot_is_no_line_feed_unless_the_flag_says_so() -> None:
    (dot,) = parts_of(re.compile("."))
    assert ByteSets(is_dotall=True).chars(dot) == ALL_BYTES
    assert ByteSets(is_dotall=False).chars(dot) == ALL_BYTES ^ (1 << ord("\n"))


@pytest.mark.parametrize(
    ("pattern", "chars"),
    [
        (r"(?P<a>x\[)?\](?:ab|cb)", "]b"),
        (r"(?:;.){2}(?:,)*(?>a)", ";a"),
        (r"(?=x)[yw]+(?!z)", ""),
    ],
)
def test_each_match_holds_the_characters_that_no_alternative_lacks(
    pattern: str, chars: str
) -> None:
    assert chars_in_all(parts_of(re.compile(pattern))) == set(chars)


@pytest.mark.parametrize("pattern", ["(a)", "(?:x|(a))*", "(?=(a))b", "(?>x(?:(a)|y)+)"])
def test_a_group_is_wanted_wherever_it_stands(pattern: str) -> None:
    parts = parts_of(re.compile(pattern))

    assert wants(parts, {1})
    assert not wants(parts, {2})
