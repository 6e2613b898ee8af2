"""Requests, errors and durations of groups of requests, from the histogram of durations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.choices import Measure
from usagestats.reports.parts.measured import DIGITS, cumulated_by, percentile_where
from usagestats.tables.declared import FIRST_ERROR
from usagestats.tables.durations import edge_of_bins

if TYPE_CHECKING:
    from collections.abc import Sequence

PERCENTILES: Final = (Measure.P50, Measure.P90, Measure.P95, Measure.P99)
COUNTS: Final = ("requests", "errors", "timed")


def latencies(rows: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """Measure groups of requests.

    Args:
        rows: USAGE with these keys, `status`, `duration_bin` and `requests`, each request once in
            its group.
        keys: The columns by which rows are grouped.

    Shape: one row per combination of the keys, in order: `requests`; `errors`, those with a status
        of 400 or more; `timed`, those with a duration; the percentiles of durations and their
        maximum, `max`, in ms, null where no duration is known.
    """
    requests = pl.col("requests")
    counts = rows.group_by(keys).agg(
        requests.sum(),
        errors=requests.filter(pl.col("status") >= FIRST_ERROR).sum(),
        timed=requests.filter(pl.col("duration_bin").is_not_null()).sum(),
    )
    known = rows.filter(pl.col("duration_bin").is_not_null())
    durations = (
        cumulated_by(known, keys)
        .group_by(keys)
        .agg(
            *(percentile_where(int(one[1:])).alias(one) for one in PERCENTILES),
            edge_of_bins(pl.col("duration_bin").max()).round_sig_figs(DIGITS).alias("max"),
        )
    )
    return counts.join(durations, on=list(keys), how="left").sort(keys)
