"""The lines of a chunk, in memory or in pieces."""

from __future__ import annotations

from tests.chunks import reader_of
from usagestats.logs.chunk import Chunk
from usagestats.logs.files.whole_lines import HeldPieces
from usagestats.logs.formats.ncsa import NCSA


def test_lines_in_memory_are_one_piece() -> None:
    chunk = Chunk(0, 0, b"a\nb\n", NCSA, reader_of(NCSA))

    assert chunk.data == b"a\nb\n"
    assert list(chunk.pieces()) == [b"a\nb\n"]


def test_lines_in_pieces_stay_in_pieces_until_they_are_needed_together() -> None:
    chunk = Chunk(0, 0, HeldPieces((b"a\n", b"b\nc\n")), NCSA, reader_of(NCSA))

    assert list(chunk.pieces()) == [b"a\n", b"b\nc\n"]
    assert chunk.data == b"a\nb\nc\n"
