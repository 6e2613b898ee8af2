"""A source that is open: its bytes as stored, and whether any place can be read at once."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, BinaryIO, Protocol

from usagestats.logs.files.compression import compression_of
from usagestats.logs.files.encodings import is_decoded_first
from usagestats.logs.files.sources import cannot_read
from usagestats.logs.files.spans import SharedFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from usagestats.logs.files.sources import Source

_LOOKED_AT = 64 << 10


class Meter(Protocol):
    """Who wants to know how far the reading is."""

    def advance(self, stored_bytes: int) -> None:
        """Take note of bytes of a source, as stored, that were read."""


class OpenSource:
    """The reads of a source, reported; its failures name the source.

    Args:
        stream: Its bytes.
        source: What it is.
        meter: Who wants to know how far the reading is.

    `is_growing` tells whether it is a file that may be written to: one that is not compressed.
    `is_plain` tells whether any place of it can be read at once, and is what its lines are made of.
    """

    def __init__(self, stream: BinaryIO, source: Source, meter: Meter | None) -> None:
        self._stream = stream
        self._source = source
        self._meter = meter
        is_file = source.path is not None and stat.S_ISREG(os.fstat(stream.fileno()).st_mode)
        head = self.read_at(0, _LOOKED_AT) if is_file else b""
        self.is_growing = is_file and compression_of(head) is None
        self.is_plain = self.is_growing and not is_decoded_first(head)

    def seek(self, position: int) -> None:
        """Go to a place, counted from the beginning."""
        self._stream.seek(position)

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes from the present place; none at the end."""
        try:
            data = self._stream.read(size)
        except OSError as error:
            raise cannot_read(self._source.name, error) from error
        self.advance(len(data))
        return data

    def advance(self, stored_bytes: int) -> None:
        """Tell that so many more bytes were read."""
        if self._meter:
            self._meter.advance(stored_bytes)

    def size(self) -> int:
        """Return how many bytes the file has by now."""
        return os.fstat(self._stream.fileno()).st_size

    def shared(self) -> SharedFile:
        """Return the file as one of which several threads read any place."""
        return SharedFile(self._stream, self._source.name)

    def read_at(self, offset: int, size: int) -> bytes:
        """Return up to `size` bytes of a file from a place on, and stay where we are."""
        try:
            return os.pread(self._stream.fileno(), size, offset)
        except OSError as error:
            raise cannot_read(self._source.name, error) from error


@contextmanager
def opened(source: Source, meter: Meter | None = None) -> Iterator[OpenSource]:
    """Open a source.

    Raises:
        InputError: It cannot be opened or read.
    """
    if source.path is None:
        yield OpenSource(sys.stdin.buffer, source, meter)
        return
    try:
        stream = source.path.open("rb")
    except OSError as error:
        raise cannot_read(source.name, error) from error
    with stream:
        yield OpenSource(stream, source, meter)


def last_written(source: Source) -> datetime | None:
    """Return when the source was last written to: for a pipe that is now, or close to it."""
    try:
        status = source.path.stat() if source.path else os.fstat(0)
    except OSError:
        return None
    return datetime.fromtimestamp(status.st_mtime, UTC)
