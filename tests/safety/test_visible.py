from __future__ import annotations

import sys
import unicodedata

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
        ("we\u200bb\u200c\u200d\u2060", r"we\u200bb\u200c\u200d\u2060"),
        ("w\xadeb\u034f", r"w\xadeb\u034f"),
        ("\u115f\u1160\u3164\uffa0\u2800", r"\u115f\u1160\u3164\uffa0\u2800"),
        ("web\ufe0f\U000e0101", r"web\ufe0f\U000e0101"),
        ("web\U000e0001\U000e0041\U000e007f", r"web\U000e0001\U000e0041\U000e007f"),
        ("web\u2003\u2009\u205f", r"web\u2003\u2009\u205f"),
        ("東京\u3000한국 é ़", "東京\u3000한국 é ़"),
    ],
)
def test_characters_that_a_terminal_obeys_are_written_as_escapes(text: str, expected: str) -> None:
    actual = visible(text)

    assert expected == actual


def test_every_character_of_format_without_ink_is_written_as_an_escape() -> None:
    signs_of_numbers = {"ARABIC", "SYRIAC", "KAITHI"}  # these have ink
    unseen = [
        one for one in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(one) == "Cf"
    ]
    shown = [one for one in unseen if visible(one) == one]

    assert {unicodedata.name(one).split()[0] for one in shown} <= signs_of_numbers


@pytest.mark.parametrize("first", [*"=+-@\t\r＝＋－＠﹦﹢﹣﹫−", " =", "\xa0＝", '"=', ' "@'])
def test_a_cell_that_begins_like_a_formula_is_quoted(first: str) -> None:
    actual = harmless_cell(f"{first}1")

    assert actual == f"'{first}1"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (";=1+1", ";'=1+1"),
        ("a; =1", "a;' =1"),
        ('a;"=1', "a;'\"=1"),
        ("a;;＠b;-1", "a;;'＠b;'-1"),
        ("=1;=2", "'=1;'=2"),
        ("; +httpx", ";' +httpx"),
        ("(X/2.1; +https://bot.example/a)", "(X/2.1; +https://bot.example/a)"),
        ("+https://bot.example/", "'+https://bot.example/"),
    ],
)
def test_a_part_behind_a_semicolon_is_a_cell_too(text: str, expected: str) -> None:
    actual = harmless_cell(text)

    assert expected == actual


@pytest.mark.parametrize(
    "text",
    ["", "web", "a;b=1", "a;'=1", "a,-1", "X (a; b)", "a=1", "key:0-1", "(none)", "'=1", "1+1"],
)
def test_any_other_cell_stays(text: str) -> None:
    actual = harmless_cell(text)

    assert text == actual
