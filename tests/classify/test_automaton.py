from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from usagestats.catalog.pattern import path_expression
from usagestats.classify.automaton import PathAutomaton
from usagestats.classify.paths import PathText

PIECES = st.sampled_from(["/", "a", "b", "ab", "{x}", "-", ".", "/a", "(a)", "b+", "c*", "{x}-{y}"])
PATTERNS = st.lists(
    st.builds(
        lambda pieces, end: "/" + "".join(pieces) + end,
        st.lists(PIECES, max_size=5),
        st.sampled_from(["", "$"]),
    ),
    min_size=1,
    max_size=5,
)
PATHS = st.lists(st.text("/ab-.c", max_size=9).map("/".__add__) | st.none(), max_size=8)


def matched(automaton: PathAutomaton, paths: list[str | None]) -> list[set[int]]:
    text = PathText.of(pl.Series(paths, dtype=pl.String))
    states = automaton.final_states(text.text, text.begins, text.ends)
    return [set(automaton.matched(int(state))) for state in states]


def expected(patterns: list[str], paths: list[str | None]) -> list[set[int]]:
    expressions = [path_expression(pattern) for pattern in patterns]
    return [
        {number for number, one in enumerate(expressions) if path and one.match(path)}
        for path in paths
    ]


@pytest.mark.parametrize("most_states", [0, 3, 20_000])
@given(patterns=PATTERNS, paths=PATHS)
def test_paths_match_whether_states_are_made_or_not(
    patterns: list[str], paths: list[str | None], most_states: int
) -> None:
    automaton = PathAutomaton(patterns, most_states=most_states)

    assert matched(automaton, paths) == expected(patterns, paths)
    assert matched(automaton, paths) == expected(patterns, paths)


@pytest.mark.parametrize(
    ("pattern", "matching", "others"),
    [
        ("/ab*$", ["/a", "/ab", "/abb"], ["/", "/ac", "/abc"]),
        ("/ab+$", ["/ab", "/abb"], ["/a", "/abc"]),
        ("/(ab)*c$", ["/c", "/abc", "/ababc"], ["/ab", "/bc", "/abac"]),
        ("/(ab)+c$", ["/abc", "/ababc"], ["/c", "/abac"]),
        ("/(a{x})*/b$", ["//b", "/a1/b", "/a1a2/b"], ["/b", "/a/b"]),
        ("/a(b)", ["/ab", "/abc"], ["/a", "/b"]),
    ],
)
def test_operators_repeat_what_stands_before_them(
    pattern: str, matching: list[str | None], others: list[str | None]
) -> None:
    automaton = PathAutomaton([pattern])

    assert matched(automaton, matching) == [{0}] * len(matching)
    assert matched(automaton, others) == [set()] * len(others)


def test_wildcards_within_segments_do_not_fill_the_memory() -> None:
    chance = np.random.default_rng(1)
    patterns = ["/" + "{x}-" * n + "a{y}b" * (n % 3) for n in range(1, 12)]
    paths: list[str | None] = ["/" + "".join(chance.choice(list("ab-x"), 40)) for _ in range(300)]
    automaton = PathAutomaton(patterns, most_states=500)

    text = PathText.of(pl.Series(paths, dtype=pl.String))
    states = automaton.final_states(text.text, text.begins, text.ends)

    assert matched(automaton, paths) == expected(patterns, paths)
    assert states.max() < 1000
