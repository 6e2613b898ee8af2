"""Header lines, such as `#Fields`: each is in force until the next one of its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from usagestats.logs.readers.log_format import LogFormat

_LONGEST = 16 << 10


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
    begins = [data.rfind(end + start) + 1 for end in (b"\n", b"\r")]
    begin = max(begins)
    if begin == 0 and not data.removeprefix(b"\xef\xbb\xbf").startswith(start):
        return None
    line = data[begin : begin + _LONGEST].removeprefix(b"\xef\xbb\xbf")
    return line.replace(b"\r", b"\n").split(b"\n", 1)[0].decode("utf-8", "replace")
