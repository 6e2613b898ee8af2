"""USAGE by period and split, measured: the rows of a report before periods are filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from usagestats.frames import packed
from usagestats.reports.parts.by_period import period_numbers
from usagestats.reports.parts.measured import measured_by_number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from usagestats.periods.period import Period
    from usagestats.reports.parts.figures import Figure
    from usagestats.reports.parts.splits import Split
    from usagestats.tables.compact_usage import CompactUsage


def used_in(
    whole: list[Period],
    usage: CompactUsage,
    slot: timedelta,
    splits: Sequence[Split],
    figures: Sequence[Figure],
) -> pl.DataFrame:
    """Return one row per period (its number) × split that has requests, a column per figure.

    Rows are in order, and names are coded.

    Args:
        whole: The periods.
        usage: USAGE inside them.
        slot: The width of its slots.
        splits: The values by which rows are split.
        figures: The figures of each row.
    """
    periods = period_numbers(usage.rows["start"], whole, slot)
    parts = ((periods, len(whole)), *((one.numbers, one.values.height) for one in splits))
    measured = measured_by_number(usage, packed(parts), figures)
    row = measured["row"]
    of_splits = [one.values[one.numbers.gather(row)] for one in splits]
    period = periods.gather(row).alias("period").to_frame()
    return pl.concat([period, *of_splits, measured.drop("row")], how="horizontal")
