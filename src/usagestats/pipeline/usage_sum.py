"""The sum of USAGE and PROBLEMS of many chunks, in little more memory than the sum takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from usagestats.light_dataclass import dataclass
from usagestats.tables.compact_usage import CompactUsage
from usagestats.tables.declared import PROBLEMS, of_chunks
from usagestats.tables.usage import add_problems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from usagestats.tables.usage import Grain

_ROWS_BEFORE_ADDING = 2_000_000  # some 60 MB
_PARTS_BEFORE_ADDING = 50
_CHUNKS_BEFORE_ADDING = 500


@dataclass(frozen=True, slots=True)
class ChunkUsage:
    """The usage and the problems of one chunk.

    Args:
        usage: USAGE at the grain of the question; rows may have equal keys.
        problems: PROBLEMS; `None` where the question is not about them.
        more: USAGE at each further grain of the question.
    """

    usage: CompactUsage
    problems: pl.DataFrame | None = None
    more: tuple[CompactUsage, ...] = ()

    def of_chunks(self, count: int) -> list[ChunkUsage]:
        """Return the part of each of several chunks that were counted together."""
        usage = self.usage.of_chunks(count)
        more = zip(*(one.of_chunks(count) for one in self.more), strict=True)
        more_of = list(more) if self.more else [()] * count
        problems = self._problems_of(count)
        return list(map(ChunkUsage, usage, problems, more_of))

    def _problems_of(self, count: int) -> list[pl.DataFrame] | list[None]:
        if self.problems is None:
            return [None] * count
        return of_chunks(self.problems, count)


class UsageSum:
    """A sum that chunks are added to.

    Args:
        grain: The grain of the usage.
        more: Its further grains.
    """

    def __init__(self, grain: Grain, more: Sequence[Grain] = ()) -> None:
        self.grain = grain
        self._more = [UsageSum(one) for one in more]
        self._usage: list[CompactUsage] = []
        self._rows_after_first = 0
        self._height = 0
        self._problems: list[pl.DataFrame] = []

    def add(self, part: ChunkUsage) -> None:
        """Add the usage and the problems of a chunk."""
        if self._usage:
            self._rows_after_first += len(part.usage.rows)
        self._usage.append(part.usage)
        self._height += part.usage.height
        is_long = self._rows_after_first > _ROWS_BEFORE_ADDING + len(self._usage[0].rows)
        if is_long or len(self._usage) > _CHUNKS_BEFORE_ADDING:
            self.settle()
        for total, usage in zip(self._more, part.more, strict=True):
            total.add(ChunkUsage(usage))
        if part.problems is not None:
            self._problems.append(part.problems)
            if len(self._problems) > _PARTS_BEFORE_ADDING:
                self._problems = [add_problems(self._problems)]

    @property
    def height(self) -> int:
        """The number of rows that USAGE has at most."""
        return self._height

    def settle(self) -> None:
        """Add up the rows of USAGE that are held."""
        if len(self._usage) > 1:
            self._usage = [CompactUsage.sum_of(self._usage, self.grain)]
            self._rows_after_first = 0
            self._height = self._usage[0].height

    def part(self) -> ChunkUsage:
        """Return the sum as the usage of one large chunk."""
        self.settle()
        more = tuple(total.part().usage for total in self._more)
        has_problems = bool(self._problems)
        return ChunkUsage(self.compact_usage(), self.problems() if has_problems else None, more)

    def compact_usage(self) -> CompactUsage:
        """Return USAGE at the grain; rows may have equal keys."""
        return CompactUsage.together(self._usage, self.grain)

    def clear(self) -> None:
        """Forget all that was added."""
        for total in self._more:
            total.clear()
        self._usage, self._problems = [], []
        self._rows_after_first = self._height = 0

    def usage(self) -> pl.DataFrame:
        """Return USAGE at the grain."""
        return self.compact_usage().table(self.grain)

    def more(self) -> tuple[pl.DataFrame, ...]:
        """Return USAGE at each further grain."""
        return tuple(total.usage() for total in self._more)

    def has_problems(self) -> bool:
        """Whether there are PROBLEMS."""
        return any(len(problems) for problems in self._problems)

    def problems(self) -> pl.DataFrame:
        """Return PROBLEMS; no rows where the question was not about them."""
        found = [problems for problems in self._problems if len(problems)]
        if len(found) == 1:
            return found[0]  # those of one chunk, or a sum: each key once
        return add_problems(found) if found else pl.DataFrame(schema=PROBLEMS)
