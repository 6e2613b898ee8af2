"""Cutting a source into chunks never changes what its lines are."""

from __future__ import annotations

import io
from itertools import accumulate
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from usagestats.logs.files import whole_lines as chunks
from usagestats.logs.files.compression import DamagedError
from usagestats.logs.files.positions import BEGINNING, Position
from usagestats.logs.files.whole_lines import Piece, in_batches, whole_lines, whole_lines_of_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest


def data(pieces: list[Piece]) -> list[bytes]:
    return [piece.data for piece in pieces]


def ends(pieces: list[Piece]) -> list[Position]:
    """Return the position of each end, where nothing was clipped."""
    return list(accumulate(data(pieces), Position.after, initial=BEGINNING))[1:]


CONTENT = st.lists(st.binary(max_size=12) | st.just(b"\n")).map(b"".join)


@given(CONTENT, st.integers(1, 30), st.integers(1, 10))
def test_pieces_are_the_content_cut_at_line_ends(content: bytes, size: int, block: int) -> None:
    blocks = [content[place : place + block] for place in range(0, len(content), block)]
    pieces = list(whole_lines(blocks, size))

    assert b"".join(data(pieces)) == content
    assert all(piece.endswith(b"\n") for piece in data(pieces)[:-1])
    assert all(data(pieces))
    assert [piece.end for piece in pieces] == ends(pieces)


@given(CONTENT, st.integers(1, 30))
def test_pieces_of_a_file_are_its_content_cut_at_line_ends(content: bytes, size: int) -> None:
    pieces = list(whole_lines_of_file(io.BytesIO(content), size))

    assert b"".join(data(pieces)) == content
    assert all(piece.endswith(b"\n") for piece in data(pieces)[:-1])
    assert [piece.end for piece in pieces] == ends(pieces)


@given(CONTENT, st.integers(1, 30), st.integers(1, 10))
def test_what_may_grow_is_read_up_to_its_last_newline(
    content: bytes, size: int, block: int
) -> None:
    blocks = [content[place : place + block] for place in range(0, len(content), block)]
    whole = content[: content.rfind(b"\n") + 1]
    for pieces in (
        list(whole_lines(blocks, size, may_grow=True)),
        list(whole_lines_of_file(io.BytesIO(content), size, may_grow=True)),
    ):
        assert b"".join(data(pieces)) == whole
        assert [piece.end for piece in pieces] == ends(pieces)


@given(st.lists(st.binary(min_size=1, max_size=9)), st.integers(1, 30))
def test_batches_hold_the_pieces_in_order(parts: list[bytes], size: int) -> None:
    places = list(accumulate(parts, Position.after, initial=BEGINNING))[1:]
    pieces = [Piece(part, place) for part, place in zip(parts, places, strict=True)]
    batches = list(in_batches(pieces, lambda: size))

    assert [piece for batch, _ in batches for piece in batch.pieces()] == parts
    assert all(len(batch) >= size for batch, _ in batches[:-1])
    assert [end.offset for _, end in batches] == list(
        accumulate(len(batch) for batch, _ in batches)
    )


def test_a_line_longer_than_the_limit_is_clipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "LONGEST_LINE", 5)
    blocks = [b"ab\n123", b"4567", b"89\nxy\n", b"0123456789"]

    pieces = list(whole_lines(blocks, 4))

    assert b"".join(data(pieces)) == b"ab\n12345\nxy\n01234"
    assert [piece.end.offset for piece in pieces] == [3, 16, 26]


def test_after_damage_only_whole_lines_are_given() -> None:
    def broken() -> Iterator[bytes]:
        yield b"one\ntwo\nthr"
        raise DamagedError("cut")

    heard: list[DamagedError] = []
    pieces = list(whole_lines(broken(), 100, heard.append))

    assert pieces == [(b"one\ntwo\n", BEGINNING.after(b"one\ntwo\n"))]
    assert [str(damage) for damage in heard] == ["cut"]
