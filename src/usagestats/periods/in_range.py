"""Rows of a table that lie in a range of time."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import polars as pl

if TYPE_CHECKING:
    from usagestats.periods.period import Range


_Rows = TypeVar("_Rows", pl.DataFrame, pl.LazyFrame)


def inside(rows: _Rows, span: Range, column: str = "start") -> _Rows:
    """Return the rows whose time, in `column`, lies in a range; an open end lets all through."""
    time = pl.col(column)
    if span.start:
        rows = rows.filter(time >= span.start)
    if span.end:
        rows = rows.filter(time < span.end)
    return rows
