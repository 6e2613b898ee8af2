"""Lines that the reader of a source refuses → requests of other formats, by the readers of those.

A line is taken only where it is sure that the careful path (`read_lines`, then `other_lines`) would
come to the same format: the main format and all others before it are ruled out by their signs, and
the reader of the format accepts the line. A line without any signs is sure to be a reject, and goes
to `strangers`. The careful path gets all the rest.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import field
from typing import TYPE_CHECKING, Final, NamedTuple

from usagestats.light_dataclass import dataclass
from usagestats.logs.line_years import with_years
from usagestats.logs.readers.joined import at_numbers
from usagestats.logs.readers.kernel.library import kernel
from usagestats.logs.readers.refused_lines import kept, lines_in_order
from usagestats.logs.wall_times import has_ambiguous_groups
from usagestats.tables.declared import FULL_DETAIL, ROW_COUNT

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from usagestats.logs.chunk import Chunk, ReaderFor
    from usagestats.logs.readers.log_format import LogFormat
    from usagestats.logs.readers.reader import LinesFound, Reader
    from usagestats.logs.readers.refused_lines import KeptLines, RefusedLines
    from usagestats.logs.strangers import Strangers

FEW: Final = 50
"""So many lines are left to the careful path, which then takes no longer."""


@dataclass(slots=True)
class ForeignLines:
    """The outcome.

    Args:
        left: The lines that are left to the careful path.
        strangers: The lines that no format fits; `None` where there are none.
        found: The requests, format by format; the numbers of lines are those of the chunk.
        lines_of: The number of requests of each format, by its name.
        without_year: The number of requests that got their year from the time of writing.
    """

    left: RefusedLines
    strangers: Strangers | None = None
    found: list[LinesFound] = field(default_factory=list)
    lines_of: Counter[str] = field(default_factory=Counter)
    without_year: int = 0


def foreign_lines(
    first: LinesFound, chunk: Chunk, zone: ZoneInfo, samples_kept: int
) -> ForeignLines:
    """Read those of the refused lines that surely have another format.

    Args:
        first: The findings of the reader of the main format.
        chunk: The chunk.
        zone: The log zone.
        samples_kept: The number of lines to keep of each reason why lines are rejected.
    """
    outcome, formats = ForeignLines(first.refused), chunk.mixture.formats
    if len(first.refused) <= FEW or not formats or chunk.reader_for is None or kernel() is None:
        return outcome
    from usagestats.logs.sorted_lines import sorted_lines  # noqa: PLC0415  (few logs need it)

    lines = sorted_lines(kept(first.refused), chunk, samples_kept)
    reading = _Reading(
        chunk, zone, chunk.reader_for if ROW_COUNT in first.requests.columns else None
    )
    left: list[RefusedLines] = [lines.left]
    for one, its_lines in zip(formats, lines.of_formats, strict=True):
        if len(its_lines):
            found, without_year = reading.read(one, its_lines)
            outcome.without_year += without_year
            outcome.found.append(found)
            outcome.lines_of[one.name] += found.lines - len(found.refused)
            left.append(found.refused)
    outcome.left = lines_in_order(left)
    outcome.strangers = lines.strangers
    return outcome


class _Reading(NamedTuple):
    """How lines are read.

    Args:
        chunk: The chunk.
        zone: The log zone.
        reader_for: Chooses the reader that groups requests; `None`: each has a row of its own.
    """

    chunk: Chunk
    zone: ZoneInfo
    reader_for: ReaderFor | None

    def read(self, log_format: LogFormat, lines: KeptLines) -> tuple[LinesFound, int]:
        """Read lines by the reader of a format.

        Returns:
            The requests, whose numbers are those of the chunk, and how many had no year.
        """
        reader_for = self.reader_for or self._row_by_row
        found = reader_for(log_format).read(lines.pieces)
        found, without_year = with_years(found, self.chunk.written)
        if has_ambiguous_groups(found, self.zone):
            found = self._row_by_row(log_format).read(lines.pieces)
            found, without_year = with_years(found, self.chunk.written)
        return at_numbers(found, lines.numbers), without_year

    def _row_by_row(self, log_format: LogFormat) -> Reader:
        return log_format.reader(self.chunk.reader.columns, FULL_DETAIL)
