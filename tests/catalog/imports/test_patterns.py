from __future__ import annotations

import pytest

from usagestats.catalog.imports.patterns import (
    literal_pattern,
    mount_path,
    sound_pattern,
    template_pattern,
    wildcard,
)
from usagestats.catalog.pattern import PatternError, path_expression
from usagestats.classify.paths import normalised


@pytest.mark.parametrize("path", ["/a b", "/a%20b", "/é", "/100%25", "/a+b", "/f(1)", "/a~b.c"])
def test_a_literal_pattern_matches_the_path_that_it_is_made_from(path: str) -> None:
    pattern = literal_pattern(path)

    assert path_expression(pattern).fullmatch(normalised(path))
    assert not path_expression(pattern).match("/other")


@pytest.mark.parametrize("text", ["/a|b", "/a[b]", "/a%7Bb", '/"'])
def test_some_characters_cannot_stand_in_a_pattern(text: str) -> None:
    with pytest.raises(PatternError, match="cannot stand in a pattern"):
        literal_pattern(text)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("/books/{isbn}/cover.png", "/books/{isbn}/cover.png"),
        ("/books/{book id}", "/books/{book_id}"),
        ("/Loans({id})", "/Loans{any}"),  # the parentheses are wildcards beside one
        ("/{a}{b}", "/{any}"),
    ],
)
def test_variables_of_a_template_are_wildcards(template: str, expected: str) -> None:
    assert template_pattern(template) == expected


@pytest.mark.parametrize(("template", "column"), [("/a?b=1", 2), ("/ab#c", 3)])
def test_a_template_ends_with_its_path(template: str, column: int) -> None:
    with pytest.raises(PatternError, match="ends a path") as caught:
        template_pattern(template)

    assert caught.value.column == column


def test_a_wildcard_has_a_name_of_word_characters() -> None:
    assert [wildcard(name) for name in ("id", "user id", "é", "-x")] == [
        *("{id}", "{user_id}", "{any}", "{-x}"),
    ]


def test_a_pattern_that_a_catalog_refuses_is_refused_here() -> None:
    with pytest.raises(PatternError, match="at most 255"):
        sound_pattern("/" + "a" * 255)


def test_the_path_of_a_mount_has_one_form() -> None:
    assert [mount_path(path) for path in ("v1", "/v1/", "", "/a b")] == [
        *("/v1", "/v1", "/", "/a%20b"),
    ]
    with pytest.raises(PatternError):
        mount_path("/a(b)")
