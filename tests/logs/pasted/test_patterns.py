"""Patterns read a line in a time that grows with its length alone."""

from __future__ import annotations

import contextlib
import re
from time import process_time

import pytest

from tests.logs.pasted.given import FORMS, given
from usagestats.errors import UsageError
from usagestats.logs.pasted.compiled import SYNTAXES
from usagestats.logs.pasted.parts import Part
from usagestats.logs.pasted.patterns import pattern_of
from usagestats.logs.pasted.written import Written
from usagestats.logs.readers.log_format import NoRequestError

FILLINGS = [
    '"',
    "a",
    " ",
    '" ',
    "\\",
    ", ",
    '" "',
    "1 ",
    ":1",
    "/?",
    " 200 ",
    "{}",
    "[",
    "x HTTP/1",
    '" " "',
    '" x ',
    '" 200 ',
]


@pytest.mark.parametrize("name", FORMS)
def test_no_line_takes_long(name: str) -> None:
    log_format = given(FORMS[name])
    cuts = (0, len(log_format.sample) // 3, len(log_format.sample) // 2, -9, len(log_format.sample))
    slowest = ""
    longest = 0.0
    for filling in FILLINGS:
        for cut in cuts:
            line = (
                log_format.sample[:cut]
                + filling * (100_000 // len(filling))
                + log_format.sample[cut:]
            )
            started = process_time()
            with contextlib.suppress(NoRequestError):
                log_format.read_line(line)
            if (took := process_time() - started) > longest:
                longest, slowest = took, f"{filling!r} at {cut}"

    assert longest < 0.5, slowest


def matches(text: str, line: str) -> dict[str, str] | None:
    syntax = SYNTAXES["nginx"]
    pieces = syntax.parse(Written.whole(text, ""))
    names = {number: piece.name for number, piece in enumerate(pieces) if isinstance(piece, Part)}
    match = re.fullmatch(pattern_of(pieces, names, syntax), line, re.DOTALL)
    return match.groupdict() if match else None


@pytest.mark.parametrize(
    ("text", "line", "groups"),
    [
        ("$a, $b", "x, y, z", {"a": "x", "b": "y, z"}),
        ("$a$is_args$args|", "/x?y|", {"a": "/x", "is_args": "?", "args": "y"}),
        ("<$a> $status x", "<b> c> 200 x", {"a": "b> c", "status_field": "200"}),
        ('"$a" $b', r'"x\"y" z', {"a": r"x\"y", "b": "z"}),
        ('"$a" $b', '"x"y" z', None),
        ("$a x", "y", None),
        ("[$a] $request_method $b", "[x]  GET /a", None),
    ],
)
def test_a_part_ends_where_the_text_after_it_can_begin(
    text: str, line: str, groups: dict[str, str] | None
) -> None:
    assert matches(text, line) == groups


def test_parts_need_something_between_them() -> None:
    with pytest.raises(UsageError) as error:
        given('$msec "$request" $status $a$b')

    excerpt = error.value.excerpt
    assert excerpt is not None
    assert excerpt.text[excerpt.start : excerpt.end] == "$b"
