"""The figures of each metric: usage, response bytes, or a percentile of durations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.choices import Measure
from usagestats.tables.durations import middle_of_bins
from usagestats.tables.usage import sum_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from usagestats.reports.parts.figures import Figure

_DIGITS = 5
"""The significant digits of a percentile: bins are 4 % wide, and rounding adds 0.005 % at most."""

_SUMS: Final = {Measure.USAGE: "usage", Measure.BYTES: "response_bytes"}


def measured_by(
    usage: pl.DataFrame, keys: Collection[str], figures: Collection[Figure]
) -> pl.DataFrame:
    """Measure USAGE.

    Args:
        usage: USAGE, with `response_bytes` and `duration_bin` where a figure needs it.
        keys: The columns by which rows are grouped.
        figures: The metrics and their measures.

    Shape: one row per combination of the keys in USAGE, a column per figure. Sums are of all
    requests of the metric; percentiles are in milliseconds, null where no duration is known.
    """
    found = usage.group_by(*keys).agg(_sum_of(one) for one in figures if one.is_sum)
    if not all(one.is_sum for one in figures):
        known = _percentiles(usage, keys, figures)
        found = found.join(known, on=list(keys), how="left", nulls_equal=True)
    return found


def nothing_measured(usage: pl.DataFrame, measures: Sequence[Measure]) -> tuple[str, ...]:
    """Return warnings if there are requests, but a measure finds nothing in any of them."""
    if usage.is_empty():
        return ()
    warnings = []
    if Measure.BYTES in measures and not usage["response_bytes"].sum():
        warnings.append("these responses have no bytes, or the log has no sizes")
    percentiles = [one for one in measures if one.percentile is not None]
    if percentiles and usage["duration_bin"].is_null().all():
        verb = "is" if len(percentiles) == 1 else "are"
        without = "the log has no duration of any of these requests"
        warnings.append(f"{', '.join(percentiles)} {verb} unknown: {without}")
    return tuple(warnings)


def _sum_of(figure: Figure) -> pl.Expr:
    measured = _SUMS[figure.measure]
    values = pl.col(measured).filter(pl.col("metric") == figure.metric)
    return sum_of(measured, values).alias(figure.name)


def _percentiles(
    usage: pl.DataFrame, keys: Collection[str], figures: Collection[Figure]
) -> pl.DataFrame:
    """Return percentiles: the smallest duration that so many % of the requests did not exceed.

    Shape: one row per combination of keys with known durations, a column per percentile, in ms.
    """
    groups = (*keys, "metric")
    known = usage.filter(pl.col("duration_bin").is_not_null())
    histogram = known.group_by(*groups, "duration_bin").agg(pl.col("requests").sum())
    up_to = pl.col("requests").cum_sum().over(groups, order_by="duration_bin")
    in_all = pl.col("requests").sum().over(groups)
    cumulated = histogram.with_columns(up_to=up_to, in_all=in_all)
    return cumulated.group_by(*keys).agg(
        _percentile_of(one, percentile)
        for one in figures
        if (percentile := one.measure.percentile) is not None
    )


def _percentile_of(figure: Figure, percentile: int) -> pl.Expr:
    is_reached = 100 * pl.col("up_to") >= percentile * pl.col("in_all")
    is_its_metric = pl.col("metric") == figure.metric
    reached = pl.col("duration_bin").filter(is_reached & is_its_metric).min()
    return middle_of_bins(reached).round_sig_figs(_DIGITS).alias(figure.name)
