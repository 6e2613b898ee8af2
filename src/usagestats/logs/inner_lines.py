"""A chunk → the lines of the gateway in it: UTF-8, line feeds, nothing around them.

Beside `lines = requests + rejects + ignored` a source has lines of its own. The unit of the former
is what the gateway wrote: parts of a split line are one line, each record of a JSON array is one,
brackets and commas between records are none. Places (FILE:LINE) count the lines of the source, and
name the one at which a record begins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.logs.files.encodings import valid_utf8, with_line_feeds
from usagestats.logs.wrappers.chain import Peeled, peel

if TYPE_CHECKING:
    from usagestats.logs.chunk import Chunk


def source_lines(chunk: Chunk) -> int:
    """Return how many lines of its source a chunk holds."""
    data = with_line_feeds(chunk.data)
    return data.count(b"\n") + (not data.endswith(b"\n"))


def inner_lines(chunk: Chunk) -> Peeled:
    """Return the lines inside a chunk; those without wrappers stay in pieces."""
    if chunk.wrappers:
        return peel(valid_utf8(with_line_feeds(chunk.data), chunk.encoding), chunk.wrappers)
    return Peeled(valid_utf8(with_line_feeds(one), chunk.encoding) for one in chunk.pieces())


def inner_data(chunk: Chunk) -> bytes:
    """Return the lines inside a chunk that is held, as they are where nothing is around them."""
    return b"".join(inner_lines(chunk).pieces) if chunk.wrappers else chunk.data
