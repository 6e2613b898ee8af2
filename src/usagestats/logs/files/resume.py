"""The rest of a source that was read before, while it is still the same source.

Between two runs, and during one, a file may be renamed, replaced, or emptied (`copytruncate`).
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
    """Give pieces of a plain file until the file is found to be cut or replaced.

    After a piece was read, the bytes around its beginning are read once more: if they are still
    the same, the piece belongs to the same log.

    Args:
        pieces: The pieces of the file, read one by one.
        read_at: Returns bytes of the file: from an offset on, as many as the second argument.
        begin: The position where the first piece begins.
        on_change: Called if the file is no longer the same.
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
    """Give the bytes after a position.

    Args:
        blocks: The source from its beginning on.
        begin: The position.
        on_change: Called if the bytes before the position are others, or missing.
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
