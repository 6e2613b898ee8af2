"""Rows or columns for the values of a key: all of them, or the largest and one for the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.frames import plain
from usagestats.light_dataclass import replace
from usagestats.reports.parts.applications import SPLIT_KEYS, names_of
from usagestats.reports.parts.by_period import OF_PERIODS
from usagestats.reports.parts.columns import PERIOD
from usagestats.reports.parts.largest import OTHERS, joined, kept_of
from usagestats.reports.parts.splits import split_of
from usagestats.reports.parts.wide import WideColumns
from usagestats.tables.compact_usage import CompactUsage

if TYPE_CHECKING:
    from usagestats.choices import Wide
    from usagestats.reports.parts.largest import Top
    from usagestats.reports.traffic_parts.question import Traffic

_NOT_WIDE: Final = frozenset(
    (*(column.key for column in PERIOD), *names_of(SPLIT_KEYS), *OF_PERIODS, "metric", OTHERS)
)
"""The names of columns with a meaning of their own, which no value of a key takes."""


def with_largest(
    question: Traffic, top: Top, usage: CompactUsage
) -> tuple[Traffic, tuple[str, ...]]:
    """Return the question with the values that stay, and a note on the others."""
    registry, first = question.filters.registry, question.measures[0]
    every = joined([split_of(usage.rows, key, registry) for key in question.split_by])
    kept = kept_of(top, every, usage, first)
    notes = top.note(question.split_by, first, every.values.height - len(kept))
    return replace(question, top=replace(top, kept=kept)), notes


def with_columns_of_values(
    question: Traffic, wide: Wide, usage: CompactUsage
) -> tuple[Traffic, CompactUsage, tuple[str, ...]]:
    """Return both with a column for each value of a key, as if these were metrics; and notes."""
    used = plain(usage.by_metric(usage.metrics().filter(pl.col("metric") == question.metrics[0])))
    columns = WideColumns.of(wide, used, question.filters.registry, _NOT_WIDE)
    notes = columns.notes(used)
    if question.top:
        every, first = columns, question.measures[0]
        columns = every.with_others(question.top, used, first)
        left = len(every.names) - question.top.count
        notes = (*question.top.note([every.key], first, left), *notes)
    spread = CompactUsage.of(columns.as_metrics(used))
    return replace(question, metrics=columns.names), spread, notes
