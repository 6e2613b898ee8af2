"""What was read once, and USAGE for each report from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from usagestats.tables.counts import Counts
from usagestats.tables.declared import PROBLEMS
from usagestats.tables.usage import Grain, coarser

if TYPE_CHECKING:
    from usagestats.tables.coverage import Coverage


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
    _made: dict[tuple[str, ...], pl.DataFrame] = field(default_factory=dict)

    @property
    def counts(self) -> Counts:
        """The counts of lines, for reports that carry them."""
        return self.known_counts or Counts()

    @property
    def known_problems(self) -> pl.DataFrame:
        """PROBLEMS; none where they are not known."""
        return pl.DataFrame(schema=PROBLEMS) if self.problems is None else self.problems

    def at(self, grain: Grain) -> pl.DataFrame:
        """Return USAGE with the keys of a grain, in the slots that were read.

        It is added up from the smallest table with these keys that was made before: a report by
        status has few rows, and need not look at those of each application again.
        """
        if grain.keys not in self._made:
            every = {self.grain.keys: self.usage, **self._made}
            finer = [table for keys, table in every.items() if set(grain.keys) <= set(keys)]
            smallest = min(finer, key=lambda table: table.height)
            wanted = Grain(grain.keys, self.grain.slot, path_prefixes=self.grain.path_prefixes)
            self._made[grain.keys] = coarser(smallest.lazy(), wanted).collect()
        return self._made[grain.keys]
