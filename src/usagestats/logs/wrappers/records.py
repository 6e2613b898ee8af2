"""Pieces of whole lines → pieces of whole records: parts of a split line stay together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.logs.files.positions import BEGINNING, Position
from usagestats.logs.files.whole_lines import LONGEST_LINE, Piece
from usagestats.logs.wrappers.wrapper import texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from usagestats.logs.wrappers.chain import Chain

_LINES_LOOKED_AT = 256


def whole_records(
    pieces: Iterable[Piece], chain: Chain, begin: Position = BEGINNING, *, may_grow: bool = False
) -> Iterator[Piece]:
    """Cut pieces between records; a record longer than the longest line is cut, too.

    The search for a cut begins with the last lines of a piece. A record that has no line among the
    lines that were searched is taken to have ended before them.

    Args:
        pieces: Whole lines.
        chain: The wrappers of the lines.
        begin: The position where the first piece begins.
        may_grow: Whether a record that is open at the end is left for another run.
    """
    if all(wrapper.open_after([]) is None for wrapper in chain):
        yield from pieces
        return
    held, begun = b"", begin
    for piece in pieces:
        held += piece.data
        end = _end_of_records(held, chain)
        # a clipped piece lacks bytes, so that only the position of its end is known
        is_clipped = piece.end.offset - begun.offset != len(held)
        if is_clipped or (not end and len(held) > LONGEST_LINE):
            end = len(held)
        if end == len(held):
            begun = piece.end
            yield Piece(held, begun)
        elif end:
            begun = begun.after(held[:end])
            yield Piece(held[:end], begun)
        held = held[end:]
    if held and not may_grow:
        yield Piece(held, piece.end)


def _end_of_records(data: bytes, chain: Chain) -> int:
    """Return the number of bytes up to the end of the last whole record; 0 where none ends."""
    count = _LINES_LOOKED_AT
    while True:
        begin = _begin_of_last_lines(data, count)
        lines = data[begin:].split(b"\n")
        closed = _last_closed([line.decode("utf-8", "replace") for line in lines], chain)
        if closed is not None:
            return min(begin + sum(len(line) + 1 for line in lines[: closed + 1]), len(data))
        if begin == 0:
            return 0
        count *= 8


def _begin_of_last_lines(data: bytes, count: int) -> int:
    begin = len(data)
    for _ in range(count + 1):
        begin = data.rfind(b"\n", 0, begin)
        if begin < 0:
            return 0
    return begin + 1


def _last_closed(lines: list[str], chain: Chain) -> int | None:
    """Return the index of the last line after which no record is open."""
    text = texts(lines[:-1] if lines[-1] == "" else lines)
    for wrapper in chain:
        open_after = wrapper.open_after(text.to_list())
        if open_after is not None:
            closed = (index for index in reversed(range(len(open_after))) if not open_after[index])
            return next(closed, None)
        text = wrapper.unwrap(text).text
    return len(text) - 1
