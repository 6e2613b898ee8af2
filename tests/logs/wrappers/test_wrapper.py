"""Columns of inner lines hold valid text."""

from __future__ import annotations

from usagestats.logs.wrappers.wrapper import texts


def test_halves_of_surrogate_pairs_are_replaced_and_whole_pairs_stay() -> None:
    found = texts(["a", "b\ud83d", "\ud83d\ude00", None])

    assert found.to_list() == ["a", "b\ufffd", "\U0001f600", None]
    assert texts([]).to_list() == []
