"""Bars: a figure of each row as a length, in the parts that add up to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.light_dataclass import dataclass, replace
from usagestats.report import Column, ColumnType

if TYPE_CHECKING:
    from usagestats.report import Report

OTHER: Final = "other"
_MOST_PARTS: Final = 5
_NOTHING: Final = 1e-6  # what sums of fractions leave


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar for each row.

    Args:
        heading: The name of the figure.
        parts: The names of the parts, in order; one name where the figure has no parts.
        rows: The value of each part, for each row; no values where the figure is unknown.
        full: The value that fills the width.
        has_levels: Whether the color shows how near the value is to a limit.
    """

    heading: str
    parts: list[str]
    rows: list[list[float]]
    full: float
    has_levels: bool = False


def bars_of(report: Report) -> Bars:
    """Return the bars of a report that has a column for them.

    Parts that are 0 everywhere are left out. If there are more than five, the five largest stay,
    and the others are added to the last part, which is for the rest that no part counts.
    """
    figure = pl.col(str(report.bar)).cast(pl.Float64)
    known = report.rows.select(
        figure.alias("figure"), *(pl.col(part).cast(pl.Float64) for part in report.bar_parts)
    )
    shown = _largest(known, report.bar_parts)
    used = sum((pl.col(part).fill_null(0) for part in shown), start=pl.lit(0.0))
    rest = (pl.col("figure") - used).clip(0)
    values = known.select(pl.col("figure").is_null().alias("unknown"), *shown, rest.alias("rest"))
    has_rest = not shown or bool((values["rest"] > _NOTHING).any())
    names = [*shown, OTHER] if has_rest and shown else shown or [str(report.bar)]
    rows: list[list[float]] = [
        [] if unknown else [value or 0.0 for value in lengths][: len(names)]
        for unknown, *lengths in values.iter_rows()
    ]
    largest = max((sum(row) for row in rows), default=0.0) or 1.0
    full = report.bar_full or largest
    return Bars(str(report.bar), names, rows, full, has_levels=report.bar_full is not None)


def with_total(report: Report) -> Report:
    """Return a report that can be drawn as bars: its counts, such as applications, get a total."""
    if report.bar is not None:
        return report
    name = "total"
    while name in report.rows.columns:
        name += " "
    counts = [column.key for column in report.columns if column.type is ColumnType.COUNT]
    total = pl.sum_horizontal(counts) if counts else pl.lit(None, pl.Int64)
    is_known = pl.any_horizontal(pl.col(counts).is_not_null()) if counts else False
    rows = report.rows.with_columns(pl.when(is_known).then(total).alias(name))
    columns = (*report.columns, Column(name, ColumnType.COUNT))
    return replace(report, columns=columns, rows=rows, bar=name)


def _largest(known: pl.DataFrame, parts: tuple[str, ...]) -> list[str]:
    sums = {part: known[part].fill_null(0).sum() for part in parts}
    ranked = sorted((part for part in parts if sums[part]), key=lambda part: -sums[part])
    kept = set(ranked[:_MOST_PARTS])
    return [part for part in parts if part in kept]
