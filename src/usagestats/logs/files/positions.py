"""Positions in a source, and the fingerprints by which a source is recognised later.

A source is its content, not its name: a log that is renamed, copied or compressed stays the same,
and another log of the same name is another source (DESIGN, section 9).
"""

from __future__ import annotations

from hashlib import sha256
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from usagestats.light_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD_BYTES: Final = 4096
TAIL_BYTES: Final = 1024
FIRST_MARK: Final = 64
MARK_DIGITS: Final = 8
_LARGEST_SOURCE: Final = 1 << 60


def digest(data: bytes) -> str:
    """Return the SHA-256 of bytes in hex digits."""
    return sha256(data).hexdigest()


def mark(tail: bytes) -> str:
    """Return the mark of a position: a short digest of the bytes right before it."""
    return digest(tail)[:MARK_DIGITS]


def _mark_offsets() -> Iterator[int]:
    offset = FIRST_MARK
    while True:
        yield offset
        offset += max(offset // 20, FIRST_MARK // 2)


MARK_OFFSETS: Final = tuple(takewhile(lambda offset: offset < _LARGEST_SOURCE, _mark_offsets()))
"""The offsets that have a mark, each about a twentieth further than the one before.

Marks show whether a shorter source is the beginning of one that was read further.
"""


@dataclass(frozen=True, slots=True)
class Position:
    """A position between two bytes of a decompressed source, with knowledge of the bytes before.

    Args:
        offset: The number of bytes before it.
        tail: The last `TAIL_BYTES` of these.
        head: The first `HEAD_BYTES` of these.
        marks: The marks of all `MARK_OFFSETS` up to it, one after another.

    `head` and `marks` are empty if reading began at a later offset where they were not known.
    """

    offset: int = 0
    tail: bytes = b""
    head: bytes = b""
    marks: str = ""

    def after(self, data: bytes) -> Position:
        """Return the position after `data`, which begins at this position."""
        head = self.head
        if len(head) == self.offset < HEAD_BYTES:
            head += data[: HEAD_BYTES - len(head)]
        end = self.offset + len(data)
        return Position(end, _tail(self.tail, data), head, self.marks + self._marks_in(data))

    def _marks_in(self, data: bytes) -> str:
        """Return the marks of the offsets inside `data`, which begins at this position."""
        number = len(self.marks) // MARK_DIGITS
        if MARK_OFFSETS[number] <= self.offset:
            return ""  # an earlier mark is missing, and a later one would stand in its place
        marks = ""
        while MARK_OFFSETS[number] <= self.offset + len(data):
            inside = MARK_OFFSETS[number] - self.offset
            marks += mark(_tail(self.tail, data[max(inside - TAIL_BYTES, 0) : inside]))
            number += 1
        return marks

    def fingerprint(self) -> Fingerprint:
        """Return the fingerprint of a source that was read from its beginning up to here."""
        return Fingerprint(self.offset, digest(self.head), digest(self.tail), self.marks)


def _tail(before: bytes, data: bytes) -> bytes:
    """Return the last bytes of `before` and `data` together."""
    tail = data[-TAIL_BYTES:]
    return tail if len(tail) == TAIL_BYTES else (before + tail)[-TAIL_BYTES:]


BEGINNING: Final = Position()


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """How far a source was read, and the digests by which it is recognised.

    Args:
        offset: The number of bytes that were read.
        head: The SHA-256 of the first `HEAD_BYTES` of them, in hex digits.
        tail: The SHA-256 of the last `TAIL_BYTES` of them.
        marks: The marks of the `MARK_OFFSETS` up to the offset.
    """

    offset: int
    head: str
    tail: str
    marks: str

    @property
    def head_bytes(self) -> int:
        """The number of bytes that `head` is the digest of."""
        return min(self.offset, HEAD_BYTES)

    def may_begin_with(self, head: bytes) -> bool:
        """Whether this source may begin with `head`; a `head` shorter than its own always may."""
        known = self.head_bytes
        return len(head) < known or digest(head[:known]) == self.head


class Cursor:
    """A position that moves on while a source is read.

    Args:
        position: Where it starts.
        is_resumable: Whether its positions tell the bytes before them, and not their number only.
    """

    def __init__(self, position: Position = BEGINNING, *, is_resumable: bool = True) -> None:
        self.position = position
        self._is_resumable = is_resumable

    def follow(self, data: bytes) -> None:
        """Move over bytes that stand at the cursor."""
        if self._is_resumable:
            self.position = self.position.after(data)
        else:
            self.position = Position(self.position.offset + len(data))
