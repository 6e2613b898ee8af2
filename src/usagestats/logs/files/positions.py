"""Places in a source, and what it is known again by: how far it was read, and what stands there.

A source is what it holds, not what it is called: a log that is renamed, copied or compressed stays
the same, and another log of the same name is another source (DESIGN, section 9).
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from itertools import islice, takewhile
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD_BYTES: Final = 4096
TAIL_BYTES: Final = 1024
FIRST_MARK: Final = 64
MARK_DIGITS: Final = 8


@dataclass(frozen=True, slots=True)
class Place:
    """A place between two bytes of a decompressed source.

    Args:
        offset: How many bytes stand before it.
        tail: The last `TAIL_BYTES` of these.
    """

    offset: int = 0
    tail: bytes = b""

    def after(self, data: bytes) -> Place:
        """Return the place after `data`, which stands here."""
        tail = data[-TAIL_BYTES:]
        if len(tail) < TAIL_BYTES:
            tail = (self.tail + tail)[-TAIL_BYTES:]
        return Place(self.offset + len(data), tail)


BEGINNING: Final = Place()


@dataclass(frozen=True, slots=True)
class Start:
    """Where the reading of a source begins.

    Args:
        place: After a whole line.
        head: What the source begins with, up to `HEAD_BYTES`.
        marks: Those up to the place.
        preamble: The header lines in force there.
        is_resumable: Whether it is remembered how far it was read: a source that is no longer what
            it was is then left alone.
        may_grow: Whether what is not whole at the end, a line or a record, is left for later.
    """

    place: Place = BEGINNING
    head: bytes = b""
    marks: str = ""
    preamble: str = ""
    is_resumable: bool = False
    may_grow: bool = False

    def trail(self) -> Trail:
        """Return what follows the source from here."""
        return Trail(self.place, self.head, self.marks)


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a source was read, and what it is known again by.

    Args:
        offset: How many bytes were read.
        head: The SHA-256 of the first `HEAD_BYTES` of them, in hex digits.
        tail: The SHA-256 of the last `TAIL_BYTES` of them.
        marks: The same, in `MARK_DIGITS`, of what stands before each of `mark_offsets`.
    """

    offset: int
    head: str
    tail: str
    marks: str

    @property
    def head_bytes(self) -> int:
        """How many bytes `head` is made of."""
        return min(self.offset, HEAD_BYTES)

    def may_begin_with(self, head: bytes) -> bool:
        """Tell whether this source may begin with `head`, which may be less than its own."""
        known = self.head_bytes
        return len(head) < known or digest(head[:known]) == self.head


def digest(data: bytes) -> str:
    """Return the SHA-256 of bytes in hex digits."""
    return sha256(data).hexdigest()


def mark(tail: bytes) -> str:
    """Return what the place after these bytes is known again by."""
    return digest(tail)[:MARK_DIGITS]


def mark_offsets() -> Iterator[int]:
    """Give the places of marks, each some twentieth further than the one before.

    They tell whether a source that is shorter than one that was read is a part of it.
    """
    offset = FIRST_MARK
    while True:
        yield offset
        offset += max(offset // 20, FIRST_MARK // 2)


class Trail:
    """Follows a source while it is read, from the place where it was read to before.

    Args:
        begin: That place, with what stands before it.
        head: What the source begins with, up to that place.
        marks: Those up to that place.

    `head` goes on to `HEAD_BYTES`, `end` with what is read.
    """

    def __init__(self, begin: Place = BEGINNING, head: bytes = b"", marks: str = "") -> None:
        self.end = begin
        self.head = head[: begin.offset]
        self._marks = marks
        self._offsets = islice(mark_offsets(), len(marks) // MARK_DIGITS, None)
        self._next = next(self._offsets)

    def follow(self, data: bytes) -> None:
        """Go on over bytes that stand where the trail ends."""
        if len(self.head) < HEAD_BYTES:
            self.head += data[: HEAD_BYTES - len(self.head)]
        begin, end = self.end, self.end.after(data)
        while self._next <= end.offset:
            passed = data[
                max(self._next - TAIL_BYTES - begin.offset, 0) : self._next - begin.offset
            ]
            self._marks += mark(begin.after(passed).tail)
            self._next = next(self._offsets)
        self.end = end

    def reached(self, place: Place) -> Reached:
        """Return how far the source was read where it was read up to `place`."""
        count = sum(1 for _ in takewhile(lambda offset: offset <= place.offset, mark_offsets()))
        return Reached(
            place.offset,
            digest(self.head[: place.offset]),
            digest(place.tail),
            self._marks[: count * MARK_DIGITS],
        )
