"""A chunk → the lines of the gateway in it: UTF-8, line feeds, nothing around them.

Two numbers of lines must be kept apart. `lines = requests + rejects + ignored` counts the lines
that the gateway wrote: a line that was split into parts is one, each record of a JSON array is
one, a bracket or comma between records is none. FILE:LINE counts the lines of the source, and names
the one at which a record begins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.logs.files.encodings import valid_utf8, with_line_feeds
from usagestats.logs.wrappers.chain import Peeled, peel

if TYPE_CHECKING:
    from usagestats.logs.chunk import Chunk


def source_lines(chunk: Chunk) -> int:
    """Return the number of lines of its source in a chunk."""
    data = with_line_feeds(chunk.data)
    return data.count(b"\n") + (not data.endswith(b"\n"))


def inner_lines(chunk: Chunk) -> Peeled:
    """Return the lines inside a chunk; without wrappers they stay in pieces."""
    if chunk.wrappers:
        return peel(valid_utf8(with_line_feeds(chunk.data), chunk.encoding), chunk.wrappers)
    return Peeled(valid_utf8(with_line_feeds(one), chunk.encoding) for one in chunk.pieces())


def inner_data(chunk: Chunk) -> bytes:
    """Return the lines inside a chunk in memory; without wrappers they are not decoded."""
    return b"".join(inner_lines(chunk).pieces) if chunk.wrappers else chunk.data
