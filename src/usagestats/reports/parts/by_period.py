"""USAGE by period: in which one each slot lies, what is known of each, which have no rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from usagestats.periods.period import EARLIEST
from usagestats.tables.declared import UTC_TIME, TableError

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import timedelta

    from usagestats.periods.period import Period
    from usagestats.tables.coverage import Coverage


def with_periods(usage: pl.DataFrame, whole: list[Period], slot: timedelta) -> pl.DataFrame:
    """Say in which of contiguous periods each slot lies.

    Args:
        usage: USAGE inside these periods.
        whole: The periods, in order.
        slot: The width of the slots.

    Shape: USAGE, and `period`, the number of the period from 0.
    """
    _refuse_slots_across_periods(whole, slot)
    starts = pl.Series([period.start for period in whole], dtype=UTC_TIME)
    # a slot may begin before the first period where the range is open: it belongs to that
    period = starts.search_sorted(usage["start"], side="right").cast(pl.Int64) - 1
    return usage.with_columns(period=period.clip(0))


def _refuse_slots_across_periods(whole: list[Period], slot: timedelta) -> None:
    """Make sure that no slot lies in two periods: its requests would count in the wrong one."""
    for period in whole[1:]:  # the first may begin before the range, where no slot is
        if (period.start - EARLIEST) % slot:
            raise TableError(
                "USAGE", f"slots of {slot} do not fit a period that starts {period.start}"
            )


def described(whole: list[Period], span: Period, coverage: Coverage) -> pl.DataFrame:
    """Shape: one row per period: its number, its ends inside the span, what is known of it."""
    clipped = [period.clipped_to(span) for period in whole]
    touched = [coverage.touches(period) for period in clipped]
    partial = [
        period != inside or (is_touched and not coverage.covers(inside))
        for period, inside, is_touched in zip(whole, clipped, touched, strict=True)
    ]
    return pl.DataFrame(
        {
            "period": range(len(whole)),
            "period_start": [period.start for period in clipped],
            "period_end": [period.end for period in clipped],
            "partial": partial,
            "is_known": touched,
        },
        schema_overrides={"period": pl.Int64, "period_start": UTC_TIME, "period_end": UTC_TIME},
    )


def filled(
    places: pl.DataFrame,
    used: pl.DataFrame,
    key: str,
    splits: Collection[str],
    *,
    is_dense: bool = False,
) -> pl.DataFrame:
    """Put what was used beside every place; null where there was nothing.

    Args:
        places: One row for each.
        used: One row per place × split.
        key: The column that numbers the places.
        splits: What rows are told apart by; only places that have any then remain.
        is_dense: All of them remain, with every split.
    """
    if not splits:
        return places.join(used, on=key, how="left")
    if not is_dense:
        return places.join(used, on=key, how="inner")
    everywhere = places.join(used.select(splits).unique(), how="cross")
    return everywhere.join(used, on=[key, *splits], how="left", nulls_equal=True)
