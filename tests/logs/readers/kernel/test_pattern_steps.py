"""The steps of a pattern find the same texts as Python's `re`."""

from __future__ import annotations

import re
from collections.abc import Callable
from ctypes import CDLL, byref, c_int64
from itertools import product
from pathlib import Path
from random import Random
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.compiled import compiled
from tests.logs.readers.kernel.made_up_patterns import LINES, PATTERNS
from tests.profiles import examples
from usagestats.logs.formats import FORMATS
from usagestats.logs.readers.kernel.pattern_steps import steps_of
from usagestats.logs.readers.kernel.pattern_task import pattern_for_kernel

TOO_HARD: Final = 2

Finder = Callable[[re.Pattern[str], str], tuple[int, list[str | None]]]

SMALL: Final = [
    re.compile(pattern, re.DOTALL)
    for pattern in (
        "(?P<a>a*)(?P<b>ab)?(?P<c>.*)",
        "a(?=(?P<a>b))?",
        "a(?P<a>b?(?=c))?",
        "(?P<b>a*)(?:(?P<a>b?(?=c))|)",
        "(?:(?P<a>a)|(?P<b>ab))(?P<c>b*)",
        "(?>(?P<a>a|ab))(?P<b>c?)",
        "(?P<a>.*)b(?P<b>.*)",
        "(?P<a>.*?)b(?P<b>.*)",
        "(?P<a>.+?)(?P<b>b+)c?",
        "(?:(?P<a>a)|b)*(?P<b>c?)",
        "(?:a|b)*+(?P<b>a?)",
        "(?:(?!bc)(?P<x>.))*(?P<b>bc)",
        "(?=(?P<a>a+))(?P<b>a*)b?",
        "(?P<a>[^b]*+)(?P<b>b.*)?",
        "(?:(?P<a>ab){2}|(?P<b>a).*)",
        "(?P<a>a{1,2})(?P<b>a{1,2})b?c*",
        "(?P<a>é*)(?P<b>.{2})(?P<c>[^a]?)",
        "(?:(?P<a>ab?)??(?P<b>b))*?(?P<c>c*)",
        "(?P<a>(?:a(?!b)|b)*)(?P<b>.*)",
        "(?P<a>a(?=b|c))?(?P<b>.*)",
        "(?:(?P<a>[ab]+) ?)*(?P<b>c)?",
        "(?P<a>(?:b|a++)*+)(?P<c>c?)",
        r"(?!ab)(?P<a>.*?)(?P<b>c|\Z)(?P<c>.*)",
        r"(?P<a>\S+)(?: (?P<b>\w*))?",
        "(?:(?P<a>a)(?:(?P<b>b)|c)?)+(?P<c>.*)",
        "(?P<a>.*)bc(?P<b>.*)",
        "(?P<a>.*?)bc(?P<b>.*)",
        "(?P<a>.+)ab(?P<b>.*)ca?(?P<c>b*)",
        "(?:(?=ab))?(?P<a>.*?)(?P<b>c.)?",
        "(?:(?=(?P<x>ab)))?(?P<a>.*)",
        "(?>(?P<a>a*))(?P<b>a.*)",
        "(?>(?P<a>[ab]*)b?)(?P<b>b|c)(?P<c>.*)",
        "(?>(?P<a>.*?)(?P<b>b)?)(?P<c>[abc]*)",
        "(?:(?P<a>ab*))*+(?P<b>b.*)?",
        "(?:(?P<a>ab*)){1,2}+(?P<b>b.*)",
        "(?:(?P<a>a+)|(?P<b>b))(?P<c>a*)",
        "(?:(?P<a>ab?)|c)?(?P<b>b.*)?",
        "(?:(?:a|b)|c)*+(?P<b>c?)",
        "(?:(?:a+b|c)?b)*+(?P<b>.*)",
        "(?:ab(?P<a>a))?(?P<b>ab?)(?P<c>c*)",
        "(?:(?P<a>ab)|(?:ca|b(?P<b>b))|(?P<c>c))(?:a|b)?",
        "(?P<a>[ab]{2,})(?:ca)?(?P<b>c{1,2})",
        "(?P<a>(?>ab|a|[bc]|))(?P<b>.*)",
        "(?P<a>(?>ab|a|[bc]|)b)(?P<b>.*)",
        "(?P<a>(?>a++|b|))(?P<b>b?)c?",
        "(?P<a>(?>a?+b++(?:c)?|))(?P<b>.*)",
        "(?P<a>[^b]*+(?:b(?!c)[^b]*+)*+)(?P<b>bc?)?(?P<c>.*)",
        "(?P<a>[^b]*+(?:b(?!ca)[^b]*+)*+)(?P<b>bc)?(?P<c>a?)",
        "(?P<a>(?:b(?!(?P<x>c))a*+c*+)*+)(?P<b>.*)",
        "(?P<a>(?:b(?!c)a)*+)(?P<b>.*)",
        "(?P<a>(?:b(?!c)[ab]++)*+)(?P<b>.*)",
        "(?P<a>(?:ab[bc]*+)*+)(?P<b>a?)(?P<c>.*)",
        "(?P<a>(?:[ab]c*+)*+)(?P<b>a?)(?P<c>.*)",
        "(?P<a>(?:[ab]c*+)*+)(?>(?P<b>a|ab|))(?P<c>.*)",
        "(?:(?>a|ab))?+(?P<a>b?)(?P<b>.*)",
        "(?:(?>ab|a)?(?P<a>b)?)(?P<b>.*)",
        "(?=(?P<a>ab|a|))(?P<b>a?)(?P<c>.*)",
        "(?!ab|ac)(?P<a>.*)",
        "(?:(?P<a>ab|a))*+(?P<b>.*)",
        "(?:a|ab)++(?P<b>.*)",
        "(?:(?>a|ab)c?)*(?P<b>.*)",
    )
]
OF_BLOCKS: Final = [
    re.compile(pattern, re.DOTALL)
    for pattern in (
        r'(?P<a>(?:[^"\\]++|\\.)*+)"?(?P<b>.*)',
        r'(?P<a>(?:[^"\\]|\\.)*+)"(?P<b>(?:[^"\\]+|\\.)*+)(?P<c>.*)',
        r'(?P<a>(?:[^"]++|\\.)*+)(?P<b>.*)',
        r"(?P<a>-?[0-9]+)/(?P<b>-?[0-9]*)(?P<c>/?-?[0-9]++)?(?P<d>.*)",
        r"(?P<a>-?-?[0-9]+)(?P<b>(?:-?[0-9]+/){2})?(?P<c>.*)",
        r'(?P<a>[0-9]{2}[/-][ab][" ])?(?P<b>[a1/]{17})?(?P<c>.*)',
        r'(?P<a>[^ ]*+(?:\ (?!")[^ ]*+)*+)\ "(?P<b>.*)',
        r'(?P<a>[^ ]*+(?:\ (?!"a[1/]?)[^ ]*+)*+)(?P<b>.*)',
        r'(?P<a>[ab]*)(?P<b>[^ab"]*)(?P<c>[^/]*)(?P<d>.*)',
        r"(?:(?P<a>[ab-]{2})|(?P<b>[^ab]{1,3}))(?P<c>[^/]*)(?P<d>.*)",
        r"(?P<a>(?>[^ ]*/)[0-9]+)?(?P<b>[^ -]*)(?P<c>.*)",
        r'(?P<a>[^\s"]++) (?P<b>[^\s"]++) (?P<c>[^\s"]++)(?P<d>.*)',
    )
]
OF_FORMATS: Final = [
    (form, pattern) for form in FORMATS.values() for pattern in getattr(form, "patterns", ())
]
ODD: Final = [
    *('"', " ", "\\", "-", "[", "]", "x", "1", "é", '"-"', '" "', "{", "}", "|", ",", ";", '\\"'),
    *("HTTP/1.1", " via_upstream - ", "=", ":", "\t", "0/1/-1/3", "\x1b[0m", "µ", "\u3000"),
]


@pytest.fixture(name="find", scope="module")
def finder_of_the_kernel(tmp_path_factory: pytest.TempPathFactory) -> Finder:
    library: CDLL = compiled(
        Path(__file__).with_name("pattern_match.c"), tmp_path_factory.mktemp("c")
    )

    def find(pattern: re.Pattern[str], line: str) -> tuple[int, list[str | None]]:
        cells = tuple(pattern.groupindex)
        task = pattern_for_kernel(pattern, cells)
        assert task is not None
        places, data = (c_int64 * (2 * len(cells)))(), line.encode()
        behind = b'b" c'  # is no part of the line
        length = c_int64(len(data))
        verdict = library.match_text(byref(task), data + behind, length, places, len(cells))
        bounds = [(places[at], places[at + 1]) for at in range(0, len(places), 2)]
        return verdict, [data[begin:end].decode() if begin >= 0 else None for begin, end in bounds]

    return find


def check(find: Finder, pattern: re.Pattern[str], line: str) -> bool:
    """Compare both ways; return whether the kernel has an answer."""
    verdict, texts = find(pattern, line)
    if verdict == TOO_HARD:
        return False
    match = pattern.fullmatch(line)
    assert bool(verdict) == (match is not None), (pattern.pattern, line)
    if match is not None:
        assert texts == [match[name] for name in pattern.groupindex], (pattern.pattern, line)
    return True


def test_it_tries_the_same_in_the_same_order(find: Finder) -> None:
    lines = ["".join(letters) for size in range(6) for letters in product("abc ", repeat=size)]
    for pattern in SMALL:
        assert all(check(find, pattern, line) for line in lines)


@given(st.sampled_from(SMALL), st.text("abcé \u2003µ", max_size=9))
def test_characters_beyond_ascii(find: Finder, pattern: re.Pattern[str], line: str) -> None:
    check(find, pattern, line)


@given(st.sampled_from(OF_BLOCKS), st.text('aaab"\\\\ --//11é', max_size=80))
def test_many_bytes_at_a_time(find: Finder, pattern: re.Pattern[str], line: str) -> None:
    check(find, pattern, line)


def test_runs_end_at_any_place_of_a_block(find: Finder) -> None:
    for pattern in OF_BLOCKS:
        for before, run in product(range(35), range(35)):
            assert check(find, pattern, "1" * before + "a" * run + '" "a1')


@settings(max_examples=examples(400))
@given(PATTERNS, st.lists(LINES, min_size=5, max_size=20))
def test_made_up_patterns(find: Finder, pattern: re.Pattern[str], lines: list[str]) -> None:
    if steps_of(pattern, tuple(pattern.groupindex)) is not None:
        for line in lines:
            check(find, pattern, line)


@pytest.mark.parametrize(
    "text",
    [
        '(?P<a>(?P<b>"a))(?:[ab][^a])?[a"]',
        '(?:(?:[^"]*(?:[ab]))?)b{1,2}[a"]{2}(?:[^"][^a]?)?+[^a]',
        "(?:a?+b)?+(?P<a>(?P<b>(?P<c>c)))",
    ],
)
def test_groups_in_groups_and_kept_parts_have_their_own_texts(find: Finder, text: str) -> None:
    pattern = re.compile(text, re.DOTALL)
    for line in ('"aa "', 'b""a ', "abc", "bc", "c", "ac"):
        check(find, pattern, line)


@pytest.mark.parametrize(
    "text",
    [
        "(?>[0-9]{3}|-1|[0-9-]|)x",
        "(?>[0-9]++|-|) y",
        '[^ ]*+(?: (?!")[^ ]*+)*+ "',
        "(?:ab)?+c",
    ],
)
def test_parts_without_another_way_leave_nothing_to_try(text: str) -> None:
    found = steps_of(re.compile(text), ())
    assert found is not None

    assert not {step.action for step in found.steps} & {"MARK", "KEEP", "KEEP_LOOPING", "UNLESS"}
    assert all(step.leaves_no_try for step in found.steps[:-1])


def mutated(line: str, chance: Random) -> str:
    for _ in range(chance.randint(0, 4)):
        at = chance.randrange(len(line) + 1)
        line = line[:at] + chance.choice(ODD) + line[at + chance.choice([0, 0, 1, 3]) :]
    return line


@given(st.integers(0, 2**32))
def test_the_patterns_of_all_formats(find: Finder, seed: int) -> None:
    chance = Random(seed)
    for form, pattern in OF_FORMATS:
        check(find, pattern, mutated(form.sample, chance))


def test_all_patterns_of_formats_have_steps(find: Finder) -> None:
    matched = 0
    for form, pattern in OF_FORMATS:
        assert check(find, pattern, form.sample)
        matched += pattern.fullmatch(form.sample) is not None
    assert matched > len({form.name for form, _ in OF_FORMATS}) / 2


def test_a_line_that_takes_too_many_tries_is_refused(find: Finder) -> None:
    pattern = re.compile('(?P<a>(?:x|xx)*)"')
    assert find(pattern, "x" * 40)[0] == TOO_HARD
    assert find(pattern, "x" * 10_000)[0] == TOO_HARD


@pytest.mark.parametrize(
    "unusual",
    [
        *(r"(?P<a>x)(?P=a)", "(?i:x)", "(?<=x)y", "x{2,5}?", "(?:x?)*", r"\bx", "(?m:^x$)"),
        *("(?:aa|a){2,}+", "é{2}x"),
    ],
)
def test_an_unusual_pattern_has_no_steps(unusual: str) -> None:
    assert steps_of(re.compile(unusual), ()) is None


def test_flags_that_change_the_meaning_have_no_steps() -> None:
    assert steps_of(re.compile("x", re.IGNORECASE), ()) is None
    assert steps_of(re.compile("x.", re.DOTALL), ()) is not None
