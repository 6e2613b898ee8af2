"""The material of all reports, which is read once, and USAGE for each report from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from usagestats.tables.counts import Counts
from usagestats.tables.declared import PROBLEMS
from usagestats.tables.usage import coarser

if TYPE_CHECKING:
    from collections.abc import Callable

    from usagestats.tables.coverage import Coverage
    from usagestats.tables.usage import Grain


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """The material that was read for all reports.

    Args:
        tables: USAGE at each grain at which it was read, and later at those of the reports. From
            the first table, all reports but those of durations can be made.
        problems: PROBLEMS; `None` where they are not known for these requests alone.
        coverage: The time that the logs or the store cover.
        known_counts: The counts of the lines that were read; `None` where they are about more
            than these requests.
    """

    tables: dict[Grain, pl.DataFrame]
    problems: pl.DataFrame | None
    coverage: Coverage
    known_counts: Counts | None

    @property
    def usage(self) -> pl.DataFrame:
        """USAGE at the first grain."""
        return next(iter(self.tables.values()))

    @property
    def counts(self) -> Counts:
        """The counts of lines, for reports that carry them."""
        return self.known_counts or Counts()

    @property
    def known_problems(self) -> pl.DataFrame:
        """PROBLEMS; none where they are not known."""
        return pl.DataFrame(schema=PROBLEMS) if self.problems is None else self.problems

    def only(
        self, key: str, chosen: Callable[[pl.DataFrame], pl.DataFrame]
    ) -> dict[Grain, pl.DataFrame]:
        """Return a part of each table that has a key, by which the part is chosen."""
        return {grain: chosen(one) for grain, one in self.tables.items() if key in grain.keys}

    def at(self, grain: Grain) -> pl.DataFrame:
        """Return USAGE at a grain.

        It is added up from the smallest table that suffices and was made before: a report by
        status has few rows, and need not look at those of each application again.

        Args:
            grain: The keys, some of those that were read, and the slot; where it is no multiple of
                that of what was read, no report needs slots as fine, and they stay as they are.
        """
        read = next(iter(self.tables))
        if grain.slot % read.slot:
            grain = replace(grain, slot=read.slot)
        if grain not in self.tables:
            finer = [table for made, table in self.tables.items() if made.suffices_for(grain)]
            smallest = min(finer, key=lambda table: table.height)
            self.tables[grain] = coarser(smallest.lazy(), grain).collect()
        return self.tables[grain]
