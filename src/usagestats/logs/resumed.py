"""The rest of a source that was read before, as long as it is still the same source.

Between two looks at a file it may be renamed, replaced, or cut to nothing (`copytruncate`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.logs.chunks import Piece
from usagestats.logs.places import BEGINNING, TAIL_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from usagestats.logs.places import Place


def while_unchanged(
    pieces: Iterable[Piece],
    read_at: Callable[[int, int], bytes],
    begin: Place,
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


def beyond(pieces: Iterable[Piece], begin: Place, on_change: Callable[[], None]) -> Iterator[Piece]:
    """Give what stands after a place, which pieces from the beginning on must pass.

    Args:
        pieces: From the beginning on; clipped nowhere before the place.
        begin: After a whole line.
        on_change: Is told that something else stands before the place.
    """
    passed = BEGINNING
    for data, end in pieces:
        if passed.offset < begin.offset:
            known, data = _split(data, begin.offset - passed.offset)  # noqa: PLW2901
            passed = passed.after(known)
            if passed.offset == begin.offset and passed.tail != begin.tail:
                on_change()
                return
        if data:
            yield Piece(data, end)


def _split(data: bytes, place: int) -> tuple[bytes, bytes]:
    return data[:place], data[place:]
