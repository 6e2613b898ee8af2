"""The histogram of durations: bins that grow by 4 %, so that percentiles err by 2 % at most.

Bin b holds the durations above 1.04^(b-1) and up to 1.04^b milliseconds; the first one holds all
up to a microsecond.
"""

from __future__ import annotations

import math
from typing import Final

import polars as pl

GROWTH: Final = 1.04
SHORTEST_MS: Final = 0.001
FIRST_BIN: Final = math.ceil(math.log(SHORTEST_MS) / math.log(GROWTH))


def duration_bin(milliseconds: pl.Expr) -> pl.Expr:
    """Return the bin of each duration, Int16; null where it is unknown or negative."""
    known = milliseconds.clip(lower_bound=SHORTEST_MS)
    found = (known.log() / math.log(GROWTH)).ceil().cast(pl.Int16, strict=False)
    return pl.when(milliseconds >= 0).then(found.clip(lower_bound=FIRST_BIN))


def middle_of_bin(number: int) -> float:
    """Return the middle of a bin in milliseconds: every duration in it is within 2 %."""
    return float(GROWTH ** (number - 0.5))


def middle_of_bins(bins: pl.Expr) -> pl.Expr:
    """Return the middle of each bin in milliseconds, Float64; null stays null."""
    return pl.lit(GROWTH).pow(bins.cast(pl.Float64) - 0.5)
