"""USAGE by period: slots are put into periods, and periods without usage get their rows, too."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.periods.period import EARLIEST
from usagestats.tables.declared import UTC_TIME, TableError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from usagestats.periods.period import Period
    from usagestats.tables.coverage import Coverage


_TYPES: Final = {"period": pl.Int64()} | dict.fromkeys(
    ("period_start", "period_end", "covered_start", "covered_end"), UTC_TIME
)
_MOST_ROWS: Final = 65_536
OF_PERIODS: Final = ("period", "is_known")
"""The columns of periods that no report shows."""


def with_periods(usage: pl.DataFrame, whole: list[Period], slot: timedelta) -> pl.DataFrame:
    """Add the period in which each slot lies.

    Args:
        usage: USAGE inside these periods.
        whole: The periods, contiguous and in order.
        slot: The width of the slots.

    Shape: USAGE, and `period`, the number of the period from 0.
    """
    return usage.with_columns(period_numbers(usage["start"], whole, slot).alias("period"))


def period_numbers(starts: pl.Series, whole: list[Period], slot: timedelta) -> pl.Series:
    """Return the number of the period in which each slot lies; see `with_periods`."""
    _refuse_slots_across_periods(whole, slot)
    width = slot // timedelta(microseconds=1)
    slots = starts.to_physical() // width
    first, last = slots.min(), slots.max()
    if not isinstance(first, int) or not isinstance(last, int) or last - first > len(slots):
        return _searched(starts, whole)
    # each slot is looked for once
    of_slots = (pl.int_range(first, last + 1, eager=True) * width).cast(UTC_TIME)
    return _searched(of_slots, whole).gather(slots - first)


def _searched(times: pl.Series, whole: list[Period]) -> pl.Series:
    starts = pl.Series([period.start for period in whole], dtype=UTC_TIME)
    # where the range is open, the first slot may begin before the first period, and counts for it
    return (starts.search_sorted(times, side="right").cast(pl.Int64) - 1).clip(0)


def _refuse_slots_across_periods(whole: list[Period], slot: timedelta) -> None:
    """Refuse slots that reach over the end of a period: requests would count in the wrong one.

    Raises:
        TableError: A slot lies in two periods.
    """
    for period in whole[1:]:  # the first may begin before the range, where there are no slots
        if (period.start - EARLIEST) % slot:
            raise TableError(
                "USAGE", f"slots of {slot} do not fit a period that starts {period.start}"
            )


def period_table(whole: list[Period], span: Period, coverage: Coverage) -> pl.DataFrame:
    """Return the periods as a table.

    Args:
        whole: The periods, in order.
        span: The range; it may begin inside the first period, and end inside the last one.
        coverage: The time that the logs cover.

    Shape: one row per period: `period`, its number from 0; `period_start` and `period_end`;
    `covered_start` and `covered_end`, the hull of the time in the span that logs cover, null where
    they cover none; whether it is `partial`; whether it `is_known`, since a log covers some of it.
    """
    clipped = [period.clipped_to(span) for period in whole]
    covered = [coverage.hull_in(period) for period in clipped]
    partial = [
        period != inside or (hull is not None and not coverage.covers(inside))
        for period, inside, hull in zip(whole, clipped, covered, strict=True)
    ]
    return pl.DataFrame(
        {
            "period": range(len(whole)),
            "period_start": [period.start for period in whole],
            "period_end": [period.end for period in whole],
            "covered_start": [hull and hull.start for hull in covered],
            "covered_end": [hull and hull.end for hull in covered],
            "partial": partial,
            "is_known": [hull is not None for hull in covered],
        },
        schema_overrides=_TYPES,
    )


def in_parts(
    periods: pl.DataFrame,
    used: pl.DataFrame,
    splits: Collection[str],
    dense: pl.DataFrame | None = None,
) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """Give some periods at a time with their usage, so that there are not many rows at once.

    If there are rows at all, the first part has some.

    Args:
        periods: The periods, by `period`.
        used: One row per `period` × split, in the order of periods.
        splits: See `filled`.
        dense: See `filled`.
    """
    ends = used["period"].search_sorted(periods["period"], side="right")
    if splits and dense is None:
        rows_before = ends.shift(1, fill_value=0)
    else:
        rows_before = periods["period"] * (1 if dense is None else dense.height)
    part = rows_before // _MOST_ROWS
    firsts = (part != part.shift(1)).fill_null(value=True).arg_true().to_list()
    for first, end in pairwise([*firsts, periods.height]):
        begin = ends[first - 1] if first else 0
        yield periods[first:end], used[begin : ends[end - 1]]


def filled(
    buckets: pl.DataFrame,
    used: pl.DataFrame,
    key: str,
    splits: Collection[str],
    dense: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Join the usage to every bucket (a period, a weekday or an hour); null where there is none.

    Args:
        buckets: One row per bucket.
        used: One row per bucket × split.
        key: The column that numbers the buckets.
        splits: The columns by which rows are split. If there are any, buckets without usage are
            left out, unless the rows are dense.
        dense: The splits of which every bucket has a row; `None`: it has those that it uses.

    Shape: in the order of the buckets if there are no splits, in that of the usage if rows are not
        dense.
    """
    if not splits:
        return buckets.join(used, on=key, how="left", maintain_order="left")
    if dense is None:
        return used.join(buckets, on=key, maintain_order="left")
    everywhere = buckets.join(dense, how="cross")
    return everywhere.join(used, on=[key, *splits], how="left", nulls_equal=True)
