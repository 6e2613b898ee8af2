"""Refused lines as bytes are the same lines as in a list."""

from __future__ import annotations

import polars as pl

from usagestats.logs.readers.refused_lines import KeptLines, kept, lines_at, lines_in_order

KEPT = KeptLines(pl.Series([1, 4]), ("é\n".encode(), b"\n"))


def test_lines_are_kept_as_bytes() -> None:
    assert (len(KEPT), list(KEPT)) == (2, [(1, "é"), (4, "")])
    assert list(kept([(1, "é"), (4, "")])) == list(KEPT)
    assert kept(KEPT) is KEPT


def test_lines_of_several_parts_are_put_in_order() -> None:
    assert lines_in_order([[], KEPT]) is KEPT
    assert list(lines_in_order([KEPT, [(2, "b")]])) == [(1, "é"), (2, "b"), (4, "")]
    assert list(lines_in_order([[], []])) == []


def test_lines_get_other_numbers() -> None:
    numbers = pl.Series([10, 11, 12, 13, 14])

    assert list(lines_at(KEPT, numbers)) == [(11, "é"), (14, "")]
    assert list(lines_at([(0, "a")], numbers)) == [(10, "a")]
