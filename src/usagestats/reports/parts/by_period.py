"""USAGE by period: slots are put into periods, and periods without usage get their rows, too."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.frames import utc_times
from usagestats.periods.period import EARLIEST, Period
from usagestats.tables.declared import UTC_TIME, TableError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from usagestats.tables.coverage import Coverage


_LACKS: Final = "lacks "  # no column of a report has a blank in its name
_LACKED: Final = "lacked "
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
    starts = utc_times(period.start for period in whole)
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
    return _period_table(tuple(whole), span, coverage)


@lru_cache(maxsize=16)  # many reports on one range, and those of each customer, share it
def _period_table(whole: tuple[Period, ...], span: Period, coverage: Coverage) -> pl.DataFrame:
    start = utc_times(period.start for period in whole)
    end = utc_times(period.end for period in whole)
    periods = pl.DataFrame({"period_start": start, "period_end": end}).with_row_index("period")
    inside_span = periods.with_columns(
        inside_start=pl.max_horizontal("period_start", pl.lit(span.start, UTC_TIME)),
        inside_end=pl.min_horizontal("period_end", pl.lit(span.end, UTC_TIME)),
    )
    rows = _with_covered(inside_span, coverage)
    is_clipped = pl.any_horizontal(
        pl.col(f"period_{bound}") != pl.col(f"inside_{bound}") for bound in ("start", "end")
    )
    return rows.select(
        pl.col("period").cast(pl.Int64),
        "period_start",
        "period_end",
        "covered_start",
        "covered_end",
        partial=is_clipped | (pl.col("is_known") & ~pl.col("is_covered")),
        is_known="is_known",
    )


def with_lacking(periods: pl.DataFrame, metrics: Iterable[str], coverage: Coverage) -> pl.DataFrame:
    """Add for each metric whether imported usage of a period lacks it, see `is_known`.

    Usage of such a period is unknown, even if logs cover another part of it.
    """
    covered = periods.select("covered_start", "covered_end").iter_rows()
    spans = (Period(start, end) if start else None for start, end in covered)
    return _with_flags(periods, _LACKS, metrics, coverage, spans)


def with_lacking_before(
    periods: pl.DataFrame, metrics: Iterable[str], coverage: Coverage, compared: dict[int, Period]
) -> pl.DataFrame:
    """Add for each metric whether the period that one is compared with lacks it."""
    spans = (compared.get(number) for number in periods["period"])
    return _with_flags(periods, _LACKED, metrics, coverage, spans)


def _with_flags(
    periods: pl.DataFrame,
    word: str,
    metrics: Iterable[str],
    coverage: Coverage,
    spans: Iterator[Period | None],
) -> pl.DataFrame:
    if not coverage.imported:
        return periods
    of_periods = list(spans)
    flags = {
        word + metric: [span is not None and coverage.lacks(metric, span) for span in of_periods]
        for metric in metrics
    }
    return periods.with_columns(
        pl.Series(name, values, dtype=pl.Boolean) for name, values in flags.items()
    )


def is_known(metric: str, rows: pl.DataFrame) -> pl.Expr:
    """Return whether the usage of a metric is known in the period of a row."""
    return pl.col("is_known") & ~_flag(_LACKS + metric, rows)


def is_compared(metric: str, rows: pl.DataFrame) -> pl.Expr:
    """Return whether the usage of a metric is known in the period that one is compared with."""
    return pl.col("is_compared") & ~_flag(_LACKED + metric, rows)


def _flag(name: str, rows: pl.DataFrame) -> pl.Expr:
    return pl.col(name) if name in rows.columns else pl.lit(value=False)


def _with_covered(rows: pl.DataFrame, coverage: Coverage) -> pl.DataFrame:
    """Add the time between `inside_start` and `inside_end` that logs cover.

    Shape: the rows; `covered_start` and `covered_end`, the hull of this time, null where there is
    none; whether any of it `is_known`; whether all of it `is_covered`.
    """
    starts = utc_times(one.start for one in coverage.spans)
    ends = utc_times(one.end for one in coverage.spans)
    # the numbers of the first and of the last span that each row touches
    first = ends.search_sorted(rows["inside_start"], side="right").cast(pl.Int64)
    last = starts.search_sorted(rows["inside_end"], side="left").cast(pl.Int64) - 1
    is_known = first <= last
    hulls = rows.with_columns(
        hull_start=starts.gather(first.set(~is_known, None)),
        hull_end=ends.gather(last.set(~is_known, None)),
        is_known=is_known,
        is_one=first == last,
    )
    return hulls.with_columns(
        covered_start=pl.when("is_known").then(pl.max_horizontal("inside_start", "hull_start")),
        covered_end=pl.when("is_known").then(pl.min_horizontal("inside_end", "hull_end")),
        is_covered=(
            pl.col("is_one")
            & (pl.col("hull_start") <= pl.col("inside_start"))
            & (pl.col("inside_end") <= pl.col("hull_end"))
        ).fill_null(value=False),
    )


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
