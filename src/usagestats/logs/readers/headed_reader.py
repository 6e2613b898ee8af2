"""Rows below header lines → REQUESTS: the rows between two headers are read together."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Protocol

from usagestats.light_dataclass import dataclass
from usagestats.logs.readers.headers import MARKS, header_places
from usagestats.logs.readers.joined import in_order
from usagestats.logs.readers.reader import all_wrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from usagestats.logs.readers.reader import Layers, LinesFound, Reader
    from usagestats.tables.declared import Detail


class Headed(Protocol):
    """A format of rows, with the headers in force."""

    @property
    def header_starts(self) -> tuple[str, ...]:
        """The beginnings of its header lines."""

    def for_header(self, line: str) -> Headed | None:
        """Return the format of the rows below a header line; `None` if the line is none."""

    def below(self, columns: frozenset[str], detail: Detail) -> Reader:
        """Return the reader of rows up to the next header."""


class _MayBeHeader(NamedTuple):
    """A line that may be a header: where it begins, and its text; `None` where it is wrapped."""

    offset: int
    text: str | None


class _Stretch(NamedTuple):
    """Rows of the same columns, and their reader."""

    reader: Reader
    data: bytes


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
    takes_layers: ClassVar = True

    @property
    def takes_pieces(self) -> bool:
        """Whether the first rows can be read piece by piece."""
        return self.log_format.below(self.columns, self.detail).takes_pieces

    def read(self, pieces: Iterable[bytes], layers: Layers = ()) -> LinesFound:
        """Read rows; refuse those that must be read with care."""
        if layers:
            data = b"".join(pieces)
            stretches = self._stretches([data], lambda data, starts: _inside(data, layers, starts))
            return in_order([_read_inside(one, layers) for one in stretches])
        return in_order(
            [
                reader.read(one.data for one in stretches)
                for reader, stretches in groupby(self._stretches(pieces, _bare), itemgetter(0))
            ]
            or [self.log_format.below(self.columns, self.detail).read([])]
        )

    def read_apart(self, pieces: Sequence[bytes]) -> None:
        """Return `None`: the header of a piece would be in force in the next."""

    def refused(self, lines: bytes) -> None:
        """Return `None`: header lines are among them."""

    def _stretches(
        self,
        pieces: Iterable[bytes],
        headers_in: Callable[[bytes, tuple[str, ...]], Iterable[_MayBeHeader]],
    ) -> Iterator[_Stretch]:
        """Give the stretches of rows; each ends with its piece, if not before.

        Of rows with a reader of this class it is not known which headers are among them.
        """
        log_format = self.log_format
        reader = log_format.below(self.columns, self.detail)
        for data in pieces:
            begin = 0
            for offset, text in headers_in(data, log_format.header_starts):
                found = None if text is None else log_format.for_header(text.strip(MARKS))
                if text is not None and found is None:
                    continue
                log_format = found or log_format
                following = (
                    HeadedReader(log_format, self.columns, self.detail)
                    if found is None
                    else log_format.below(self.columns, self.detail)
                )
                if following != reader:
                    if offset > begin:
                        yield _Stretch(reader, data[begin:offset])
                    reader, begin = following, offset
                if found is None:
                    break
            yield _Stretch(reader, data[begin:])


def _read_inside(stretch: _Stretch, layers: Layers) -> LinesFound:
    """Read rows with layers around them."""
    if stretch.reader.takes_layers and not isinstance(stretch.reader, HeadedReader):
        return stretch.reader.read([stretch.data], layers)
    return all_wrapped(stretch.data, stretch.reader)


def _inside(data: bytes, layers: Layers, starts: tuple[str, ...]) -> Iterator[_MayBeHeader]:
    """Give the lines inside of layers that may be headers; some must be unwrapped first."""
    from usagestats.logs.readers.kernel.held_lines import (  # noqa: PLC0415  (seldom needed)
        lines_holding,
    )

    for line in lines_holding(data, layers, starts):
        if not line.is_wrapped:
            yield _MayBeHeader(line.offset, line.text)
        elif "\\u" in line.text or any(start in line.text for start in starts):
            yield _MayBeHeader(line.offset, None)


def _bare(data: bytes, starts: tuple[str, ...]) -> Iterator[_MayBeHeader]:
    """Give the lines that may be headers."""
    for place in header_places(data, starts):
        end = data.find(b"\n", place)
        yield _MayBeHeader(place, data[place : len(data) if end < 0 else end].decode())
