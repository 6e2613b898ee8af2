"""Cutting a source into chunks never changes what its lines are."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from usagestats.logs import chunks
from usagestats.logs.chunks import in_batches, whole_lines, whole_lines_of_file
from usagestats.logs.compression import DamagedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

CONTENT = st.lists(st.binary(max_size=12) | st.just(b"\n")).map(b"".join)


@given(CONTENT, st.integers(1, 30), st.integers(1, 10))
def test_pieces_are_the_content_cut_at_line_ends(content: bytes, size: int, block: int) -> None:
    blocks = [content[place : place + block] for place in range(0, len(content), block)]
    pieces = list(whole_lines(blocks, size))

    assert b"".join(pieces) == content
    assert all(piece.endswith(b"\n") for piece in pieces[:-1])
    assert all(pieces)


@given(CONTENT, st.integers(1, 30))
def test_pieces_of_a_file_are_its_content_cut_at_line_ends(content: bytes, size: int) -> None:
    pieces = list(whole_lines_of_file(io.BytesIO(content), size))

    assert b"".join(pieces) == content
    assert all(piece.endswith(b"\n") for piece in pieces[:-1])


@given(st.lists(st.binary(min_size=1, max_size=9)), st.integers(1, 30))
def test_batches_hold_the_pieces_in_order(pieces: list[bytes], size: int) -> None:
    batches = list(in_batches(pieces, size))

    assert [piece for batch in batches for piece in batch.pieces()] == pieces
    assert all(len(batch) >= size for batch in batches[:-1])


def test_a_line_longer_than_the_limit_is_clipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "LONGEST_LINE", 5)
    blocks = [b"ab\n123", b"4567", b"89\nxy\n", b"0123456789"]

    assert b"".join(whole_lines(blocks, 4)) == b"ab\n12345\nxy\n01234"


def test_after_damage_only_whole_lines_are_given() -> None:
    def broken() -> Iterator[bytes]:
        yield b"one\ntwo\nthr"
        raise DamagedError("cut")

    heard: list[DamagedError] = []
    pieces = list(whole_lines(broken(), 100, heard.append))

    assert pieces == [b"one\ntwo\n"]
    assert [str(damage) for damage in heard] == ["cut"]
