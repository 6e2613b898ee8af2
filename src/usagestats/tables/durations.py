"""The histogram of durations: bins that grow by 4 %, so that percentiles err by 2 % at most.

Bin b holds the durations above 1.04^(b-1) and up to 1.04^b milliseconds. The first one holds all
up to a microsecond: most of them are 0 in the unit of the log, and all count as 0.
"""

from __future__ import annotations

import math
from typing import Final

import polars as pl

GROWTH: Final = 1.04
SHORTEST_MS: Final = 0.001
FIRST_BIN: Final = math.floor(math.log(SHORTEST_MS) / math.log(GROWTH))
_FIRST: Final = pl.lit(FIRST_BIN, pl.Int16())


def duration_bin(milliseconds: pl.Expr) -> pl.Expr:
    """Return the bin of each duration, Int16; null where it is unknown or negative."""
    found = (milliseconds.log() / math.log(GROWTH)).ceil().cast(pl.Int16, strict=False)
    is_first = milliseconds.is_between(0, SHORTEST_MS)
    return pl.when(milliseconds > SHORTEST_MS).then(found).when(is_first).then(_FIRST)


def edge_of_bins(bins: pl.Expr) -> pl.Expr:
    """Return the upper edge of each bin in milliseconds: at most 4 % above every duration in it."""
    edge = pl.lit(GROWTH).pow(bins.cast(pl.Float64))
    return pl.when(bins == FIRST_BIN).then(SHORTEST_MS).otherwise(edge)


def middle_of_bins(bins: pl.Expr) -> pl.Expr:
    """Return the middle of each bin in milliseconds, Float64; null stays null.

    Every duration in a bin is within 2 % of it. The middle of the first bin is 0, within a
    microsecond.
    """
    middle = pl.lit(GROWTH).pow(bins.cast(pl.Float64) - 0.5)
    return pl.when(bins == FIRST_BIN).then(0.0).otherwise(middle)
