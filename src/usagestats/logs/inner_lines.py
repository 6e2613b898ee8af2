"""A chunk → the lines of the gateway in it: in UTF-8, with line feeds, without wrappers.

Lines are counted in two ways, which must be kept apart. `lines = requests + rejects + ignored`
counts the lines that the gateway wrote: a line that was split into parts is one, each record of a
JSON array is one, a bracket or comma between records is none. FILE:LINE counts the lines of the
source: it names the line at which a record begins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.logs.files.encodings import valid_utf8, with_line_feeds
from usagestats.logs.wrappers.chain import Peeled, peel

if TYPE_CHECKING:
    from collections.abc import Iterable

    from usagestats.logs.chunk import Chunk


def source_lines(chunk: Chunk) -> int:
    """Return how many lines of its source a chunk holds, as FILE:LINE counts them."""
    pieces = map(with_line_feeds, chunk.pieces())
    return sum(one.count(b"\n") + (not one.endswith(b"\n")) for one in pieces)


def inner_lines(chunk: Chunk) -> Peeled:
    """Return the lines inside a chunk, as UTF-8; without wrappers they are read in pieces."""
    if chunk.wrappers:
        return peel(valid_utf8(with_line_feeds(chunk.data), chunk.encoding), chunk.wrappers)
    return Peeled(valid_utf8(with_line_feeds(one), chunk.encoding) for one in chunk.pieces())


def lines_with_headers(chunk: Chunk) -> Iterable[bytes]:
    """Return the lines inside a chunk that may be header lines, and perhaps others, in pieces."""
    if not chunk.wrappers:
        return chunk.pieces()
    data = valid_utf8(with_line_feeds(chunk.data), chunk.encoding)
    from usagestats.logs.wrappers.by_kernel import layers_around  # noqa: PLC0415  (seldom needed)

    layers = layers_around(data, chunk.wrappers)
    if not layers:
        return [inner_data(chunk)]
    from usagestats.logs.readers.kernel.held_lines import (  # noqa: PLC0415  (seldom needed)
        lines_holding,
    )

    lines = lines_holding(data, layers, chunk.header_starts)
    if any(line.is_wrapped for line in lines):
        return [inner_data(chunk)]
    return ["".join(f"{line.text}\n" for line in lines).encode()]


def inner_data(chunk: Chunk) -> bytes:
    """Return the lines inside a chunk, all in memory; without wrappers the bytes of the source."""
    return b"".join(inner_lines(chunk).pieces) if chunk.wrappers else chunk.data
