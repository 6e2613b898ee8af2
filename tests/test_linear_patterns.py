"""No pattern that meets the text of logs works more than twice as long on twice the text.

Steps are counted, not seconds: `tests/backtracking.py` searches as `re` does. The texts are made
from each pattern itself, so that every repetition in it has much to take and then fails.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cache, partial
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.backtracking import CountedSearch, TooManyStepsError, hostile_texts
from tests.conftest import PROJECT
from usagestats.safety.secrets import masked_field

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.slow

FOLDERS = ("logs", "safety", "classify", "survey", "tables", "diagnostics", "rotation")
"""The folders of `src/usagestats` whose patterns meet log text or the names of logs."""

ELSEWHERE = {
    "usagestats.logs.readers.loose_patterns": "reads patterns of the program, not text of logs",
    "usagestats.logs.pasted.haproxy": "reads formats that the user gives",
    "usagestats.logs.detect.likeness": "reads a few lines of a log that no format fits",
    "usagestats.logs.readers.ncsa_family": "some bounded tries per character: 2 ms for 2,000",
}
"""Modules whose patterns are not linear, and the reason why they may be so."""

COLLECT = """
import importlib, json, pkgutil, re, sys
from usagestats import late_pattern
found = {}
def recorded(make):
    def record(pattern, flags=0):
        caller = sys._getframe(1)
        if isinstance(pattern, str):
            found[caller.f_globals.get("__name__", ""), caller.f_lineno, pattern] = int(flags)
        return make(pattern, flags)
    return record
re.compile = recorded(re.compile)
late_pattern.late_pattern = recorded(late_pattern.late_pattern)
import usagestats
for module in pkgutil.walk_packages(usagestats.__path__, "usagestats."):
    if not module.name.endswith(("__main__", "cluster.spark")):  # the extra is in no test run
        importlib.import_module(module.name)
print(json.dumps([[*key, flags] for key, flags in found.items()]))
"""
FINDS_ALL = re.compile(r"(\w+)\.(?:search|sub|subn|finditer|findall|split)\b")
SMALL, LARGE = 60, 300
"""Lengths of texts; the second is tried where the first raises a suspicion."""


class Found(NamedTuple):
    """A pattern of the program, and the place where it is compiled."""

    module: str
    line: int
    pattern: str
    flags: int

    @property
    def is_searched(self) -> bool:
        """Whether it is looked for everywhere in a text, not at its beginning only."""
        file = PROJECT / "src" / f"{self.module.replace('.', '/')}.py"
        lines = file.read_text(encoding="utf-8").splitlines()[: self.line]
        if lines[-1].endswith((".fullmatch", ".match")):
            return False
        names = [m[1] for line in lines if (m := re.match(r"(\w+)(?:: [^=]+)? = ", line))]
        return bool(names) and names[-1] in names_searched()


@cache
def names_searched() -> frozenset[str]:
    """Return the names of patterns that are looked for everywhere in a text."""
    files = (PROJECT / "src").rglob("*.py")
    return frozenset(
        name for file in files for name in FINDS_ALL.findall(file.read_text(encoding="utf-8"))
    )


@cache
def patterns() -> tuple[Found, ...]:
    done = subprocess.run(
        [sys.executable, "-c", COLLECT], capture_output=True, text=True, check=True
    )
    every = (Found(*values) for values in json.loads(done.stdout))
    return tuple(one for one in every if one.module.split(".")[1:2] and _is_chosen(one))


def _is_chosen(one: Found) -> bool:
    parts = one.module.split(".")
    is_in_folder = parts[0] == "usagestats" and parts[1] in FOLDERS
    return is_in_folder and one.module not in ELSEWHERE


def growth(found: Found, length: int) -> tuple[float, str]:
    """Return how many times the steps grow with twice the text, and the worst text."""
    search = CountedSearch(found.pattern, found.flags)
    once = hostile_texts(found.pattern, found.flags, length)
    twice = hostile_texts(found.pattern, found.flags, 2 * length)
    tried = (
        (grown(search, text, longer, everywhere=found.is_searched), text)
        for text, longer in zip(once, twice, strict=True)
    )
    return max(tried, default=(0.0, ""))


def grown(search: CountedSearch, text: str, longer: str, *, everywhere: bool) -> float:
    steps = search.run(text, everywhere=everywhere)
    try:
        return search.run(longer, everywhere=everywhere) / steps
    except TooManyStepsError:
        return float("inf")


def test_twice_the_text_takes_twice_the_steps() -> None:
    faults = []
    for found in patterns():
        if growth(found, SMALL)[0] > 2.4:
            times, text = growth(found, LARGE)
            if times > 2.4:
                place = f"{found.module}:{found.line}"
                faults.append(f"{place}: {found.pattern!r}: {times:.1f} times on {text[:60]!r}")

    assert len(patterns()) > 100
    assert faults == []


OPENED = "user_key["
"""The beginning of a name that never ends: each could be the name of a secret up to the end."""


def test_a_query_of_names_that_never_end_takes_steps_in_its_length() -> None:
    masking = [one for one in patterns() if one.module.startswith("usagestats.safety.")]
    ratios: dict[str, float] = {}
    for one in masking:
        search = CountedSearch(one.pattern, one.flags)
        texts = OPENED * 40, OPENED * 80
        ratios[one.pattern] = grown(search, *texts, everywhere=one.is_searched)

    assert len(ratios) > 20
    assert {pattern: ratio for pattern, ratio in ratios.items() if ratio > 2.2} == {}


def calls_of(work: Callable[[], object]) -> int:
    """Return how many functions some work calls, those in C as well."""
    count = 0

    def noted(_: object, event: str, __: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(noted)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("column", ["query", "text"])
def test_a_query_of_63_kb_of_names_that_never_end_is_masked_in_few_calls(column: str) -> None:
    small, large = (OPENED * (63_000 // len(OPENED) // parts) for parts in (2, 1))
    masked_field(column, small)  # compiles patterns
    calls = [calls_of(partial(masked_field, column, text)) for text in (small, large)]

    assert calls[1] <= 2.1 * calls[0]


@pytest.mark.parametrize(
    ("pattern", "is_searched"),
    [("(?:a+)+b", False), (r"\s*=\s*\s*b", False), (r"\w+=", True), ("(?:x|xx)*y", False)],
)
def test_a_pattern_that_is_not_linear_is_found(pattern: str, *, is_searched: bool) -> None:
    search = CountedSearch(pattern, 0, most=100_000)  # many times those on the short texts
    texts = zip(hostile_texts(pattern, 0, 12), hostile_texts(pattern, 0, 24), strict=True)
    ratios = [grown(search, text, longer, everywhere=is_searched) for text, longer in texts]

    assert max(ratios) > 2.4


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"(?P<a>\w+)=(?P<b>[^&]*)(?:&|$)", "a=1&bb=2"),
        (r"(?i:KEY)\s?+[:=]\s*?(?!x)(\d{2,4})", "my key : 12345"),
        (r"(a|ab)(c|bcd)(d*)$", "abcd"),
        (r"(?<=\[)[^\]]++(?>\])", "x[abc]"),
        (r"(['\"])(.*?)\1", "say 'it' \"now\""),
    ],
)
def test_the_counted_search_finds_what_python_finds(pattern: str, text: str) -> None:
    search = CountedSearch(pattern, 0)

    for at in range(len(text) + 1):
        match = re.compile(pattern).match(text, at)
        assert search.end_of(text, at) == (None if match is None else match.end())
