"""The figures of each metric: usage, response bytes, or a percentile of durations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.choices import Measure
from usagestats.tables.durations import middle_of_bins
from usagestats.tables.usage import sum_of

if TYPE_CHECKING:
    from collections.abc import Collection

_DIGITS = 5
"""The significant digits of a percentile: bins are 4 % wide, and rounding adds 0.005 % at most."""

_SUMS: Final = {Measure.USAGE: "usage", Measure.BYTES: "response_bytes"}


def measured_by(
    usage: pl.DataFrame, keys: Collection[str], metrics: Collection[str], measure: Measure
) -> pl.DataFrame:
    """Measure USAGE.

    Args:
        usage: USAGE, with `response_bytes` or `duration_bin` where the measure needs it.
        keys: The columns by which rows are grouped.
        metrics: The metrics to measure.
        measure: The figure.

    Shape: one row per combination of the keys in USAGE, a column per metric. Sums are of all
    requests of the metric; percentiles are in milliseconds, null where no duration is known.
    """
    if measure.percentile is None:
        return _sums(usage, keys, metrics, _SUMS[measure])
    found = _percentiles(usage, keys, measure.percentile)
    columns = [
        pl.col("duration").filter(pl.col("metric") == metric).first().alias(metric)
        for metric in metrics
    ]
    known = found.group_by(*keys).agg(*columns)
    return usage.select(*keys).unique().join(known, on=list(keys), how="left", nulls_equal=True)


def nothing_measured(usage: pl.DataFrame, measure: Measure) -> tuple[str, ...]:
    """Return a warning if there are requests, but the measure finds nothing in any of them."""
    if usage.is_empty() or measure is Measure.USAGE:
        return ()
    if measure is Measure.BYTES:
        has_any = bool(usage["response_bytes"].sum())
        return () if has_any else ("these responses have no bytes, or the log has no sizes",)
    if usage["duration_bin"].is_not_null().any():
        return ()
    return (f"{measure} is unknown: the log has no duration of any of these requests",)


def _sums(
    usage: pl.DataFrame, keys: Collection[str], metrics: Collection[str], measured: str
) -> pl.DataFrame:
    sums = [
        sum_of(measured, pl.col(measured).filter(pl.col("metric") == metric)).alias(metric)
        for metric in metrics
    ]
    return usage.group_by(*keys).agg(*sums)


def _percentiles(usage: pl.DataFrame, keys: Collection[str], percentile: int) -> pl.DataFrame:
    """Return the smallest duration that `percentile` % of the requests did not exceed.

    Shape: one row per combination of keys and metric with known durations; `duration` in ms.
    """
    groups = (*keys, "metric")
    known = usage.filter(pl.col("duration_bin").is_not_null())
    histogram = known.group_by(*groups, "duration_bin").agg(pl.col("requests").sum())
    up_to = pl.col("requests").cum_sum().over(groups, order_by="duration_bin")
    in_all = pl.col("requests").sum().over(groups)
    reached = histogram.filter(100 * up_to >= percentile * in_all)
    bins = reached.group_by(groups).agg(pl.col("duration_bin").min())
    middle = middle_of_bins(pl.col("duration_bin"))
    return bins.with_columns(middle.round_sig_figs(_DIGITS).alias("duration"))
