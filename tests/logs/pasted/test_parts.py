"""Pieces of a format: names of fields, joined literals and joined times."""

from __future__ import annotations

import pytest

from usagestats.logs.pasted.parts import (
    Literal,
    Meaning,
    Part,
    Piece,
    field_name,
    joined,
    single_spaced_pieces,
)
from usagestats.logs.pasted.strftime import TimeFormat


def time_part(text: str, begin: int, end: int, rank: int = 0) -> Part:
    return Part("time", Meaning.of_time(TimeFormat.of(text), rank), begin, end)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("X-Api-Key", "x_api_key"),
        ("var(txn.key)", "var_txn_key"),
        ("2xx", "n2xx"),
        ("status", "status_field"),
        ("request", "request_field"),
        ("!!", "field"),
    ],
)
def test_a_field_has_a_name_that_a_group_can_have_and_no_column_has(text: str, name: str) -> None:
    assert field_name(text) == name


def test_adjacent_literals_are_one_and_empty_ones_none() -> None:
    part = Part("a", Meaning())
    pieces: list[Piece] = [Literal(""), Literal("a"), Literal("b"), part, Literal("")]

    assert joined(pieces) == [Literal("ab"), part]


def test_runs_of_blanks_between_parts_are_one_and_those_around_them_none() -> None:
    part = Part("a", Meaning())
    pieces: list[Piece] = [Literal("  ["), part, Literal("] \t "), part, Literal(" ")]

    assert single_spaced_pieces(pieces) == [Literal("["), part, Literal("] "), part]


@pytest.mark.parametrize("between", [[], [Literal(".")]])
def test_a_time_in_two_parts_is_one(between: list[Piece]) -> None:
    (whole,) = joined([time_part("%F %T", 0, 7, rank=2), *between, time_part("%3f", 9, 12, rank=1)])

    assert isinstance(whole, Part)
    assert (whole.begin, whole.end, whole.meaning.rank) == (0, 12, 1)
    assert whole.meaning.column == "time"
    assert whole.meaning.sample.endswith("30" + ("." if between else "") + "123")


def test_times_that_overlap_or_stand_apart_stay_two() -> None:
    twice: list[Piece] = [time_part("%F %T", 0, 7), time_part("%F %T", 9, 16)]
    apart: list[Piece] = [time_part("%F", 0, 2), Literal(" at "), time_part("%T", 6, 8)]

    assert joined(twice) == twice
    assert joined(apart) == apart


def test_a_time_without_a_date_is_a_further_field() -> None:
    assert Meaning.of_time(TimeFormat.of("%T")).column is None
    assert Meaning.of_time(TimeFormat.of("%s")).column == "time"
