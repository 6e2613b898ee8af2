"""One line of a log, as the careful path reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from usagestats.errors import InputError
from usagestats.logs.formats import FORMATS
from usagestats.logs.ignored import is_ignored
from usagestats.logs.log_format import NoRequestError
from usagestats.logs.rejects import clipped
from usagestats.logs.source_chunks import SourceChunks

if TYPE_CHECKING:
    from usagestats.logs.log_format import Request
    from usagestats.logs.sources import Source


@dataclass(frozen=True, slots=True)
class SingleLine:
    """A line that is a request, and the name of the format it is in."""

    log_format: str
    request: Request


def read_single_line(source: Source, number: int, secret_names: frozenset[str]) -> SingleLine:
    """Read the line of this number, counted from 1.

    Args:
        source: The log.
        number: Of the line.
        secret_names: The parameters and fields that no message may show.

    Raises:
        InputError: There is no such line, or it is no request.
    """
    where = f"{source.name}:{number}"
    lines_before = 0
    for chunk in SourceChunks(source, 0, secret_names=secret_names).chunks():
        data = chunk.data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        lines = data.count(b"\n") + (not data.endswith(b"\n"))
        if number <= lines_before + lines:
            line = data.split(b"\n", number - lines_before)[number - lines_before - 1]
            text = line.decode("utf-8", "replace").strip("\0\ufeff")
            try:
                return SingleLine(chunk.log_format, _request(text, chunk.log_format))
            except NoRequestError as reason:
                shown = clipped(text, secret_names)
                raise InputError(str(reason), where=where, hint=shown) from reason
        lines_before += lines
    raise InputError(f"there is no such line; the log has {lines_before:,}", where=where)


def _request(line: str, log_format: str) -> Request:
    if is_ignored(line):
        raise NoRequestError("the line is no request: blank, a comment or an error log's")
    try:
        return FORMATS[log_format].read_line(line)
    except NoRequestError as reason:
        raise NoRequestError(f"the line does not parse as {log_format}: {reason}") from reason
