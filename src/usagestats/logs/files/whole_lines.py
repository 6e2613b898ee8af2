"""Blocks of bytes → pieces that begin and end with whole lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from usagestats.light_dataclass import dataclass
from usagestats.logs.files.compression import DamagedError
from usagestats.logs.files.positions import BEGINNING, Cursor, Position

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


CHUNK_BYTES = 8 << 20
"""The approximate size of a chunk that is held in memory."""
LOOK_BACK = 1 << 20
"""How many bytes before the end of a piece are searched for its last newline."""
PIECE_BYTES = 1024 << 10
"""The approximate size of a decompressed piece.

It is small, since to join blocks into larger pieces takes as long as to decompress them.
"""

LONGEST_LINE = 32 << 20
"""A longer line is clipped to this many bytes, so that memory is bounded."""
# a block of at least so many NUL bytes: the log was copied and cut while its writer went on
_HOLE = 16 << 10


class Seekable(Protocol):
    """A file that can be read at any offset."""

    def seek(self, position: int, /) -> object:
        """Go to an offset from the beginning."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes from the present offset on; none at the end."""


class InPieces(Protocol):
    """Whole lines in pieces; each piece ends with a newline, only the last need not."""

    def __len__(self) -> int:
        """Return the number of bytes."""

    def pieces(self) -> Iterator[bytes]:
        """Give the pieces in order."""


@dataclass(frozen=True, slots=True)
class HeldPieces:
    """Pieces that are in memory."""

    held: tuple[bytes, ...]

    def __len__(self) -> int:
        """Return the number of bytes."""
        return sum(map(len, self.held))

    def pieces(self) -> Iterator[bytes]:
        """Give the pieces in order."""
        return iter(self.held)


class Piece(NamedTuple):
    """Whole lines, and the position in the stream where they end, clipped bytes included."""

    data: bytes
    end: Position


def _unheard(_: DamagedError) -> None:
    """Ignore damage."""


def whole_lines(
    blocks: Iterable[bytes],
    size: int = CHUNK_BYTES,
    on_damage: Callable[[DamagedError], object] = _unheard,
    cursor: Cursor | None = None,
    *,
    may_grow: bool = False,
) -> Iterator[Piece]:
    """Join and cut blocks into pieces of about `size` bytes that end with a newline.

    The last piece may end without one, except after damage: then the broken last line is dropped.

    Args:
        blocks: The stream.
        size: The approximate size of a piece, in bytes.
        on_damage: Called with the error if `blocks` ends in damage.
        cursor: Stands where the first block begins, and moves over the blocks.
        may_grow: Whether a last line without its newline is left for another run.
    """
    held = b""
    parts: list[bytes] = []
    waiting = 0
    unfinished: int | None = None  # the bytes after the last newline in `parts`
    ends = _LineEnds(cursor or Cursor())
    try:
        for block in _clipped(ends.watched(blocks)):
            parts.append(block)
            waiting += len(block)
            found = block.rfind(b"\n")
            if found >= 0:
                unfinished = len(block) - found - 1
            elif unfinished is not None:
                unfinished += len(block)
            if unfinished is None or len(held) + waiting < size:
                continue
            joined = b"".join((held, *parts))
            cut = len(joined) - unfinished
            yield Piece(joined[:cut], ends.last_line_end)
            held, parts, waiting, unfinished = joined[cut:], [], 0, None
    except DamagedError as damage:
        on_damage(damage)
        may_grow = True
    rest, end = b"".join((held, *parts)), ends.end
    if may_grow:
        rest, end = rest[: rest.rfind(b"\n") + 1], ends.last_line_end
    if rest:
        yield Piece(rest, end)


class _LineEnds:
    """The end of the blocks that passed, and the end of the last whole line in them."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self.last_line_end = cursor.position

    @property
    def end(self) -> Position:
        return self._cursor.position

    def watched(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        for block in blocks:
            whole = block.rfind(b"\n") + 1
            if 0 < whole < len(block):
                self.last_line_end = self._cursor.position.after(block[:whole])
            self._cursor.follow(block)
            if whole == len(block):
                self.last_line_end = self._cursor.position
            yield block


def whole_lines_of_file(
    file: Seekable,
    size: int = CHUNK_BYTES,
    cursor: Cursor | None = None,
    *,
    may_grow: bool = False,
) -> Iterator[Piece]:
    """Give pieces of a plain file as `whole_lines` does, each copied only once.

    The last newline of a piece is found before the piece is read, so that its bytes never move:
    the first touch of new memory costs more than any other work on a byte.

    Args:
        file: The file; it is read from the cursor on.
        size: The approximate size of a piece, in bytes.
        cursor: Moves over the bytes that are read.
        may_grow: As in `whole_lines`.
    """
    cursor = cursor or Cursor()
    while True:
        file.seek(cursor.position.offset + max(size - LOOK_BACK, 0))
        window = file.read(min(LOOK_BACK, size))
        file.seek(cursor.position.offset)
        cut = window.rfind(b"\n") + 1
        if not window or not cut:
            break
        data = file.read(max(size - LOOK_BACK, 0) + cut)
        if not data:  # it was cut short meanwhile
            return
        cursor.follow(data)
        yield Piece(data, cursor.position)
    blocks = iter(lambda: file.read(LOOK_BACK), b"")
    yield from whole_lines(blocks, size, cursor=cursor, may_grow=may_grow)


def in_batches(
    pieces: Iterable[Piece], size: Callable[[], int]
) -> Iterator[tuple[HeldPieces, Position]]:
    """Give batches of pieces, not copied, and where each batch ends.

    Args:
        pieces: The pieces.
        size: Returns the number of bytes with which a batch is complete.
    """
    batch: list[bytes] = []
    end = BEGINNING
    for data, end in pieces:
        batch.append(data)
        if sum(map(len, batch)) >= size():
            yield HeldPieces(tuple(batch)), end
            batch = []
    if batch:
        yield HeldPieces(tuple(batch)), end


def _clipped(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Drop the bytes beyond `LONGEST_LINE` of a line, and large holes before a line."""
    line_bytes = 0
    for block in blocks:
        if not line_bytes and len(block) >= _HOLE and not block.strip(b"\0"):
            continue
        first, last = block.find(b"\n"), block.rfind(b"\n")
        if first < 0:
            room = max(LONGEST_LINE - line_bytes, 0)
            line_bytes += len(block)
            if room:
                yield block[:room]
            continue
        if line_bytes + first > LONGEST_LINE:
            room = max(LONGEST_LINE - line_bytes, 0)
            yield block[:room] + block[first:]
        else:
            yield block
        line_bytes = len(block[last + 1 :].lstrip(b"\0"))
