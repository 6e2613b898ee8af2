"""Long runs of periods without requests, which a terminal shows as one line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.render.words import shortened
from usagestats.report import ColumnType

if TYPE_CHECKING:
    from usagestats.report import Report

_LONG: Final = 7
_NAMES: Final = {ColumnType.NAME, ColumnType.STATUS}
_FIGURES: Final = {ColumnType.COUNT, ColumnType.MEASURE}


@dataclass(frozen=True, slots=True)
class Run:
    """Rows that are alike, one after the other.

    Args:
        start: The number of the first row.
        end: The number of the row after the last one.
        text: The line that stands for them.
    """

    start: int
    end: int
    text: str

    def within(self, width: int) -> Run:
        """Return the run with a text that is no wider than the terminal."""
        return replace(self, text=shortened(self.text, width))


def folded_runs(report: Report) -> list[Run]:
    """Return the runs of at least seven whole periods without requests, or without a log.

    A report whose periods have several rows each has none.
    """
    if report.granularity is None or not report.has_period_labels:
        return []
    if any(column.type in _NAMES for column in report.columns):
        return []
    runs = []
    start = 0
    for kind, group in groupby(_kinds(report)):
        length = len(list(group))
        if kind and length >= _LONG:
            text = f"{length:,} {report.granularity.plural} {kind}"
            runs.append(Run(start, start + length, text))
        start += length
    return runs


def _kinds(report: Report) -> pl.Series:
    """Return what a whole period lacks; null where it lacks nothing."""
    figures = [column for column in report.columns if column.type in _FIGURES]
    keys = [column.key for column in figures]
    now = [column.key for column in figures if not column.beside]
    # a measure is unknown also where there is nothing to measure
    is_measure = any(column.type is ColumnType.MEASURE for column in figures[:1])
    # wide rows have a figure for each value that occurs: none, if none does
    is_unknown = pl.all_horizontal(pl.col(keys or ["covered_start"]).is_null())
    is_zero = pl.all_horizontal(pl.lit(1) > 0, pl.col(now) == 0, pl.col(keys).fill_null(0) == 0)
    return report.rows.select(
        pl.when("partial")
        .then(None)
        .when(is_unknown)
        .then(pl.lit("that are unknown" if is_measure else "without a log"))
        .when(is_zero)
        .then(pl.lit("without requests" if "requests" in keys else "without usage"))
    ).to_series()
