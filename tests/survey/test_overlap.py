from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from tests.profiles import examples
from usagestats.catalog.pattern import PatternError, check_pattern, path_expression
from usagestats.survey.overlap import Overlaps, is_within

PATHS = ["/" + "".join(rest) for size in range(6) for rest in product("ab/", repeat=size)]
PIECES = st.lists(
    st.sampled_from(["a", "b", "/", "{x}", "/{y}", "ab", "a+", "b*", "(ab)", "(a)*"]), max_size=4
)


@st.composite
def patterns(draw: st.DrawFn) -> str:
    pattern = "/" + "".join(draw(PIECES)) + draw(st.sampled_from(["", "", "$"]))
    try:
        check_pattern(pattern)
    except PatternError:
        reject()
    return pattern


def matched(pattern: str) -> set[str]:
    return {path for path in PATHS if path_expression(pattern).match(path)}


@settings(max_examples=examples(300))
@given(patterns(), patterns())
def test_what_matches_one_path_overlaps(first: str, second: str) -> None:
    common = matched(first) & matched(second)
    is_beside = second in Overlaps([first, second]).beside(first)

    assert is_beside or not common
    # a common path of short patterns is short, too
    assert common or not is_beside or len(first + second) > 5


@settings(max_examples=examples(300))
@given(patterns(), patterns())
def test_what_is_within_matches_no_path_of_its_own(narrow: str, wide: str) -> None:
    if is_within(narrow, wide):
        assert matched(narrow) <= matched(wide)


@given(st.lists(patterns(), min_size=1, max_size=6))
def test_overlap_is_mutual_and_with_itself(some: list[str]) -> None:
    overlaps = Overlaps(some)

    assert all(pattern in overlaps.beside(pattern) for pattern in some)
    assert all(one in overlaps.beside(other) for one in some for other in overlaps.beside(one))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("/", "/anything", True),
        ("/foo", "/foobar", True),
        ("/foo$", "/foobar", False),
        ("/foo", "/bar", False),
        ("/Foo", "/foo", False),
        ("/u/{id}", "/u/me", True),
        ("/u/{id}$", "/u/me/x", False),
        ("/u/{id}/posts", "/u/{id}/likes", False),
        ("/{a}/x", "/y/{b}", True),
        ("/a+b", "/aab", True),
        ("/a+b", "/a+b", True),
        ("/x(y)", "/xz", False),
        ("/a?x=1", "/a?x=2", True),  # of the paths only
    ],
)
def test_overlap(first: str, second: str, expected: bool) -> None:  # noqa: FBT001  (a table)
    assert (second in Overlaps([first, second]).beside(first)) is expected


@pytest.mark.parametrize(
    ("narrow", "wide", "expected"),
    [
        ("/foo", "/", True),
        ("/", "/foo", False),
        ("/u/me", "/u/{id}", True),
        ("/u/{id}", "/u/me", False),
        ("/u/{id}", "/{any}", True),
        ("/u/{id}$", "/u/{id}", True),
        ("/u/{id}", "/u/{id}$", False),
        ("/u/me$", "/u/{id}$", True),
        ("/aab", "/a+b", True),
    ],
)
def test_is_within(narrow: str, wide: str, expected: bool) -> None:  # noqa: FBT001  (a table)
    assert is_within(narrow, wide) is expected
