"""Header lines, such as `#Fields`: each is in force until the next one of its kind."""

from __future__ import annotations

from codecs import BOM_UTF8
from itertools import chain
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from usagestats.logs.readers.log_format import LogFormat

MARKS: Final = "\0\ufeff"
"""Marks that may stand before a header."""

_BYTES_OF_MARKS: Final = b"\0" + BOM_UTF8
_LONGEST: Final = 16 << 10
_TRIES: Final = 64
"""So many times the first byte of a header line is searched: most pieces do not hold it, and one
byte is found in a hundredth of the time of several."""


class HasHeaders(Protocol):
    """A format, or several."""

    @property
    def header_starts(self) -> tuple[str, ...]:
        """The beginnings of the header lines, one per kind."""


def with_headers(log_format: LogFormat, preamble: str) -> LogFormat:
    """Return the format that reads lines below the header lines of `preamble`."""
    for line in preamble.splitlines():
        log_format = log_format.for_header(line) or log_format
    return log_format


def headers_in_force(log_format: HasHeaders, preamble: str, data: bytes) -> str:
    """Return the header lines that are in force after the lines of `data`, one of each kind.

    Args:
        log_format: The format of the lines, or several.
        preamble: The header lines in force before them.
        data: Whole lines.
    """
    before, starts = preamble.splitlines(), log_format.header_starts
    places = header_places(data, starts)
    found = []
    for start in starts:
        lines = chain((_line_at(data, place) for place in reversed(places)), before)
        line = next((line for line in lines if line.startswith(start)), None)
        found += [line] if line else []
    return "\n".join(found)


def _line_at(data: bytes, begin: int) -> str:
    """Return the header line at a place, without marks; a carriage return ends a line, too."""
    last = begin + _LONGEST
    end = data.find(b"\n", begin, last)
    line = data[begin : last if end < 0 else end].split(b"\r", 1)[0]
    return line.decode("utf-8", "replace").strip(MARKS)


def header_places(data: bytes, starts: Sequence[str]) -> list[int]:
    """Return where the lines begin that may be header lines, in order.

    Args:
        data: Whole lines, each of which may begin with marks.
        starts: The beginnings of header lines.
    """
    texts = tuple(start.encode() for start in starts)
    lines = (_begin_of_line(data, place) for place in _places(data, texts))
    return sorted({begin for begin in lines if begin is not None})


def _places(data: bytes, texts: tuple[bytes, ...]) -> Iterator[int]:
    """Give the places of texts, those with the same first byte together."""
    for first in {text[:1] for text in texts}:
        at = -1
        for _ in range(_TRIES):
            at = data.find(first, at + 1)
            if at < 0:
                break
            if data.startswith(texts, at):
                yield at
        else:
            for text in texts:  # the rest holds it often
                yield from _places_of(data, text, at + 1)


def _places_of(data: bytes, text: bytes, begin: int) -> Iterator[int]:
    at = data.find(text, begin)
    while at >= 0:
        yield at
        at = data.find(text, at + 1)


def _begin_of_line(data: bytes, place: int) -> int | None:
    """Return where a line begins that has nothing but marks before a place."""
    while place and data[place - 1] in _BYTES_OF_MARKS:
        place -= 1
    return place if not place or data[place - 1] in b"\r\n" else None
