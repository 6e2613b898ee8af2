"""A pasted text remembers where its characters were pasted."""

from __future__ import annotations

import pytest

from tests.logs.pasted.given import NGINX, given
from usagestats.errors import UsageError
from usagestats.logs.pasted.written import Written


def test_the_line_and_the_part_around_the_mistake_are_shown() -> None:
    long = f"log_format x '{NGINX} {NGINX}'\n\t'{NGINX} $time_local {NGINX} $ ';"

    with pytest.raises(UsageError) as error:
        given(long)

    excerpt = error.value.excerpt
    assert excerpt is not None
    assert excerpt.text.startswith("…")
    assert excerpt.text[excerpt.start : excerpt.end] == "$"
    assert len(excerpt.text) < 100


def pointed_at(error: UsageError) -> str:
    assert error.excerpt is not None
    return error.excerpt.text[error.excerpt.start : error.excerpt.end]


def test_errors_point_at_the_pasted_characters() -> None:
    pasted = Written.whole(r"'\$a b'", "--log-format")
    text = pasted.kept([("$", 2), ("a", 3), (" ", 4), ("b", 5)])

    assert text.text == "$a b"
    assert pointed_at(text.error("x", 0, 2)) == "$a"
    assert pointed_at(text.cut(3).error("x", 0, 1)) == "b"
    assert pointed_at(text.cut(1, 2).error("x")) == "a"


def test_an_error_at_the_end_points_behind_the_last_character() -> None:
    error = Written.whole("ab", "--log-format").error("x", 2)

    assert error.excerpt is not None
    assert (error.excerpt.text, error.excerpt.start) == ("ab", 2)


def test_an_error_shows_the_line_that_it_is_in() -> None:
    error = Written.whole("one\ntwo\tx\nthree", "--log-format").error("x", 4, 7)

    assert error.excerpt is not None
    assert error.excerpt.text == "two x"
    assert pointed_at(error) == "two"


def test_an_error_about_the_whole_text_has_no_excerpt() -> None:
    error = Written.whole("ab", "log_format").refusal("no time", "add one")

    assert (error.what, error.where, error.hint) == ("no time", "log_format", "add one")
    assert error.excerpt is None
