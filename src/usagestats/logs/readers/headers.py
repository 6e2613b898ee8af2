"""Header lines, such as `#Fields`: each is in force until the next one of its kind."""

from __future__ import annotations

from codecs import BOM_UTF8
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from usagestats.logs.readers.log_format import LogFormat

_LONGEST = 16 << 10
_TRIES: Final = 64
"""So many times the first byte of a header line is searched: most chunks do not hold it, and one
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
        data: Whole lines; they are searched from their end, which is quick.
    """
    before = preamble.splitlines()
    found = []
    for start in log_format.header_starts:
        held = next((line for line in before if line.startswith(start)), None)
        line = _last_line(data, start.encode()) or held
        found += [line] if line else []
    return "\n".join(found)


def _last_line(data: bytes, start: bytes) -> str | None:
    """Return the last line that begins with `start`; a carriage return ends a line, too."""
    begin = _last_begin(data, start)
    if begin is None:
        return None
    line = data[begin : begin + _LONGEST]
    return line.replace(b"\r", b"\n").split(b"\n", 1)[0].decode("utf-8", "replace")


def _last_begin(data: bytes, start: bytes) -> int | None:
    """Return where the last line that begins with `start` begins; `None`: there is none."""
    before = len(data)
    for _ in range(_TRIES):
        before = data.rfind(start[:1], 0, before)
        if before < 0:
            return None
        if data.startswith(start, before) and _begins_line(data, before):
            return before
    last = before + len(start) - 1
    begin = max(data.rfind(end + start, 0, last) + 1 for end in (b"\n", b"\r"))
    first = len(BOM_UTF8) if data.startswith(BOM_UTF8) else 0
    if begin <= first:
        return first if data.startswith(start, first) else None
    return begin


def _begins_line(data: bytes, place: int) -> bool:
    return place == 0 or data[place - 1] in b"\r\n" or data[:place] == BOM_UTF8
