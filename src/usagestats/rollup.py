"""CLASSIFIED → USAGE, and what can be done with USAGE: add it, filter it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from usagestats.tables import ALIKE, PROBLEMS, USAGE, USAGE_KEYS, USAGE_MEASURES, checked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from usagestats.classify.requests import Classified


@dataclass(frozen=True, slots=True)
class Grain:
    """How fine USAGE is to be.

    Args:
        keys: The keys among `USAGE_KEYS` that rows are told apart by.
        slot: The width of the slots; a divisor of a day.
        has_bytes: Whether the measure `response_bytes` is there.
    """

    keys: tuple[str, ...]
    slot: timedelta
    has_bytes: bool = False

    def __post_init__(self) -> None:
        if self.keys != tuple(key for key in USAGE_KEYS if key in self.keys):
            msg = f"keys must be in the order of {USAGE_KEYS}: {self.keys}"
            raise ValueError(msg)
        if timedelta(days=1) % self.slot:
            msg = f"a day is no multiple of {self.slot}"
            raise ValueError(msg)

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures of USAGE at this grain."""
        return (*USAGE_MEASURES, "response_bytes") if self.has_bytes else USAGE_MEASURES

    def columns(self) -> list[str]:
        """Return the columns of USAGE at this grain."""
        chosen = {"start", *self.keys, "metric", *self.measures}
        return [column for column in USAGE if column in chosen]


def roll_up(classified: Classified, grain: Grain) -> pl.DataFrame:
    """Count requests and usage.

    Requests are grouped by their outcome first; only the few groups are then spread over metrics.
    A request counts once per metric: where a backend and the product both own one that it adds to,
    it counts in the row of the backend. So USAGE of any grain is that of a finer one, added up.

    Shape: CLASSIFIED with `grain.keys` in; USAGE at `grain` out, in no order. Rows may have equal
    keys, for one where several outcomes add to a metric: `add_usage` makes them one.
    """
    groups = _groups(classified.requests, grain)
    counted = groups.with_columns(metric=pl.lit("requests"), usage="requests")
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


def _slot_start(time: str, slot: timedelta) -> pl.Expr:
    """Return the start of the slot that holds each time."""
    width = slot // timedelta(microseconds=1)
    physical = pl.col(time).to_physical()
    return (physical - physical % width).cast(USAGE["start"]).alias("start")


def coarser(usage: pl.LazyFrame, grain: Grain) -> pl.LazyFrame:
    """Add USAGE up to a coarser grain: one whose slots hold its slots, and with fewer keys."""
    added = usage.group_by(_slot_start("start", grain.slot), *grain.keys, "metric").agg(
        pl.col(grain.measures).sum()
    )
    return added.select(grain.columns())


def _groups(requests: pl.DataFrame, grain: Grain) -> pl.DataFrame:
    """Count requests by slot, keys and outcome; rows that stand for several are counted already."""
    start = _slot_start("time", grain.slot)
    keys = [*grain.keys, "outcome"]
    measures = ["response_bytes"] if grain.has_bytes else []
    if ALIKE in requests.columns:
        return requests.select(start, *keys, pl.col(ALIKE).alias("requests"), *measures)
    return requests.group_by(start, *keys).agg(
        pl.len().cast(pl.Int64).alias("requests"), *(pl.col(name).sum() for name in measures)
    )


def add_usage(parts: Sequence[pl.DataFrame], grain: Grain) -> pl.DataFrame:
    """Add USAGE tables of one grain: rows with equal keys become one."""
    nothing = pl.DataFrame(schema={column: USAGE[column] for column in grain.columns()})
    # grouping takes half the time where the rows stand side by side in memory
    frame = pl.concat([nothing, *parts], rechunk=True)
    added = frame.group_by("start", *grain.keys, "metric").agg(pl.col(grain.measures).sum())
    return checked(added.select(grain.columns()), "USAGE", USAGE)


def add_problems(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Add PROBLEMS tables: rows with equal keys become one."""
    nothing = pl.DataFrame(schema=PROBLEMS)
    added = (
        pl.concat([nothing, *parts])
        .group_by("start", "product", "code")
        .agg(
            pl.col("requests").sum(),
            pl.col("sample").sort_by("first", "sample").first(),
            pl.col("first").min(),
            pl.col("last").max(),
        )
    )
    return checked(added.select(*PROBLEMS), "PROBLEMS", PROBLEMS)
