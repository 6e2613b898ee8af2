"""An open source: its bytes as stored, and whether they can be read at any offset."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

from usagestats.logs.files.compression import compression_of, decompressed_blocks
from usagestats.logs.files.encodings import is_decoded_first
from usagestats.logs.files.sources import cannot_read
from usagestats.logs.files.spans import SharedFile
from usagestats.memory_limit import address_limit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from usagestats.logs.files.compression import Readable
    from usagestats.logs.files.early_contents import BegunContent
    from usagestats.logs.files.sources import Source

_LOOKED_AT = 64 << 10
_MAGIC_BYTES = 16
_FIRST = 8


class Meter(Protocol):
    """Counts the bytes that are read, for example for a progress bar."""

    def advance(self, stored_bytes: int) -> None:
        """Add bytes that were read, as stored: compressed ones are counted compressed."""


class OpenSource:
    """The bytes of a source. A meter counts those of `read`; errors name the source.

    Args:
        stream: The bytes as stored.
        source: The source, for error messages.
        meter: Counts the bytes that are read.
        begun: Its content, if a thread has begun to decompress it.

    Attributes:
        is_growing: Whether more may be written to it: it is a file, and not compressed.
        is_plain: Whether lines are made of its bytes as stored, and these can be read at any
            offset: it is a file, not compressed, and not in UTF-16.
    """

    def __init__(
        self,
        stream: Readable,
        source: Source,
        meter: Meter | None,
        begun: BegunContent | None = None,
    ) -> None:
        self._stream = stream
        self._source = source
        self._meter = meter
        self._begun = begun
        is_file = source.path is not None and stat.S_ISREG(self._status().st_mode)
        head = self.read_at(0, _LOOKED_AT) if is_file else b""
        self.is_growing = is_file and compression_of(head) is None
        self.is_plain = self.is_growing and not is_decoded_first(head)

    def seek(self, position: int) -> None:
        """Go to an offset from the beginning."""
        self._file.seek(position)

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes from the present offset on; none at the end."""
        try:
            data = self._stream.read(size)
        except OSError as error:
            raise cannot_read(self._source.name, error) from error
        self.advance(len(data))
        return data

    def content(self) -> Iterator[bytes]:
        """Give its content in decompressed blocks; see `decompressed_blocks`."""
        return self._begun.blocks(self.read) if self._begun else decompressed_blocks(self)

    def advance(self, stored_bytes: int) -> None:
        """Count bytes that were read."""
        if self._meter:
            self._meter.advance(stored_bytes)

    def size(self) -> int:
        """Return the present size of the file, in bytes."""
        return self._status().st_size

    def shared(self) -> SharedFile:
        """Return the file in a form that several threads can read at the same time."""
        return SharedFile(self._file, self._source.name)

    def read_at(self, offset: int, size: int) -> bytes:
        """Return up to `size` bytes of a file from an offset on; they are not counted.

        The present offset, from which `read` goes on, stays the same.
        """
        try:
            return os.pread(self._file.fileno(), size, offset)
        except OSError as error:
            raise cannot_read(self._source.name, error) from error

    @property
    def _file(self) -> BinaryIO:
        """The open file; only for a source that has a path."""
        return cast("BinaryIO", self._stream)

    def _status(self) -> os.stat_result:
        return os.fstat(self._file.fileno())


@contextmanager
def opened(source: Source, meter: Meter | None = None) -> Iterator[OpenSource]:
    """Open a source.

    Raises:
        InputError: It cannot be opened or read.
    """
    if source.object:
        from usagestats.object_storage.reading import ObjectStream  # noqa: PLC0415  (an extra)

        with ObjectStream(source.object) as blocks:
            yield OpenSource(blocks, source, meter)
        return
    if source.path is None:
        yield OpenSource(sys.stdin.buffer, source, meter)
        return
    try:
        stream = source.path.open("rb")
    except OSError as error:
        raise cannot_read(source.name, error) from error
    with stream:
        yield OpenSource(stream, source, meter)


@contextmanager
def opened_to_read(source: Source, meter: Meter | None = None) -> Iterator[OpenSource]:
    """Open a source whose content is read; go on where a thread has begun to decompress it.

    Raises:
        InputError: It cannot be opened or read.
    """
    begun = source.early.taken(source.path) if source.early and source.path else None
    if begun is None:
        with opened(source, meter) as stream:
            yield stream
        return
    with begun.file as file:
        stream = OpenSource(file, source, meter, begun)
        stream.advance(file.tell())
        yield stream


def begun_early(sources: list[Source]) -> list[Source]:
    """Begin to decompress the first compressed files, for a reading in this process.

    Not where addresses are limited: what waits to be read would take them from the libraries.
    """
    first = [source for source in sources[:_FIRST] if source.path and is_read_ahead(source)]
    if not first or address_limit() is not None:
        return sources
    from usagestats.logs.files.early_contents import (  # noqa: PLC0415  (most logs are plain)
        EarlyContents,
    )

    early = EarlyContents([source.path for source in first if source.path])
    begun = [replace(one, early=early) if one in first else one for one in sources[:_FIRST]]
    return begun + sources[_FIRST:]


def is_read_ahead(source: Source) -> bool:
    """Whether several such sources are read side by side: compressed files, and objects.

    False for a file that cannot be read.
    """
    if source.object:
        return True
    if source.path is None or not source.path.is_file():
        return False
    with suppress(OSError), source.path.open("rb", buffering=0) as file:
        return compression_of(file.read(_MAGIC_BYTES)) is not None
    return False


def last_written(source: Source) -> datetime | None:
    """Return the time when the source was last written to; of a pipe it is about now.

    Of an object it is that of the listing, so that all who read it have the same. `None` where the
    system does not give the time.
    """
    if source.object:
        return source.object.modified
    try:
        status = source.path.stat() if source.path else os.fstat(0)
    except OSError:
        return None
    return datetime.fromtimestamp(status.st_mtime, UTC)
