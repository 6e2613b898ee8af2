from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from usagestats.tables.durations import (
    FIRST_BIN,
    duration_bin,
    edge_of_bins,
    middle_of_bins,
)

if TYPE_CHECKING:
    from collections.abc import Sequence


def bins(durations: Sequence[float | None]) -> list[int | None]:
    frame = pl.DataFrame({"ms": pl.Series(durations, dtype=pl.Float64)})
    return frame.select(duration_bin(pl.col("ms"))).to_series().to_list()


def middle_of(number: int | None) -> float | None:
    frame = pl.DataFrame({"bin": pl.Series([number], dtype=pl.Int16)})
    middle: float | None = frame.select(middle_of_bins(pl.col("bin"))).item()
    return middle


@given(st.floats(0.001, 1e12, exclude_min=True))
def test_the_middle_of_a_bin_is_near_all_that_is_in_it(milliseconds: float) -> None:
    (found,) = bins([milliseconds])

    assert found is not None
    assert math.isclose(middle_of(found) or 0.0, milliseconds, rel_tol=0.02)


@given(st.lists(st.floats(0, 1e9), min_size=2, max_size=20))
def test_longer_durations_are_in_no_earlier_bin(durations: list[float]) -> None:
    found = bins(sorted(durations))

    assert found == sorted(found, key=lambda number: number or 0)


@given(st.floats(0, 1e9))
def test_the_edge_of_a_bin_is_at_or_above_all_that_is_in_it(milliseconds: float) -> None:
    frame = pl.DataFrame({"bin": bins([milliseconds])}, {"bin": pl.Int16()})
    edge = frame.select(edge_of_bins(pl.col("bin"))).item()

    assert milliseconds <= edge * (1 + 1e-12)
    assert edge <= max(milliseconds * 1.04 * (1 + 1e-12), 0.001)


def test_what_is_no_duration_has_no_bin() -> None:
    assert bins([None, -1.0, -0.001]) == [None, None, None]


@pytest.mark.parametrize("milliseconds", [0.0, 1e-9, 0.001])
def test_all_up_to_a_microsecond_is_in_the_first_bin(milliseconds: float) -> None:
    assert bins([milliseconds]) == [FIRST_BIN]
    assert middle_of(FIRST_BIN) == 0


def test_an_unknown_bin_has_no_middle() -> None:
    assert middle_of(None) is None


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("shape", ["log-normal", "bimodal"])
def test_percentiles_of_the_histogram_err_by_two_percent_at_most(shape: str, seed: int) -> None:
    chance = np.random.default_rng(seed)
    durations = chance.lognormal(3, 1.5, 1_000_000)
    if shape == "bimodal":
        fast = chance.normal(5, 1, 700_000).clip(0.01)
        durations = np.concatenate([fast, chance.normal(2000, 300, 300_000).clip(0.01)])
    counted = pl.DataFrame({"ms": durations}).select(bin=duration_bin(pl.col("ms")))
    histogram = counted.group_by("bin").len().sort("bin")
    ranked = np.sort(durations)
    for share in (0.5, 0.9, 0.95, 0.99):
        place = math.ceil(share * len(ranked))
        row = (histogram["len"].cum_sum() >= place).arg_max()
        assert row is not None
        assert math.isclose(
            middle_of(histogram["bin"][row]) or 0.0, ranked[place - 1], rel_tol=0.02
        )
