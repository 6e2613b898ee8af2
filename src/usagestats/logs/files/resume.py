"""The rest of a source that was read before, as long as it is still the same source.

Between two looks at a file it may be renamed, replaced, or cut to nothing (`copytruncate`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.logs.files.positions import BEGINNING, TAIL_BYTES
from usagestats.logs.files.whole_lines import Piece

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from usagestats.logs.files.positions import Position


def while_unchanged(
    pieces: Iterable[Piece],
    read_at: Callable[[int, int], bytes],
    begin: Position,
    on_change: Callable[[], None],
) -> Iterator[Piece]:
    """Give pieces of a plain file until it turns out to have been cut or written anew.

    What stands around the beginning of a piece is looked at after the piece was read: if it is
    still the same, the piece is of the same log.

    Args:
        pieces: Are read one by one.
        read_at: Gives so many bytes of the file from an offset on.
        begin: Where the first piece begins.
        on_change: Is told that the file is no longer the same.
    """
    for data, end in pieces:
        is_clipped = len(data) < end.offset - begin.offset
        expected = begin.tail if is_clipped else begin.tail + data[:TAIL_BYTES]
        if read_at(begin.offset - len(begin.tail), len(expected)) != expected:
            on_change()
            return
        begin = end
        yield Piece(data, end)


def beyond(
    blocks: Iterable[bytes], begin: Position, on_change: Callable[[], None]
) -> Iterator[bytes]:
    """Give what stands after a place, which blocks from the beginning on must pass.

    Args:
        blocks: From the beginning on.
        begin: The place.
        on_change: Is told that something else stands before the place, or nothing at all.
    """
    passed = BEGINNING
    blocks = iter(blocks)
    while passed.offset < begin.offset:
        block = next(blocks, b"")
        rest = begin.offset - passed.offset
        passed = passed.after(block[:rest])
        if not block or (passed.offset == begin.offset and passed.tail != begin.tail):
            on_change()
            return
        if len(block) > rest:
            yield block[rest:]
    yield from blocks
