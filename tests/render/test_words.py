from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from usagestats.render.words import heading_lines, shortened, wrapped


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("datasets", 8, "datasets"),
        ("datasets", 7, "dat…ets"),
        ("datasets", 4, "da…s"),
        ("datasets", 1, "…"),
        ("交通データ統計", 14, "交通データ統計"),
        ("交通データ統計", 9, "交通…統計"),
        ("交通データ統計", 8, "交通…計"),
        ("", 1, ""),
    ],
)
def test_the_middle_gives_way(text: str, width: int, expected: str) -> None:
    assert shortened(text, width) == expected


def test_where_there_is_only_ascii_a_tilde_marks_the_middle() -> None:
    assert shortened("datasets", 5, unicode=False) == "da~ts"


@given(st.text(), st.integers(1, 40))
def test_a_shortened_text_fits_and_keeps_both_ends(text: str, width: int) -> None:
    actual = shortened(text, width)
    beginning, mark, end = actual.partition("…")

    assert cell_len(actual) <= width
    assert actual == text or (mark and text.startswith(beginning) and text.endswith(end))


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("one two three", 7, ["one two", "three"]),
        ("one two three", None, ["one two three"]),
        ("one  two", 8, ["one  two"]),
        ("", 5, [""]),
        ("abcdefghij kl", 5, ["ab…ij", "kl"]),
        ("交通 データ 統計", 11, ["交通 データ", "統計"]),
    ],
)
def test_lines_break_between_words(text: str, width: int | None, expected: list[str]) -> None:
    assert wrapped(text, width) == expected


def test_a_path_that_is_too_long_may_stay_whole() -> None:
    actual = wrapped("see a/very/long/path now", 8, indent="  ", cuts=False)

    assert actual == ["see", "  a/very/long/path", "  now"]


def test_a_first_line_keeps_its_blanks() -> None:
    assert wrapped("  help: one two", 11, indent="    ") == ["  help: one", "    two"]


@given(st.text("ab 交", max_size=60), st.integers(3, 20))
def test_no_line_is_wider_and_no_word_is_lost(text: str, width: int) -> None:
    lines = wrapped(text.strip(), width)

    assert all(cell_len(line) <= width for line in lines)
    if "…" not in "".join(lines):
        assert " ".join(lines).split() == text.split()


@pytest.mark.parametrize(
    ("heading", "width", "expected"),
    [
        ("http_method", 11, ["http_method"]),
        ("http_method", 7, ["http_", "method"]),
        ("no_mapping_rule", 11, ["no_mapping_", "rule"]),
        ("new requests", 8, ["new", "requests"]),
        ("utilisation", 5, ["ut…on"]),
    ],
)
def test_a_heading_breaks_after_a_low_line_or_a_blank(
    heading: str, width: int, expected: list[str]
) -> None:
    assert heading_lines(heading, width) == expected
