"""The most frequent of many keys, in bounded memory: Misra–Gries summaries that can be merged."""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import nlargest
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable

Key = tuple[str, ...]

CAPACITY = 1000


@dataclass(slots=True)
class TopCounts:
    """The number of occurrences of each key; if keys are very many, only of the frequent ones.

    Up to `capacity` distinct keys every count is exact, and any split of the input adds up to the
    same. With more keys, a count (0 for a missing key) is too low by at most `shortfall`, which is
    at most `total / (capacity + 1)` and depends on the split of the input. `total` and `first` are
    always exact.

    Args:
        capacity: The largest number of keys that are kept.
        counts: The occurrences of each key that is kept; `shortfall` says how exact they are.
        shortfall: The most by which a count may be too low.
        total: The occurrences of all keys together.
        first: The first key by the alphabet, as an example of keys that were dropped.
    """

    capacity: int = CAPACITY
    counts: dict[Key, int] = field(default_factory=dict)
    shortfall: int = 0
    total: int = 0
    first: Key | None = None

    @classmethod
    def of(
        cls, rows: pl.DataFrame, capacity: int = CAPACITY, weights: pl.Series | None = None
    ) -> TopCounts:
        """Count the rows of a table of texts; a null counts as empty text.

        Args:
            rows: The keys.
            capacity: The largest number of keys that are kept.
            weights: How often each row counts; `None` for once.
        """
        one = pl.repeat(1, rows.height, eager=True) if weights is None else weights
        found = (
            rows.fill_null("")
            .with_columns(one.alias("_count"))
            .group_by(rows.columns)
            .agg(pl.col("_count").sum())
        )
        return cls._of({tuple(key): count for *key, count in found.iter_rows()}, capacity)

    @classmethod
    def _of(cls, counts: dict[Key, int], capacity: int) -> TopCounts:
        top = cls(capacity, counts, 0, sum(counts.values()), min(counts, default=None))
        top._drop_rare_keys()
        return top

    def merge(self, other: TopCounts) -> None:
        """Add the counts of another part of the input."""
        for key, count in other.counts.items():
            self.counts[key] = self.counts.get(key, 0) + count
        self.shortfall += other.shortfall
        self.total += other.total
        self.first = min(_known((self.first, other.first)), default=None)
        self._drop_rare_keys()

    def largest(self, count: int) -> list[tuple[Key, int]]:
        """Return the most frequent keys; equal counts in the order of the alphabet."""
        return sorted(self.counts.items(), key=lambda item: (-item[1], item[0]))[:count]

    def _drop_rare_keys(self) -> None:
        """Subtract the largest count that has no room from all counts; drop keys that reach 0."""
        if len(self.counts) <= self.capacity:
            return
        cut = nlargest(self.capacity + 1, self.counts.values())[-1]
        self.counts = {key: count - cut for key, count in self.counts.items() if count > cut}
        self.shortfall += cut


def _known(keys: Iterable[Key | None]) -> Iterable[Key]:
    return (key for key in keys if key is not None)
