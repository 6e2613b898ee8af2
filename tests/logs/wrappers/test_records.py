from __future__ import annotations

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from usagestats.logs.files.positions import BEGINNING, Position
from usagestats.logs.files.whole_lines import Piece, whole_lines
from usagestats.logs.wrappers.cri import CRI
from usagestats.logs.wrappers.prefixes import COMPOSE
from usagestats.logs.wrappers.records import whole_records


def pieces(contents: list[bytes]) -> list[Piece]:
    ends = list(accumulate(contents, Position.after, initial=BEGINNING))[1:]
    return [Piece(content, end) for content, end in zip(contents, ends, strict=True)]


PARTS = st.lists(st.tuples(st.sampled_from(["stdout", "stderr"]), st.sampled_from("PF")))


@given(PARTS, st.integers(1, 200), st.sampled_from(["", "web-1  | "]))
def test_parts_of_a_record_stay_together(
    parts: list[tuple[str, str]], size: int, prefix: str
) -> None:
    lines = [f"{prefix}2026-05-04T10:15:30Z {stream} {kind} x\n" for stream, kind in parts]
    content = "".join(lines).encode()
    chain = (COMPOSE, CRI) if prefix else (CRI,)
    pieces = list(whole_records(whole_lines([content], size), chain))

    assert b"".join(piece.data for piece in pieces) == content
    for piece in pieces[:-1]:
        inner = [line.removeprefix(prefix) for line in piece.data.decode().splitlines()]
        assert not CRI.open_after(inner)[-1]


@given(PARTS, st.integers(1, 200))
def test_a_record_that_is_open_at_the_end_waits_where_its_source_may_grow(
    parts: list[tuple[str, str]], size: int
) -> None:
    lines = [f"2026-05-04T10:15:30Z {stream} {kind} x\n" for stream, kind in parts]
    content = "".join(lines).encode()
    pieces = list(whole_records(whole_lines([content], size), (CRI,), may_grow=True))
    read = b"".join(piece.data for piece in pieces)

    assert content.startswith(read)
    assert not any(CRI.open_after(read.decode().splitlines())[-1:])
    if pieces:
        assert pieces[-1].end == BEGINNING.after(read)


def test_a_record_that_began_long_ago_and_is_never_closed_holds_nothing_up() -> None:
    lines = [b"2026-05-04T10:15:30Z stderr P x\n", *[b"2026-05-04T10:15:30Z stdout F y\n"] * 999]

    assert len(list(whole_records(pieces([b"".join(lines), b"z\n"]), (CRI,)))) == 2


def test_where_every_line_is_a_record_pieces_are_left_alone() -> None:
    given = pieces([b"a\n", b"b"])

    assert list(whole_records(given, (COMPOSE,))) == given
