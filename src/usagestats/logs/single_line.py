"""One line of a log, as the careful path reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from usagestats.errors import InputError
from usagestats.logs.formats import FORMATS
from usagestats.logs.headers import headers_in_force, with_headers
from usagestats.logs.ignored import is_ignored
from usagestats.logs.inner_lines import inner_lines, source_lines
from usagestats.logs.log_format import NoRequestError
from usagestats.logs.rejects import clipped
from usagestats.logs.source_chunks import SourceChunks

if TYPE_CHECKING:
    from usagestats.logs.chunks import Chunk
    from usagestats.logs.log_format import Request
    from usagestats.logs.sources import Source


@dataclass(frozen=True, slots=True)
class SingleLine:
    """A line that is a request, and the name of the format it is in."""

    log_format: str
    request: Request


def read_single_line(source: Source, number: int) -> SingleLine:
    """Read the line of this number, counted from 1.

    Raises:
        InputError: There is no such line, or it is no request.
    """
    where = f"{source.name}:{number}"
    lines_before = 0
    for chunk in SourceChunks(source, 0).chunks():
        lines = source_lines(chunk)
        if number <= lines_before + lines:
            return _read(chunk, number - lines_before - 1, where)
        lines_before += lines
    raise InputError(f"there is no such line; the log has {lines_before:,}", where=where)


def _read(chunk: Chunk, number: int, where: str) -> SingleLine:
    """Read the line of a chunk, numbered from 0, or the one that it is a part of."""
    inner = inner_lines(chunk)
    before, line = inner.line_at(number)
    text = line.decode("utf-8", "replace").strip("\0\ufeff")
    if is_ignored(text):
        raise InputError("the line is no request: blank, a comment or an error log's", where=where)
    log_format = FORMATS[chunk.log_format]
    headers = headers_in_force(log_format, chunk.preamble, before)
    try:
        request = with_headers(log_format, headers).read_line(text)
    except NoRequestError as reason:
        raise InputError(
            f"the line does not parse as {log_format.name}: {reason}",
            where=where,
            hint=clipped(text),
        ) from reason
    return SingleLine(log_format.name, request)
