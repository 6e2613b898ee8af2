"""What was read once, and USAGE for each report from it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import polars as pl

from usagestats.tables.counts import Counts
from usagestats.tables.declared import PROBLEMS
from usagestats.tables.usage import coarser

if TYPE_CHECKING:
    from datetime import timedelta

    from usagestats.tables.coverage import Coverage
    from usagestats.tables.usage import Grain


@dataclass(frozen=True, slots=True)
class _Made:
    """What a table of USAGE has: its keys, its slots, and whether only the metric `requests`."""

    keys: tuple[str, ...]
    slot: timedelta
    of_requests: bool

    def suffices_for(self, other: _Made) -> bool:
        """Return whether another table can be added up from this one."""
        return (
            set(other.keys) <= set(self.keys)
            and not other.slot % self.slot
            and other.of_requests >= self.of_requests
        )


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """What was read, for all reports.

    Args:
        usage: USAGE at the grain of all reports together.
        grain: This grain.
        problems: PROBLEMS; `None` where they are not known for these requests alone.
        coverage: The time that the logs or the store cover.
        known_counts: The counts of the lines that were read; `None` where they are about more
            than these requests.
    """

    usage: pl.DataFrame
    grain: Grain
    problems: pl.DataFrame | None
    coverage: Coverage
    known_counts: Counts | None
    _tables: dict[_Made, pl.DataFrame] = field(default_factory=dict)

    @property
    def counts(self) -> Counts:
        """The counts of lines, for reports that carry them."""
        return self.known_counts or Counts()

    @property
    def known_problems(self) -> pl.DataFrame:
        """PROBLEMS; none where they are not known."""
        return pl.DataFrame(schema=PROBLEMS) if self.problems is None else self.problems

    def at(self, grain: Grain, *, of_requests: bool = False) -> pl.DataFrame:
        """Return USAGE at a grain.

        It is added up from the smallest table that suffices and was made before: a report by
        status has few rows, and need not look at those of each application again.

        Args:
            grain: The keys, some of those that were read, and the slot; where it is no multiple of
                that of what was read, no report needs slots as fine, and they stay as they are.
            of_requests: Whether the rows of the metric `requests` suffice.
        """
        if grain.slot % self.grain.slot:
            grain = replace(grain, slot=self.grain.slot)
        wanted = _Made(grain.keys, grain.slot, of_requests=of_requests)
        if wanted not in self._tables:
            read = _Made(self.grain.keys, self.grain.slot, of_requests=False)
            every = {read: self.usage, **self._tables}
            finer = [table for made, table in every.items() if made.suffices_for(wanted)]
            smallest = min(finer, key=lambda table: table.height)
            if of_requests:
                smallest = smallest.filter(pl.col("metric") == "requests")
            self._tables[wanted] = coarser(smallest.lazy(), grain).collect()
        return self._tables[wanted]
