"""The size of the next chunks: larger where chunks have few rows, so that memory stays bounded.

Each chunk has a cost of its own, and requests of one slot that stand in two chunks are two rows
until they are added up. A chunk of a log with an application in each line takes some 15 times the
memory of its lines, though.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from usagestats.pipeline.question import ChunkAnswer
    from usagestats.pipeline.usage_sum import ChunkUsage

_LARGE: Final = 2
"""How many times as large chunks are where they have few rows."""
_BYTES_PER_ROW: Final = 512
"""So many bytes of the log for each row are few rows."""


@dataclass(slots=True)
class ChunkSize:
    """The number of bytes with which the next chunk is complete.

    Args:
        smallest: The number where nothing is known of the log, or where it has many rows.
    """

    smallest: int
    _has_few_rows: bool = field(default=False, init=False)

    def __call__(self) -> int:
        """Return this number."""
        return _LARGE * self.smallest if self._has_few_rows else self.smallest

    def learn(self, counted: ChunkAnswer[ChunkUsage]) -> None:
        """Note how many rows a chunk had: groups of requests, and lines that are none."""
        lines = counted.lines
        rows = counted.part.usage.rows.height + lines.counts.rejects + lines.counts.ignored
        self._has_few_rows = rows * _BYTES_PER_ROW <= lines.bytes
