from __future__ import annotations

import pytest

from usagestats.safety.visible import harmless_cell, visible


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("Ελλάδα 🚀 – …", "Ελλάδα 🚀 – …"),
        (r"a\x1b", r"a\x1b"),
        ("a\tb\nc\rd\x00", r"a\tb\nc\rd\x00"),
        ("\x1b[2J", r"\x1b[2J"),
        ("\x7f\x80\x85\x9b\x9f\xa0", "\\x7f\\x80\\x85\\x9b\\x9f\xa0"),
        ("\u061c\u200e\u200f", r"\u061c\u200e\u200f"),
        ("\u2028\u2029\u202a\u202e\u2066\u2069", r"\u2028\u2029\u202a\u202e\u2066\u2069"),
        ("\ufeff", r"\ufeff"),
    ],
)
def test_characters_that_a_terminal_obeys_are_written_as_escapes(text: str, expected: str) -> None:
    actual = visible(text)

    assert expected == actual


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_begins_like_a_formula_is_quoted(first: str) -> None:
    actual = harmless_cell(f"{first}1")

    assert actual == f"'{first}1"


@pytest.mark.parametrize("text", ["", "web", "a=1", "key:0-1", "(none)", "'=1", "1+1"])
def test_any_other_cell_stays(text: str) -> None:
    actual = harmless_cell(text)

    assert text == actual
