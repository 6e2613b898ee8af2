"""Texts of chosen values, one row per line whatever the lines are."""

from __future__ import annotations

import pytest

from usagestats.logs.readers.json.key_map import Key
from usagestats.logs.readers.json.texts import Texts

A, B, INNER = Key(("a",)), Key(("b",)), Key(("o", "x"))
PATHS = [key.path for key in (A, B, INNER)]
LINES = ['{"a":"1","o":{"x":true}}', '{"a":"-","b":2.50}', '{"b":"","c":{"a":"x"}}']


def texts(*lines: str) -> Texts:
    return Texts("\n".join(lines).encode(), PATHS)


def test_the_first_text_with_a_meaning_counts() -> None:
    found = texts(*LINES)
    known, written = found.known([A, B]), found.written([A, B])

    assert known is not None
    assert known.to_list() == ["1", "2.5", None]
    assert written is not None
    assert written.to_list() == ["1", "2.5", ""]
    assert found.known([Key(("c",))]) is None


def test_values_are_present_even_without_a_meaning() -> None:
    found = texts(*LINES)

    assert found.present([A]).to_list() == [True, True, False]
    assert found.present([INNER]).to_list() == [True, False, False]


@pytest.mark.parametrize("bad", ["", "  ", "x", "[1]", '{"a":', r'{"a":"\x41"}', "{}{}"])
def test_a_bad_line_is_a_row_without_texts_and_costs_no_other(bad: str) -> None:
    found = texts(*[LINES[0]] * 3, bad, *[LINES[0]] * 3)

    assert found.height == 7
    assert found.present([A]).to_list() == [True] * 3 + [False] + [True] * 3


def test_a_line_that_only_python_reads_costs_no_more_than_a_small_piece() -> None:
    found = texts(*[LINES[0]] * 9_000, '{"a":NaN}', *[LINES[0]] * 9_000)

    assert found.height == 18_001
    assert not found.present([A])[9_000]
    assert found.present([A]).sum() > 16_000


def test_texts_that_the_careful_path_may_read_otherwise_are_not_plain() -> None:
    lines = ['{"a":"x"}', '{"a":{"y":1}}', '{"a":[1]}', r'{"a":"\ud800"}', '{"c":[1]}']

    assert texts(*lines).are_plain().to_list() == [True, False, False, False, True]
