"""The movement of each application between two ranges, as far as the logs cover them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.reports.parts.changes import length_ratio

if TYPE_CHECKING:
    from usagestats.periods.period import Period
    from usagestats.tables.coverage import Coverage

MOVEMENTS: Final = ("new", "returning", "up", "down", "same", "gone", "silent")
"""All movements, in the order of rows."""


@dataclass(frozen=True, slots=True)
class TwoRanges:
    """The range and the one before it, with the time that the logs cover.

    Args:
        this: The range.
        before: The range before; `None` where it would be too long ago.
        coverage: The time that the logs cover.
    """

    this: Period
    before: Period | None
    coverage: Coverage

    @property
    def is_whole(self) -> bool:
        """Whether logs cover all of the range, so that use in it is known, and its absence."""
        return self.coverage.covers(self.this)

    @property
    def was_whole(self) -> bool:
        """Whether logs cover all of the range before."""
        return self.before is not None and self.coverage.covers(self.before)

    @property
    def is_known(self) -> bool:
        """Whether logs cover any of the range."""
        return self.coverage.touches(self.this)

    @property
    def was_known(self) -> bool:
        """Whether logs cover any of the range before."""
        return self.before is not None and self.coverage.touches(self.before)

    def used(self, usage: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
        """Add up the usage of one metric in both ranges.

        Args:
            usage: USAGE with these keys, of one metric, also before both ranges.
            keys: The columns by which rows are grouped.

        Shape: one row per combination of the keys that had usage before the end of the range:
        `usage` and `previous`; whether it `is_active` and `was_active`; `first_seen` and
        `last_seen`, the first and the last slot with usage.
        """
        start = pl.col("start")
        is_inside = start >= self.this.start
        was_inside = (
            start.is_between(self.before.start, self.before.end, closed="left")
            if self.before
            else pl.lit(value=False)
        )
        until_end = usage.filter(start < self.this.end)
        return until_end.group_by(keys).agg(
            pl.col("usage").filter(is_inside).sum(),
            previous=pl.col("usage").filter(was_inside).sum(),
            is_active=is_inside.any(),
            was_active=was_inside.any(),
            first_seen=start.min(),
            last_seen=start.max(),
        )


def with_movements(used: pl.DataFrame, ranges: TwoRanges) -> pl.DataFrame:
    """Add the movement and the changes of each row; null where the logs do not cover enough.

    Use is known from any log, but that there was none is known only of a time that logs cover.

    Args:
        used: Rows as of `TwoRanges.used`.
        ranges: The two ranges.

    Shape: the same rows; `movement`, `difference`, `change` and `change_per_day` are added, and
        `usage` and `previous` are null where no log covers any of their range.
    """
    is_compared = ranges.is_whole and ranges.was_whole
    usage, previous = pl.col("usage"), pl.col("previous")
    difference = usage - previous
    found = used.with_columns(
        movement=_movement(ranges),
        difference=pl.when(is_compared).then(difference),
        change=pl.when(is_compared & (previous > 0)).then(difference / previous),
        change_per_day=pl.when(is_compared & (previous > 0)).then(_per_day(ranges)),
    )
    return found.with_columns(
        pl.when(ranges.is_known).then(usage), pl.when(ranges.was_known).then(previous)
    )


def _per_day(ranges: TwoRanges) -> pl.Expr:
    """Return the change of the mean per day; null where both ranges have as many days."""
    ratio = length_ratio(ranges.this, ranges.before) if ranges.before else None
    same_length = pl.col("usage") * pl.lit(ratio, pl.Float64())
    return (same_length - pl.col("previous")) / pl.col("previous")


def _movement(ranges: TwoRanges) -> pl.Expr:
    is_whole, was_whole = ranges.is_whole, ranges.was_whole
    is_active, was_active = pl.col("is_active"), pl.col("was_active")
    both = is_active & was_active
    difference = pl.col("usage") - pl.col("previous")
    earliest = ranges.before.start if ranges.before else ranges.this.start
    is_new = pl.col("first_seen") >= earliest
    is_compared = is_whole and was_whole
    cases = (
        (both & (difference > 0), is_compared, "up"),
        (both & (difference < 0), is_compared, "down"),
        (both, is_compared, "same"),
        (is_active & is_new, was_whole, "new"),
        (is_active, was_whole, "returning"),
        (was_active, is_whole, "gone"),
        (~is_active, is_compared, "silent"),
    )
    found = pl.lit(None, pl.String())
    for condition, is_certain, name in reversed(cases):
        word = name if is_certain else None
        found = pl.when(condition).then(pl.lit(word, pl.String())).otherwise(found)
    return found


def in_order(rows: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    """Sort rows by movement, the largest difference first, or else what was used last.

    Args:
        rows: Rows with movements.
        names: The columns by which equal rows are sorted.
    """
    place = pl.col("movement").replace_strict(
        list(MOVEMENTS), list(range(len(MOVEMENTS))), default=None, return_dtype=pl.Int64()
    )
    size = pl.col("difference").abs()
    return rows.sort(
        [place, size, "usage", "last_seen", *names],
        descending=[False, True, True, True, *(False for _ in names)],
        nulls_last=True,
    )


def first_of_each(rows: pl.DataFrame, count: int | None) -> pl.DataFrame:
    """Return the first rows of each movement; all where `count` is `None`."""
    if count is None:
        return rows
    return rows.filter(pl.int_range(pl.len()).over("movement") < count)


def counts_of(rows: pl.DataFrame) -> dict[str | None, int]:
    """Return the number of rows of each movement that occurs, in the order of movements."""
    found: dict[str | None, int] = dict(rows.group_by("movement").len().iter_rows())
    return {name: found[name] for name in (*MOVEMENTS, None) if name in found}
