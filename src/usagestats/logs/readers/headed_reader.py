"""Rows below header lines → REQUESTS: the rows between two headers are read together."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol

from usagestats.light_dataclass import dataclass
from usagestats.logs.readers.joined import in_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from usagestats.logs.readers.reader import Layers, LinesFound, Reader
    from usagestats.tables.declared import Detail

_MARKS = b"\0\xef\xbb\xbf"
"""The bytes of marks that may stand before a header."""


class Headed(Protocol):
    """A format of rows, with the headers in force."""

    @property
    def header_starts(self) -> tuple[str, ...]:
        """The beginnings of its header lines."""

    def for_header(self, line: str) -> Headed | None:
        """Return the format of the rows below a header line; `None` if the line is none."""

    def below(self, columns: frozenset[str], detail: Detail) -> Reader:
        """Return the reader of rows up to the next header."""


@dataclass(frozen=True, slots=True)
class HeadedReader:
    """Reads rows, and refuses the header lines among them.

    Args:
        log_format: The format at the first row.
        columns: The columns of REQUESTS that it gives.
        detail: How much detail it must keep.
    """

    log_format: Headed
    columns: frozenset[str]
    detail: Detail
    takes_pieces: ClassVar = False
    takes_layers: ClassVar = False

    def read(self, pieces: Iterable[bytes], layers: Layers = ()) -> LinesFound:  # noqa: ARG002
        """Read rows; refuse those that must be read with care."""
        data = b"".join(pieces)
        return in_order(
            [reader.read([data[begin:end]]) for reader, begin, end in self._parts(data)]
        )

    def read_apart(self, pieces: Sequence[bytes]) -> None:
        """Return `None`: the header of a piece would be in force in the next."""

    def refused(self, lines: bytes) -> None:
        """Return `None`: header lines are among them."""

    def _parts(self, data: bytes) -> Iterator[tuple[Reader, int, int]]:
        """Give the stretches of rows of the same columns, each with its reader."""
        log_format, begin = self.log_format, 0
        reader = log_format.below(self.columns, self.detail)
        for place in _header_places(data, log_format.header_starts):
            end = data.find(b"\n", place)
            line = data[place : len(data) if end < 0 else end].decode()
            found = log_format.for_header(line.strip("\0\ufeff"))
            if found is None:
                continue
            log_format = found
            following = log_format.below(self.columns, self.detail)
            if following != reader:
                if place > begin:
                    yield reader, begin, place
                reader, begin = following, place
        yield reader, begin, len(data)


def _header_places(data: bytes, starts: Iterable[str]) -> list[int]:
    """Return the places of lines that may be header lines, in order."""
    places: set[int] = set()
    for start in starts:
        text = start.encode()
        at = data.find(text)
        while at >= 0:
            begin = data.rfind(b"\n", 0, at) + 1
            if not data[begin:at].strip(_MARKS):
                places.add(begin)
            at = data.find(text, at + 1)
    return sorted(places)
