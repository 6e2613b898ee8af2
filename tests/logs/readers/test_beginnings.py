from __future__ import annotations

import re

import pytest

from usagestats.logs.formats import FORMATS
from usagestats.logs.readers.beginnings import beginning
from usagestats.logs.readers.blanks import single_spaced
from usagestats.logs.readers.named_format import NamedFormat
from usagestats.logs.readers.pattern_format import PatternFormat


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("a b c d e", "a b c "),
        ("(?P<one>[^ ]+) (?P<two>x|y) z w", "(?:[^ ]+) (?:x|y) z "),
        ("[^] ]+ (?: in groups, too) a,b c", "[^] ]+ (?: in groups, too) a,"),
        (r"[\]a ]+ a\ b \\ c d", r"[\]a ]+ a\ b \\ "),
        (" *a b? c,{2}d e f", " *a b? c,{2}d "),
        ("a b", "a "),
        ("a +b c d", "a +b c "),
        ("no part", "no "),
        ("none", ""),
        ("a b c |d", ""),
        ("a b c d e (f|g) h|i", ""),
    ],
)
def test_the_beginning_has_the_first_parts(pattern: str, expected: str) -> None:
    assert beginning(re.compile(pattern)).pattern == expected


def test_flags_that_change_the_text_make_no_beginning() -> None:
    assert beginning(re.compile("a b c d", re.IGNORECASE)).pattern == ""
    assert beginning(re.compile("a.b c d", re.DOTALL)).fullmatch("a\nb c ")


PATTERNS = [
    *(
        pattern
        for one in FORMATS.values()
        if isinstance(one, PatternFormat)
        for pattern in one.patterns
    ),
    *(one.around for one in FORMATS.values() if isinstance(one, NamedFormat) and one.around),
]
LINES = [single_spaced(one.sample) for one in FORMATS.values()]


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda one: one.pattern[:40])
def test_each_line_of_a_pattern_begins_as_it_says(pattern: re.Pattern[str]) -> None:
    begin = beginning(pattern)

    assert begin.pattern
    assert all(begin.match(line) for line in LINES if pattern.fullmatch(line))


def test_most_patterns_refuse_the_lines_of_nginx_by_their_beginnings() -> None:
    line = FORMATS["ncsa"].sample
    left = [one for one in PATTERNS if beginning(one).match(line)]

    assert len(left) < len(PATTERNS) / 5
