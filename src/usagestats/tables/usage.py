"""The grain of USAGE, and sums of USAGE and of PROBLEMS, whether from logs or from a store.

Rows with equal keys become one, so that any split of the input gives the same sum (law 2).
"""

from __future__ import annotations

from dataclasses import field
from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from usagestats.light_dataclass import dataclass
from usagestats.tables.declared import (
    LOG_KEYS,
    PROBLEMS,
    USAGE,
    USAGE_KEYS,
    USAGE_MEASURES,
    checked,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from usagestats.periods.cuts import Cuts

_LARGEST = pl.lit(2**63 - 1, pl.Int128())


@dataclass(frozen=True, slots=True)
class ImportsWanted:
    """The imported usage that a report can show: its spans are as wide as days or months.

    Args:
        cuts: Where the report cuts usage; a span across such a time is left out.
        known: The keys that filters look at: `application` or `backend`. Usage without them is
            left out.
    """

    cuts: Cuts
    known: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Grain:
    """The keys and the width of the slots of a USAGE table.

    Args:
        keys: The keys of its rows, some of `USAGE_KEYS` and `LOG_KEYS` in that order.
        slot: The width of the slots; a divisor of a day.
        has_bytes: Whether it has the measure `response_bytes`.
        path_prefixes: The texts that the key `is_on_path` is about.
        of_requests: Whether it has the rows of the metric `requests` only.
        imports: The imported usage that may be among it; `None` for none. It makes no rows finer.
    """

    keys: tuple[str, ...]
    slot: timedelta
    has_bytes: bool = False
    path_prefixes: tuple[str, ...] = ()
    of_requests: bool = False
    imports: ImportsWanted | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        known = (*USAGE_KEYS, *LOG_KEYS)
        if self.keys != tuple(key for key in known if key in self.keys):
            msg = f"keys must be in the order of {known}: {self.keys}"
            raise ValueError(msg)
        if timedelta(days=1) % self.slot:
            msg = f"a day is no multiple of {self.slot}"
            raise ValueError(msg)

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures of USAGE at this grain."""
        return (*USAGE_MEASURES, "response_bytes") if self.has_bytes else USAGE_MEASURES

    def suffices_for(self, other: Grain) -> bool:
        """Return whether USAGE at another grain can be added up from USAGE at this one."""
        return (
            set(other.keys) <= set(self.keys)
            and not other.slot % self.slot
            and other.has_bytes <= self.has_bytes
            and other.of_requests >= self.of_requests
        )

    def columns(self) -> list[str]:
        """Return the columns of USAGE at this grain."""
        chosen = {"start", *self.keys, "metric", *self.measures}
        return [column for column in USAGE if column in chosen]


def slot_start(time: str, slot: timedelta) -> pl.Expr:
    """Return the start of the slot that holds each time."""
    width = slot // timedelta(microseconds=1)
    physical = pl.col(time).to_physical()
    return (physical - physical % width).cast(USAGE["start"]).alias("start")


def sum_of(measure: str, values: pl.Expr | None = None) -> pl.Expr:
    """Return the sum of a measure, or of some of its values.

    A sum of response bytes that Int64 cannot hold is its largest number, so that sums of sums are
    equal however they are made.
    """
    values = pl.col(measure) if values is None else values
    if measure != "response_bytes":
        return values.sum()
    return values.cast(pl.Int128).sum().clip(upper_bound=_LARGEST).cast(pl.Int64)


def sums_of(measures: Iterable[str]) -> Iterator[pl.Expr]:
    """Give the sum of each measure."""
    return (sum_of(measure) for measure in measures)


def coarser(usage: pl.LazyFrame, grain: Grain) -> pl.LazyFrame:
    """Add USAGE up to a coarser grain: its slots are multiples of the old ones, its keys fewer."""
    if grain.of_requests:
        usage = usage.filter(pl.col("metric") == "requests")
    added = usage.group_by(slot_start("start", grain.slot), *grain.keys, "metric").agg(
        sums_of(grain.measures)
    )
    return added.select(grain.columns())


def add_usage(parts: Sequence[pl.DataFrame], grain: Grain) -> pl.DataFrame:
    """Add USAGE tables of the same grain: rows with equal keys become one."""
    nothing = pl.DataFrame(schema={column: USAGE[column] for column in grain.columns()})
    # grouping takes half the time where the rows stand side by side in memory
    frame = pl.concat([nothing, *parts], rechunk=True)
    added = frame.group_by("start", *grain.keys, "metric").agg(sums_of(grain.measures))
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
