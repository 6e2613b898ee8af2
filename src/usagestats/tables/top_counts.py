"""The most frequent of many keys, in bounded memory: a Misra–Gries summary, which adds."""

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
    """How often keys occurred; the rare ones of very many are given up.

    While there were never more distinct keys than `capacity`, every count is exact, and any split
    of the input adds up to the same. Beyond that a count, and the absence of a key, is too low by
    at most `shortfall`, which is at most `total / (capacity + 1)`; how the input was split then
    decides how much. `total` and `first` never depend on it.

    Args:
        capacity: How many keys are kept.
        counts: How often each key occurred, at least.
        shortfall: By how much each count may be too low.
        total: How many keys were seen, with repetition.
        first: The first of all keys by the alphabet, an example of those that were given up.
    """

    capacity: int = CAPACITY
    counts: dict[Key, int] = field(default_factory=dict)
    shortfall: int = 0
    total: int = 0
    first: Key | None = None

    @classmethod
    def of(cls, rows: pl.DataFrame, capacity: int = CAPACITY) -> TopCounts:
        """Count the rows of a table of texts; a null counts as empty text."""
        found = rows.fill_null("").group_by(rows.columns).agg(pl.len().alias("_count"))
        return cls._of({tuple(key): count for *key, count in found.iter_rows()}, capacity)

    @classmethod
    def _of(cls, counts: dict[Key, int], capacity: int) -> TopCounts:
        top = cls(capacity, counts, 0, sum(counts.values()), min(counts, default=None))
        top._give_up_the_rare()
        return top

    def merge(self, other: TopCounts) -> None:
        """Add what was counted elsewhere."""
        for key, count in other.counts.items():
            self.counts[key] = self.counts.get(key, 0) + count
        self.shortfall += other.shortfall
        self.total += other.total
        self.first = min(_known((self.first, other.first)), default=None)
        self._give_up_the_rare()

    def largest(self, count: int) -> list[tuple[Key, int]]:
        """Return the most frequent keys, equals in the order of the alphabet."""
        return sorted(self.counts.items(), key=lambda item: (-item[1], item[0]))[:count]

    def _give_up_the_rare(self) -> None:
        """Take the largest count that has no room from all: so each loses no more than others."""
        if len(self.counts) <= self.capacity:
            return
        cut = nlargest(self.capacity + 1, self.counts.values())[-1]
        self.counts = {key: count - cut for key, count in self.counts.items() if count > cut}
        self.shortfall += cut


def _known(keys: Iterable[Key | None]) -> Iterable[Key]:
    return (key for key in keys if key is not None)
