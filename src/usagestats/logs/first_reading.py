"""A chunk → what its reader finds in its lines; the kernel takes wrappers off as it reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from usagestats.light_dataclass import replace
from usagestats.logs.files.encodings import valid_utf8, with_line_feeds
from usagestats.logs.inner_lines import inner_lines
from usagestats.logs.readers.joined import at_numbers, joined
from usagestats.logs.readers.refused_lines import lines_in_order
from usagestats.logs.wrappers.chain import Peeled, unwrapped
from usagestats.logs.wrappers.inner_line import InRecord

if TYPE_CHECKING:
    from usagestats.logs.chunk import Chunk
    from usagestats.logs.readers.reader import LinesFound


def first_reading(chunk: Chunk) -> tuple[LinesFound, Peeled]:
    """Let the reader of a chunk read its lines.

    Returns:
        The requests that it found with the lines that it refused, and where inner lines stand in
        the chunk; their pieces have been read.
    """
    return _through_layers(chunk) or _of_inner_lines(chunk)


def _of_inner_lines(chunk: Chunk) -> tuple[LinesFound, Peeled]:
    inner = inner_lines(chunk)
    return chunk.reader.read(inner.pieces), inner


def _through_layers(chunk: Chunk) -> tuple[LinesFound, Peeled] | None:
    """Let the kernel take all wrappers off; `None` where it cannot take them off line by line."""
    if not chunk.wrappers or not chunk.reader.takes_layers:
        return None
    data = valid_utf8(with_line_feeds(chunk.data), chunk.encoding)
    from usagestats.logs.wrappers.by_kernel import layers_around  # noqa: PLC0415  (seldom needed)

    layers = layers_around(data, chunk.wrappers)
    if layers is None:
        return None
    found = chunk.reader.read((data,), layers)
    if not found.wrapped:
        return found, Peeled(())
    # whether entries without a line feed are parts of a line is seen in all entries together
    if any(isinstance(one.place, InRecord) and one.place.is_ended for one in chunk.wrappers):
        return None
    return _with_wrapped(found, chunk)


def _with_wrapped(found: LinesFound, chunk: Chunk) -> tuple[LinesFound, Peeled] | None:
    """Add the lines that the kernel left wrapped; `None` where one is not one line."""
    parts, repeated = [found], 0
    for reader, wrapped in found.wrapped:
        numbers, lines = zip(*wrapped, strict=True)
        inner = unwrapped(pl.Series(lines, dtype=pl.String), chunk.wrappers)
        if inner.origins is not None:
            return None
        text = "".join(f"{line}\n" for line in inner.text)
        rest = reader.read((text.encode(),))
        parts.append(at_numbers(rest, pl.Series(numbers, dtype=pl.Int64)))
        repeated += inner.repeated
    refused = lines_in_order([part.refused for part in parts])
    filled = [part for part in parts if part.requests.height] or parts[:1]
    whole = replace(joined(filled), lines=found.lines, refused=refused)
    return whole, Peeled((), repeated=repeated)
