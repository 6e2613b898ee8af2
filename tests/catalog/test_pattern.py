from __future__ import annotations

import re

import pytest

from usagestats.catalog.pattern import (
    Condition,
    PatternError,
    check_pattern,
    conditions,
    joined,
    path_expression,
)


@pytest.mark.parametrize(
    ("pattern", "reason", "column"),
    [
        ("foo", "begins with /", 0),
        ("/" + "x" * 255, "at most 255", 255),
        ("/a b", "cannot stand", 2),
        ("/a|b", "cannot stand", 2),
        ("/é", "cannot stand", 1),
        ("/a[b]", "cannot stand", 2),
        ("/{", "wildcard is written", 1),
        ("/{}", "wildcard is written", 1),
        ("/a}", "wildcard is written", 2),
        ("/a$/b", "end of the path", 2),
        ("/a$b$", "end of the path", 2),
        ("/(*)", "nothing to repeat", 2),
        ("/a(+b)", "nothing to repeat", 3),
        ("/a++", "nothing to repeat", 3),
        ("/{x}+", "nothing to repeat", 4),
        ("/a)", "no ( before", 2),
        ("/a(b", "not closed", 2),
        ("/a?{x}=1", "a wildcard cannot stand", 3),
        ("/a?b=1&b=2", "occurs twice", 7),
    ],
)
def test_what_no_gateway_could_use_is_refused(pattern: str, reason: str, column: int) -> None:
    with pytest.raises(PatternError, match=re.escape(reason)) as caught:
        check_pattern(pattern)

    assert caught.value.column == column


@pytest.mark.parametrize(
    "pattern",
    [
        "/",
        "/$",
        "/a//b",
        "/a{x}b/{y}$",
        "/a+b*",
        "/(a)+",
        "/()",
        "/*",
        "/a?b",
        "/a$?b={x}&c=1",
        "/%20",
    ],
)
def test_what_porta_takes_is_taken(pattern: str) -> None:
    check_pattern(pattern)

    assert path_expression(pattern)


@pytest.mark.parametrize(
    ("mount", "pattern", "expected"),
    [
        ("/", "/", "/"),
        ("/", "/foo", "/foo"),
        ("/v1", "/", "/v1/"),
        ("/v1", "//foo?a=//", "/v1/foo?a=//"),
        ("/v1", "", "/v1"),
        ("/", "", "/"),
    ],
)
def test_a_backends_pattern_stands_under_its_path(mount: str, pattern: str, expected: str) -> None:
    assert joined(mount, pattern) == expected


def test_conditions_are_present_or_equal() -> None:
    assert conditions("/x?a={b}&c=1&d=x{y}z&e&f=") == (
        Condition("a", None),
        Condition("c", "1"),
        Condition("d", None),
        Condition("e", None),
        Condition("f", ""),
    )
    assert conditions("/x") == ()
