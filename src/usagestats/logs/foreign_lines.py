"""Lines that the reader of a source refuses → requests of other formats, by the readers of those.

A line is taken only where it is sure that the careful path (`read_lines`, then `other_lines`) would
come to the same format: the main format and all others before it are ruled out by their signs, and
the reader of the format accepts the line. The careful path gets all the rest.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import field
from typing import TYPE_CHECKING, Final, NamedTuple

from usagestats.light_dataclass import dataclass
from usagestats.logs.files.whole_lines import PIECE_BYTES
from usagestats.logs.line_years import with_years
from usagestats.logs.readers.joined import at_numbers
from usagestats.logs.readers.kernel.library import kernel
from usagestats.logs.readers.refused_lines import KeptLines, kept, lines_in_order
from usagestats.logs.wall_times import has_ambiguous_groups
from usagestats.tables.declared import FULL_DETAIL, ROW_COUNT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from usagestats.logs.chunk import Chunk, ReaderFor
    from usagestats.logs.readers.log_format import LogFormat
    from usagestats.logs.readers.reader import LinesFound, Reader
    from usagestats.logs.readers.refused_lines import RefusedLines

FEW: Final = 50
"""So many lines are left to the careful path, which then takes no longer."""


@dataclass(slots=True)
class ForeignLines:
    """The outcome.

    Args:
        left: The lines that are left to the careful path.
        found: The requests, format by format; the numbers of lines are those of the chunk.
        lines_of: The number of requests of each format, by its name.
        without_year: The number of requests that got their year from the time of writing.
    """

    left: RefusedLines
    found: list[LinesFound] = field(default_factory=list)
    lines_of: Counter[str] = field(default_factory=Counter)
    without_year: int = 0


def foreign_lines(first: LinesFound, chunk: Chunk, zone: ZoneInfo) -> ForeignLines:
    """Read those of the refused lines that surely have another format.

    Args:
        first: The findings of the reader of the main format.
        chunk: The chunk.
        zone: The log zone.
    """
    outcome, formats = ForeignLines(first.refused), chunk.mixture.formats
    if len(first.refused) <= FEW or not formats or chunk.reader_for is None or kernel() is None:
        return outcome
    from usagestats.logs.readers.kernel.sieve import sort_lines  # noqa: PLC0415  (few logs need it)
    from usagestats.logs.readers.signs import signs_of  # noqa: PLC0415  (likewise)

    refused = kept(first.refused)
    signs = [signs_of(chunk.log_format, has_others=True)._replace(is_quick=False)]
    signs += [signs_of(one, has_others=False) for one in formats]
    places, texts = sort_lines(refused.text, len(refused), signs)
    parts = [
        KeptLines(refused.numbers.filter(places == place), text) for place, text in enumerate(texts)
    ]
    reading = _Reading(
        chunk, zone, chunk.reader_for if ROW_COUNT in first.requests.columns else None
    )
    left: list[RefusedLines] = [parts[-1]]
    for one, lines in zip(formats, parts[1:], strict=False):
        if len(lines):
            found, without_year = reading.read(one, lines)
            outcome.without_year += without_year
            outcome.found.append(found)
            outcome.lines_of[one.name] += found.lines - len(found.refused)
            left.append(found.refused)
    outcome.left = lines_in_order(left)
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
        found = reader_for(log_format).read(_pieces(lines.text))
        found, without_year = with_years(found, self.chunk.written)
        if has_ambiguous_groups(found, self.zone):
            found = self._row_by_row(log_format).read([lines.text])
            found, without_year = with_years(found, self.chunk.written)
        return at_numbers(found, lines.numbers), without_year

    def _row_by_row(self, log_format: LogFormat) -> Reader:
        return log_format.reader(self.chunk.reader.columns, FULL_DETAIL)


def _pieces(text: bytes) -> Iterator[bytes]:
    """Give lines in pieces: what the kernel learns of one is of use in the next."""
    begin = 0
    while begin < len(text):
        end = text.find(b"\n", min(begin + PIECE_BYTES, len(text) - 1)) + 1
        yield text[begin:end]
        begin = end
