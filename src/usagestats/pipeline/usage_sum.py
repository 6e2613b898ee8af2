"""The sum of USAGE and PROBLEMS of many chunks, in little more memory than the sum takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from usagestats.tables.compact_usage import CompactUsage
from usagestats.tables.usage import add_problems

if TYPE_CHECKING:
    import polars as pl

    from usagestats.tables.usage import Grain

_ROWS_BEFORE_ADDING = 2_000_000  # some 60 MB
_PARTS_BEFORE_ADDING = 50


@dataclass(frozen=True, slots=True)
class ChunkUsage:
    """The usage and the problems of one chunk.

    Args:
        usage: USAGE at the grain of the question; rows may have equal keys.
        problems: PROBLEMS; `None` where the question is not about them.
    """

    usage: CompactUsage
    problems: pl.DataFrame | None = None


class UsageSum:
    """A sum that chunks are added to.

    Args:
        grain: The grain of the usage.
    """

    def __init__(self, grain: Grain) -> None:
        self._grain = grain
        self._usage: list[CompactUsage] = []
        self._problems: list[pl.DataFrame] = []

    def add(self, part: ChunkUsage) -> None:
        """Add the usage and the problems of a chunk."""
        self._usage.append(part.usage)
        first, *others = (len(usage.rows) for usage in self._usage)
        if sum(others) > _ROWS_BEFORE_ADDING + first:
            self.settle()
        if part.problems is not None:
            self._problems.append(part.problems)
            if len(self._problems) > _PARTS_BEFORE_ADDING:
                self._problems = [add_problems(self._problems)]

    @property
    def height(self) -> int:
        """The number of rows that USAGE has at most."""
        return sum(usage.height for usage in self._usage)

    def settle(self) -> None:
        """Add up the rows of USAGE that are held."""
        if len(self._usage) > 1:
            self._usage = [CompactUsage.sum_of(self._usage, self._grain)]

    def compact_usage(self) -> CompactUsage:
        """Return USAGE at the grain; rows may have equal keys."""
        return CompactUsage.together(self._usage, self._grain)

    def usage(self) -> pl.DataFrame:
        """Return USAGE at the grain."""
        return self.compact_usage().table(self._grain)

    def problems(self) -> pl.DataFrame:
        """Return PROBLEMS; no rows where the question was not about them."""
        return add_problems(self._problems)
