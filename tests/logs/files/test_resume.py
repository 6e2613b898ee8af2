"""The rest of a source is given as long as it is the same source."""

from __future__ import annotations

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from usagestats.logs.files.positions import BEGINNING, Position
from usagestats.logs.files.resume import beyond, while_unchanged
from usagestats.logs.files.whole_lines import Piece

CONTENT = b"".join(f"line {number}\n".encode() for number in range(300))


def pieces(content: bytes, sizes: list[int], begin: Position = BEGINNING) -> list[Piece]:
    ends = list(accumulate(sizes))
    parts = [content[end - size : end] for size, end in zip(sizes, ends, strict=True)]
    places = list(accumulate(parts, Position.after, initial=begin))[1:]
    return [Piece(part, place) for part, place in zip(parts, places, strict=True) if part]


@given(st.lists(st.integers(1, 900), max_size=9), st.integers(0, 2000))
def test_what_stands_beyond_a_place_is_given(sizes: list[int], offset: int) -> None:
    changes: list[str] = []
    place = BEGINNING.after(CONTENT[:offset])
    blocks = [data for data, _ in pieces(CONTENT, sizes)]
    given = list(beyond(blocks, place, lambda: changes.append("changed")))
    read = b"".join(blocks)

    assert b"".join(given) == read[offset:]
    assert changes == ["changed"] * (len(read) < place.offset)


@given(st.lists(st.integers(1, 900), min_size=4, max_size=9), st.integers(20, 900))
def test_nothing_is_given_where_something_else_stands_before(sizes: list[int], offset: int) -> None:
    changes: list[str] = []
    place = BEGINNING.after(b"x" * offset)
    blocks = [data for data, _ in pieces(CONTENT * 3, sizes)]
    given = list(beyond(blocks, place, lambda: changes.append("changed")))

    assert given == []
    assert changes == ["changed"]


def test_a_file_that_is_replaced_during_its_first_piece_gives_nothing() -> None:
    changes: list[str] = []
    found = pieces(CONTENT, [900, 900])
    new = b"a new log that has nothing to do with the old one\n" * 200
    given = list(
        while_unchanged(
            found, lambda at, size: new[at : at + size], BEGINNING, lambda: changes.append("")
        )
    )

    assert given == []
    assert changes == [""]


@given(st.lists(st.integers(1, 900), min_size=1, max_size=9), st.integers(0, 8))
def test_a_file_that_is_cut_gives_no_more(sizes: list[int], cut_before: int) -> None:
    changes: list[str] = []
    file = bytearray(CONTENT * 3)
    given = []

    def read_at(offset: int, size: int) -> bytes:
        return bytes(file[offset : offset + size])

    found = pieces(bytes(file), sizes)
    for number, piece in enumerate(
        while_unchanged(iter(found), read_at, BEGINNING, lambda: changes.append("changed"))
    ):
        given.append(piece)
        if number + 1 == cut_before:
            file[:] = b"a new log that has nothing to do with the old one\n" * 200

    assert given == (found[:cut_before] if cut_before else found)
    assert changes == ["changed"] * (0 < cut_before < len(found))


def test_a_piece_of_which_something_was_clipped_is_given() -> None:
    whole = b"\0" * 20_000 + CONTENT
    piece = Piece(CONTENT, BEGINNING.after(whole))
    given = list(
        while_unchanged([piece], lambda at, size: whole[at : at + size], BEGINNING, lambda: None)
    )

    assert given == [piece]
