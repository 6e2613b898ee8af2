"""The bounds of the bins of durations, by which the kernel groups."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np
import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st

from usagestats.logs.readers.kernel.bin_bounds import bin_bounds
from usagestats.tables.durations import FIRST_BIN, GROWTH, duration_bin

LONGEST = 2.0**53


def bins_of(durations: list[float]) -> list[int]:
    return pl.select(duration_bin(pl.lit(pl.Series(durations)))).to_series().to_list()


def test_bounds_rise() -> None:
    bounds = bin_bounds()

    assert list(bounds) == sorted(set(bounds))


@given(st.lists(st.floats(0, LONGEST), min_size=1))
@example([0.0, 0.001, 0.0010000001, 1.0, 1.04, 1.0816, 1.124864, LONGEST])
def test_a_duration_exceeds_as_many_bounds_as_its_bin_says(durations: list[float]) -> None:
    found = [bisect_left(bin_bounds(), one) + FIRST_BIN for one in durations]

    assert found == bins_of(durations)


@given(st.integers(FIRST_BIN, 900), st.integers(-3, 3))
def test_durations_beside_a_bound_fall_to_their_bins(number: int, steps: int) -> None:
    near = [GROWTH**number, bin_bounds()[max(number - FIRST_BIN, 0)]]
    toward = np.inf if steps > 0 else 0.0
    for _ in range(abs(steps)):
        near = [float(np.nextafter(one, toward)) for one in near]

    assert [bisect_left(bin_bounds(), one) + FIRST_BIN for one in near] == bins_of(near)
