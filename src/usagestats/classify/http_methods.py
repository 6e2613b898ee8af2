"""Mapping without rules: the http_method of a request decides the method that it adds to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.catalog.model import DEFAULT_METHODS, DEFAULT_NAME, HITS
from usagestats.classify.decisions import Decided, Decision
from usagestats.frames import numbered

if TYPE_CHECKING:
    from usagestats.classify.rules import Usage

_HITS: Final[Usage] = ((HITS, "backend", 1),)
_DECISIONS: Final = [
    Decision(DEFAULT_NAME, DEFAULT_NAME, _HITS),
    *(
        Decision(DEFAULT_NAME, DEFAULT_NAME, ((method, "backend", 1), *_HITS))
        for _, method in DEFAULT_METHODS
    ),
]


def decide_by_http_method(http_methods: pl.Series) -> Decided:
    """Give each request the method of its http_method; without such a method it adds to `hits`.

    Args:
        http_methods: Those of the requests; they may be coded.
    """
    if not isinstance(http_methods.dtype, pl.Enum):
        return Decided(_DECISIONS, _numbers(http_methods))
    codes, names = numbered(http_methods)
    return Decided(_DECISIONS, _numbers(names).gather(codes))


def _numbers(http_methods: pl.Series) -> pl.Series:
    """Return the place of the decision of each http_method."""
    decision = pl.lit(0, pl.Int64)
    for number, (http_method, _) in enumerate(DEFAULT_METHODS, start=1):
        decision = pl.when(pl.col("http_method") == http_method).then(number).otherwise(decision)
    return http_methods.to_frame("http_method").select(decision.cast(pl.Int64)).to_series()
