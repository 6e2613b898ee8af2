"""Samples of a source, by which its format is detected: its beginning, its middle and its end.

    pieces ─ first_pieces ─▶ the beginning ┐
    a plain file ─ read_at ─▶ middle, end  ┴─ samples_of ─▶ whole lines for `detect`

A source that must be read in order gives only its first pieces. All three samples are then taken
from these pieces: from their beginning, their middle and their end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from usagestats.logs.files.open_source import OpenSource
    from usagestats.logs.files.whole_lines import Piece

SAMPLE_BYTES = 64 << 10
"""About how many bytes a sample has."""


def first_pieces(pieces: Iterator[Piece]) -> list[Piece]:
    """Take the first pieces of a source, until they have the size of a sample."""
    first: list[Piece] = []
    while sum(len(piece.data) for piece in first) < SAMPLE_BYTES and (piece := next(pieces, None)):
        first.append(piece)
    return first


def samples_of(beginning: bytes, stream: OpenSource) -> list[bytes]:
    """Return whole lines from up to three positions of a source, in order.

    Args:
        beginning: The first whole lines of the source.
        stream: The source. If it is a plain file, the middle and the end of the file are read.
            Any other source must be read in order: all samples are parts of `beginning`.
    """
    size = stream.size() if stream.is_plain else 0
    if size <= len(beginning):
        return _samples_in(beginning)
    middle = stream.read_at(size // 2, SAMPLE_BYTES)
    end = stream.read_at(max(size - SAMPLE_BYTES, 0), SAMPLE_BYTES)
    return [_first_lines(beginning), _uncut_lines(middle), _uncut_lines(end)]


def _samples_in(data: bytes) -> list[bytes]:
    if len(data) <= 3 * SAMPLE_BYTES:
        return [data]
    middle = data[len(data) // 2 :][:SAMPLE_BYTES]
    return [_first_lines(data), _uncut_lines(middle), _uncut_lines(data[-SAMPLE_BYTES:])]


def _first_lines(data: bytes) -> bytes:
    """Return the lines that begin in the first bytes, at least one."""
    end = data.find(b"\n", min(SAMPLE_BYTES, len(data)))
    return data if end < 0 else data[:end]


def _uncut_lines(data: bytes) -> bytes:
    """Drop the first and the last line, which may be cut."""
    return data[data.find(b"\n") + 1 : data.rfind(b"\n") + 1]
