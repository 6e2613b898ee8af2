"""Refused lines → those of each format, those of no format, and those of which nothing is sure.

The kernel sorts them piece by piece, so that what it needs is bounded by a piece.
"""

from __future__ import annotations

from collections import defaultdict
from ctypes import c_int64, sizeof
from typing import TYPE_CHECKING, NamedTuple

from usagestats.logs.readers.kernel.record_fields import field_of
from usagestats.logs.readers.kernel.sieve import MOST_FORMATS, sorting
from usagestats.logs.readers.refused_lines import KeptLines
from usagestats.logs.readers.signs import (
    OF_ANY_LINE,
    signs_of,
    signs_of_beginnings,
    signs_of_ignored,
)
from usagestats.logs.strangers import StrangersOfFormat

if TYPE_CHECKING:
    import polars as pl

    from usagestats.logs.chunk import Chunk
    from usagestats.logs.readers.kernel.sieve_tables import Signs
    from usagestats.logs.strangers import Strangers


class LinesByFormat(NamedTuple):
    """The lines, sorted.

    Args:
        of_formats: The lines of each of the other formats, in the order of the formats.
        left: The lines that may be requests of the main format, or of a format whose reader alone
            does not decide, or ignored, or wrapped.
        strangers: The lines that are surely none of these; `None` where there are none.
    """

    of_formats: list[KeptLines]
    left: KeptLines
    strangers: Strangers | None


def sorted_lines(refused: KeptLines, chunk: Chunk, samples_kept: int) -> LinesByFormat:
    """Sort lines that the reader of the main format refused.

    Args:
        refused: The lines.
        chunk: The chunk.
        samples_kept: The number of lines to keep of each reason why lines are rejected.
    """
    signs = _signs(chunk)
    left, none = len(signs), len(signs) + 1
    formats = range(1, 1 + len(chunk.mixture.formats))
    parts: defaultdict[int, _Lines] = defaultdict(lambda: _Lines([], []))
    strangers = StrangersOfFormat(chunk.log_format, refused.numbers, samples_kept)
    done = 0
    with sorting(signs) as sorter:
        for piece in refused.pieces:
            first = done
            for place, lines, numbers in sorter.sorted(piece, first):
                done += len(numbers) // sizeof(c_int64)
                if place == none:
                    strangers.add(lines, numbers)
                else:
                    parts[place].add(lines, numbers)
    return LinesByFormat(
        [parts[place].at(refused.numbers) for place in formats],
        parts[left].at(refused.numbers),
        strangers.all(),
    )


class _Lines(NamedTuple):
    """Lines in pieces, and their numbers among all lines that are sorted."""

    pieces: list[bytes]
    numbers: list[bytes]

    def add(self, lines: bytes, numbers: bytes) -> None:
        """Add the lines of a piece."""
        self.pieces.append(lines)
        self.numbers.append(numbers)

    def at(self, numbers: pl.Series) -> KeptLines:
        """Return the lines, which stand at these numbers."""
        places = field_of(b"".join(self.numbers), c_int64, 0, sizeof(c_int64))
        return KeptLines(numbers.gather(places), tuple(self.pieces))


def _signs(chunk: Chunk) -> tuple[Signs, ...]:
    """Return the signs of the main format, of the others, and of all else that is no reject."""
    main, mixture = chunk.log_format, chunk.mixture
    others = [signs_of(one, has_others=False) for one in mixture.formats]
    records = [
        signs_of(one, has_others=True) for one in mixture.formats if one.name in mixture.held
    ]
    signs = (
        signs_of(main, has_others=True)._replace(is_quick=False),
        *others,
        *(one._replace(is_quick=False) for one in records if one not in others),
        signs_of_beginnings(wrapper.begins for wrapper in mixture.wrappers),
        signs_of_ignored(),
    )
    if chunk.header_starts or len(signs) > MOST_FORMATS:  # it may be a header, or rows below it
        return (*signs[: 1 + len(others)], OF_ANY_LINE)
    return signs
