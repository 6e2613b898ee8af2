"""Late patterns: compiled at the first use, the same object for the same text, and picklable."""

from __future__ import annotations

import pickle
import re
from typing import TYPE_CHECKING

import pytest

from usagestats.late_pattern import late_pattern

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list of the patterns that are compiled from now on."""
    found: list[str] = []

    def noted(of: Callable[..., re.Pattern[str]]) -> Callable[..., re.Pattern[str]]:
        def compile_(pattern: str, flags: int) -> re.Pattern[str]:
            found.append(pattern)
            return of(pattern, flags)

        return compile_

    monkeypatch.setattr(re, "compile", noted(re.compile))
    return found


def test_a_pattern_is_compiled_once_and_when_it_is_used(compiled: list[str]) -> None:
    number = late_pattern("(?P<late>[0-9]+)x", re.IGNORECASE)
    text = number.pattern

    assert compiled == []
    assert [number.fullmatch(one) is not None for one in ("12x", "12X", "x")] == [True, True, False]
    assert dict(number.groupindex) == {"late": 1}
    assert compiled == [text]


def test_equal_patterns_are_the_same_object() -> None:
    assert late_pattern("late a") is late_pattern("late a")
    assert late_pattern("late a") is not late_pattern("late a", re.DOTALL)


def test_a_pattern_travels_to_another_process() -> None:
    pattern = late_pattern("late b", re.DOTALL)

    assert pickle.loads(pickle.dumps(pattern)) is pattern  # noqa: S301  (our own)


@pytest.mark.parametrize(
    ("pattern", "options"),
    [("a", 0), ("a", re.DOTALL), ("a", re.ASCII), ("(?i)a", 0), ("(?P<b>a)", 0), ("(?-i:a)", 0)],
)
def test_the_flags_are_those_of_the_compiled_one(pattern: str, options: int) -> None:
    assert late_pattern(pattern, options).flags == re.compile(pattern, options).flags


def test_the_flags_of_most_patterns_are_known_before_they_are_compiled(compiled: list[str]) -> None:
    assert late_pattern("(?P<unused>b)", re.DOTALL).flags & re.DOTALL
    assert compiled == []
