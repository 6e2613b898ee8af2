from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usagestats.render.scale import nice_scale


@pytest.mark.parametrize(
    ("largest", "expected"),
    [
        (0, ["0", "1", "2"]),
        (1, ["0", "1", "2"]),
        (3, ["0", "1", "2", "3"]),
        (62, ["0", "25", "50", "75"]),
        (237, ["0", "100", "200", "300"]),
        (1_234_567, ["0", "500,000", "1,000,000", "1,500,000"]),
    ],
)
def test_ticks_are_round(largest: float, expected: list[str]) -> None:
    actual = nice_scale(largest, is_whole=True)

    assert actual.texts() == expected


def test_ticks_of_fractions_share_their_decimals() -> None:
    assert nice_scale(0.7, is_whole=False).texts() == ["0.00", "0.25", "0.50", "0.75"]


@given(st.floats(1e-6, 1e15))
def test_ticks_hold_every_value_and_waste_less_than_half(largest: float) -> None:
    actual = nice_scale(largest, is_whole=False)

    assert largest <= actual.top <= largest * 2
    assert 12 % actual.count == 0


@given(st.integers(1, 10**15))
def test_ticks_of_counts_are_counts(largest: int) -> None:
    actual = nice_scale(largest, is_whole=True)

    assert largest <= actual.top <= max(largest * 2, 2)
    assert "." not in "".join(actual.texts())
