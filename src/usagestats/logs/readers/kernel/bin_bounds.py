"""The bounds of the bins of durations, for the kernel."""

from __future__ import annotations

from array import array
from functools import cache
from typing import Final

import polars as pl

from usagestats.tables.durations import FIRST_BIN, GROWTH, SHORTEST_MS, duration_bin

_LONGEST_MS: Final = 2.0**53
_NEAR: Final = 1e-12  # of a bound: powers and logarithms err far less


@cache
def bin_bounds() -> tuple[float, ...]:
    """Return the longest duration of each bin but the last, by the rule of `duration_bin` itself.

    It is searched for between floating-point numbers, which are in the order of their bits.
    """
    numbers = range(FIRST_BIN + 1, _bins(array("d", [_LONGEST_MS]))[0])
    near = [GROWTH**number for number in numbers]
    low = _bits(array("d", [one * (1 - _NEAR) for one in near]))
    high = _bits(array("d", [one * (1 + _NEAR) for one in near]))
    while any(above - below > 1 for below, above in zip(low, high, strict=True)):
        middle = array("q", map(_middle, low, high))
        for place, found in enumerate(_bins(_numbers(middle))):
            (low if found <= numbers[place] else high)[place] = middle[place]
    return (SHORTEST_MS, *_numbers(low))


def _bins(durations: array[float]) -> list[int]:
    return pl.select(duration_bin(pl.lit(pl.Series(durations)))).to_series().to_list()


def _bits(numbers: array[float]) -> array[int]:
    return array("q", numbers.tobytes())


def _numbers(bits: array[int]) -> array[float]:
    return array("d", bits.tobytes())


def _middle(low: int, high: int) -> int:
    return (low + high) // 2
