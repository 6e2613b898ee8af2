"""CLASSIFIED → USAGE at any grain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from usagestats.tables.declared import ROW_COUNT, USAGE, checked
from usagestats.tables.usage import slot_start, sums_of

if TYPE_CHECKING:
    from usagestats.classify.requests import Classified
    from usagestats.tables.usage import Grain


def roll_up(classified: Classified, grain: Grain) -> pl.DataFrame:
    """Count requests and usage.

    Requests are grouped by outcome first; only these few groups are then spread over metrics.

    A request counts once per metric at every grain. Where a backend and the product own a metric of
    the same name and the request adds to both, `requests` and `response_bytes` count in the row of
    the backend, `usage` in both rows. So USAGE at any grain is the sum of USAGE at a finer one,
    which the store relies on.

    Shape: CLASSIFIED with `grain.keys` in; USAGE at `grain` out, in no order. Rows may have equal
    keys, for instance where several outcomes add to one metric: `add_usage` adds these up.
    """
    groups = _groups(classified.requests, grain)
    counted = groups.with_columns(metric=pl.lit("requests"), usage="requests")
    if grain.of_requests:
        return checked(counted.select(grain.columns()), "USAGE", USAGE)
    outcomes = classified.outcomes
    if "backend" in grain.keys:
        first_owner = pl.col("owner").min().over("outcome", "metric")  # "backend" < "product"
        is_counted = pl.col("owner") == first_owner
        outcomes = outcomes.with_columns(counted=is_counted.cast(pl.Int64))
    else:
        outcomes = outcomes.group_by("outcome", "metric").agg(pl.col("delta").sum())
        outcomes = outcomes.with_columns(counted=pl.lit(1, pl.Int64))
    counts = set(grain.measures) - {"usage"}
    added = groups.join(outcomes, on="outcome").with_columns(
        (pl.col(measure) * pl.col("counted") for measure in counts),
        usage=pl.col("requests") * pl.col("delta"),
    )
    if "backend" in grain.keys:
        owner = pl.when(pl.col("owner") == "backend").then("backend")
        added = added.with_columns(backend=owner)
    columns = grain.columns()
    return checked(pl.concat([counted.select(columns), added.select(columns)]), "USAGE", USAGE)


def _groups(requests: pl.DataFrame, grain: Grain) -> pl.DataFrame:
    """Count requests by slot, keys and outcome; grouped rows have their number already."""
    start = slot_start("time", grain.slot)
    keys = [*grain.keys, "outcome"]
    measures = ["response_bytes"] if grain.has_bytes else []
    if ROW_COUNT in requests.columns:
        return requests.select(start, *keys, pl.col(ROW_COUNT).alias("requests"), *measures)
    return requests.group_by(start, *keys).agg(
        pl.len().cast(pl.Int64).alias("requests"), *sums_of(measures)
    )
