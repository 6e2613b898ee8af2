"""Rows below header lines → REQUESTS: the rows between two headers are read together."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple, Protocol

from usagestats.light_dataclass import dataclass
from usagestats.logs.readers.joined import in_order
from usagestats.logs.readers.reader import all_wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from usagestats.logs.readers.reader import Layers, LinesFound, Reader
    from usagestats.tables.declared import Detail

_MARKS = "\0\ufeff"
"""Marks that may stand before a header."""


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
    """Rows of the same columns; of others it is not known which headers are among them."""

    reader: Reader
    begin: int
    end: int
    is_known: bool = True


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
    takes_layers: ClassVar = True

    def read(self, pieces: Iterable[bytes], layers: Layers = ()) -> LinesFound:
        """Read rows; refuse those that must be read with care."""
        data = b"".join(pieces)
        starts = self.log_format.header_starts
        headers = _inside(data, layers, starts) if layers else _bare(data, starts)
        return in_order(
            [
                _read(one, data[one.begin : one.end], layers)
                for one in self._stretches(data, headers)
            ]
        )

    def read_apart(self, pieces: Sequence[bytes]) -> None:
        """Return `None`: the header of a piece would be in force in the next."""

    def refused(self, lines: bytes) -> None:
        """Return `None`: header lines are among them."""

    def _stretches(self, data: bytes, headers: Iterable[_MayBeHeader]) -> Iterator[_Stretch]:
        """Give the stretches of rows, each with its reader."""
        log_format, begin = self.log_format, 0
        reader = log_format.below(self.columns, self.detail)
        for offset, text in headers:
            found = None if text is None else log_format.for_header(text.strip(_MARKS))
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
                    yield _Stretch(reader, begin, offset)
                reader, begin = following, offset
            if found is None:
                break
        yield _Stretch(reader, begin, len(data), is_known=not isinstance(reader, HeadedReader))


def _read(stretch: _Stretch, data: bytes, layers: Layers) -> LinesFound:
    if not layers:
        return stretch.reader.read([data])
    if stretch.is_known and stretch.reader.takes_layers:
        return stretch.reader.read([data], layers)
    return all_wrapped(data, stretch.reader)


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


def _bare(data: bytes, starts: Iterable[str]) -> Iterator[_MayBeHeader]:
    """Give the lines that may be headers."""
    for place in _header_places(data, starts):
        end = data.find(b"\n", place)
        yield _MayBeHeader(place, data[place : len(data) if end < 0 else end].decode())


def _header_places(data: bytes, starts: Iterable[str]) -> list[int]:
    """Return the places of lines that may be header lines, in order."""
    places: set[int] = set()
    for start in starts:
        text = start.encode()
        at = data.find(text)
        while at >= 0:
            begin = data.rfind(b"\n", 0, at) + 1
            if not data[begin:at].strip(_MARKS.encode()):
                places.add(begin)
            at = data.find(text, at + 1)
    return sorted(places)
