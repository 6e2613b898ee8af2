"""`why`: the sources, rules and lines that one number of a report is made of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.errors import UsageStatsError
from usagestats.report import Column, ColumnType
from usagestats.reports.parts.columns import no_rows

if TYPE_CHECKING:
    from usagestats.diagnostics.why.chosen_row import Wanted
    from usagestats.diagnostics.why.counted import Counted
    from usagestats.report import Report
    from usagestats.reports.parts.cell import Cell

COLUMNS: Final = (
    Column("part", ColumnType.NAME),
    Column("source", ColumnType.NAME, is_key=True),
    Column("line", ColumnType.NUMBER),
    Column("text", ColumnType.NAME, is_sentence=True),
    Column("requests", ColumnType.COUNT),
    Column("usage", ColumnType.COUNT),
)
_UNKNOWN: Final = "The number is unknown: no log covers its time, or it was imported without it."
_ZERO: Final = "The number is 0: logs cover its time, and no line of them counts for it."


@dataclass(frozen=True, slots=True)
class Explained:
    """A number of a report.

    Args:
        report: The report.
        wanted: The keys and values by which the user named the row.
        column: The column.
        value: The number; `None` where it is unknown.
        cell: The requests that it counts.
    """

    report: Report
    wanted: Wanted
    column: str
    value: float | None
    cell: Cell


def why_report(explained: Explained, counted: Counted) -> Report:
    """Show what a number is made of.

    Shape: one row per source and rule (`part` is rule), whose usage adds up to the number; then
        one row for each of some lines (`part` is line).

    Raises:
        UsageStatsError: The sum is another number than that of the report.
    """
    _refuse_difference(explained, counted)
    report = explained.report
    rules = counted.rules.select(
        pl.lit("rule").alias("part"),
        "source",
        pl.lit(None, pl.Int64).alias("line"),
        pl.col("rule").alias("text"),
        "requests",
        "usage",
    )
    lines = counted.lines.select(pl.lit("line").alias("part"), "source", "line", "text")
    total = pl.DataFrame(
        {"part": ["total"], "requests": [counted.requests], "usage": [counted.usage]}
    )
    return replace(
        report,
        name="why",
        title=_title(explained),
        columns=COLUMNS,
        rows=pl.concat([no_rows(COLUMNS), rules, lines], how="diagonal_relaxed"),
        granularity=None,
        notes=(*_division(explained, counted), *_overlap(counted), *counted.notes, *report.notes),
        when_empty=_UNKNOWN if explained.value is None else _ZERO,
        bar=None,
        bar_parts=(),
        series=None,
        footer=pl.concat([no_rows(COLUMNS), total], how="diagonal_relaxed"),
        usual_rows=None,
        narrower="",
    )


def _refuse_difference(explained: Explained, counted: Counted) -> None:
    if explained.value is None:
        return
    found = explained.cell.number(counted.usage)
    if abs(found - explained.value) > 1e-9 * max(1, abs(explained.value)):
        what = f"the lines add up to {found:,}, but the report shows {explained.value:,}"
        hint = "the logs or the store have changed between two readings: try again"
        raise UsageStatsError(what, where="why", hint=hint)


def _title(explained: Explained) -> str:
    value = "unknown" if explained.value is None else f"{explained.value:,}"
    row = ", ".join(f"{key}={text}" for key, text in explained.wanted)
    of_row = f", row {row}" if row else ""
    return f"Why {explained.column} is {value}: {explained.report.title}{of_row}"


def _division(explained: Explained, counted: Counted) -> tuple[str, ...]:
    cell = explained.cell
    if cell.divisor == 1 or explained.value is None:
        return ()
    rounded = ", rounded up" if cell.is_rounded_up else ""
    return (f"{counted.usage:,} ÷ {cell.divisor:,} = {explained.value:,}{rounded}",)


def _overlap(counted: Counted) -> tuple[str, ...]:
    by_rule = int(counted.rules["requests"].sum())
    if by_rule <= counted.requests:
        return ()
    each = f"{counted.requests:,} requests, counted {by_rule:,} times"
    return (f"several rules count the same request: {each}",)
