"""A source → its chunks: opened, decompressed, its format detected, cut at line ends."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Protocol

from usagestats.errors import InputError
from usagestats.logs.chunks import CHUNK_BYTES, Chunk, whole_lines, whole_lines_of_file
from usagestats.logs.compression import DamagedError, decompressed_blocks
from usagestats.logs.detection import Detection, detect
from usagestats.logs.formats import FORMATS
from usagestats.logs.headers import headers_in_force
from usagestats.logs.sources import cannot_read
from usagestats.logs.yearless import last_written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from usagestats.logs.sources import Source

_PLACE_BYTES = 64 << 10


class Progress(Protocol):
    """Who wants to know how far the reading is."""

    def advance(self, stored_bytes: int) -> None:
        """Take note of bytes of a source, as stored, that were read."""


@dataclass(slots=True)
class SourceChunks:
    """One source on its way through the program; what was noticed is known after its last chunk.

    Args:
        source: Where the bytes come from.
        number: What its chunks call it.
        may_skip: Whether it is passed over where no format fits, even if the user named it.
        detection: The format it is in; `None` before the first chunk, and for an empty source.
        damage: Why it could not be read to its end.
    """

    source: Source
    number: int
    may_skip: bool = False
    detection: Detection | None = None
    damage: str | None = None

    @property
    def is_skipped(self) -> bool:
        """Tell whether no format fits; such a source has no chunks."""
        return self.detection is not None and not self.detection.is_certain

    def chunks(
        self, progress: Progress | None = None, chunk_bytes: int = CHUNK_BYTES
    ) -> Iterator[Chunk]:
        """Read the source.

        Raises:
            InputError: It cannot be opened or read, or the user named it and no format fits.
        """
        offset, preamble = 0, ""
        written = last_written(self.source)
        with _opened(self.source) as stream:
            watched = _Watched(stream, self.source, progress)
            for data in self._pieces(watched, chunk_bytes):
                if self.detection is None:
                    self.detection = detect(_places(data, self.source))
                    if self._refuse():
                        return
                name = self.detection.log_format
                yield Chunk(self.number, offset, data, name, preamble, written)
                offset += len(data)
                preamble = headers_in_force(FORMATS[name], preamble, data)

    def _pieces(self, stream: _Watched, size: int) -> Iterator[bytes]:
        if self.source.is_plain_file():
            return whole_lines_of_file(stream, size)
        return whole_lines(decompressed_blocks(stream), size, self._note_damage)

    def _note_damage(self, damage: DamagedError) -> None:
        self.damage = str(damage)

    def _refuse(self) -> bool:
        if self.detection is None or self.detection.is_certain:
            return False
        if self.source.found_by is None and not self.may_skip:
            raise InputError(
                f"no access log that is understood: {self.detection}",
                where=self.source.name,
                hint="\n".join(_misfits(self.detection)),
            )
        return True


def _misfits(detection: Detection) -> list[str]:
    shown = [f"does not fit: {line}" for line in detection.misfits]
    return shown + [f"{known.name} looks like: {known.sample}" for known in FORMATS.values()]


class _Watched:
    """The reads of a stream, reported; its failures name the source."""

    def __init__(self, stream: BinaryIO, source: Source, progress: Progress | None) -> None:
        self._stream = stream
        self._source = source
        self._progress = progress

    def tell(self) -> int:
        return self._stream.tell()

    def seek(self, position: int) -> None:
        self._stream.seek(position)

    def read(self, size: int) -> bytes:
        try:
            data = self._stream.read(size)
        except OSError as error:
            raise cannot_read(self._source.name, error) from error
        if self._progress:
            self._progress.advance(len(data))
        return data


@contextmanager
def _opened(source: Source) -> Iterator[BinaryIO]:
    if source.path is None:
        yield sys.stdin.buffer
        return
    try:
        stream = source.path.open("rb")
    except OSError as error:
        raise cannot_read(source.name, error) from error
    with stream:
        yield stream


def _places(first: bytes, source: Source) -> list[bytes]:
    """Return the beginning, the middle and the end: of a plain file, else of what is at hand."""
    if source.path is None or not source.is_plain_file():
        return _cut_out(first)
    size = source.path.stat().st_size
    if size <= len(first):
        return _cut_out(first)
    with source.path.open("rb") as file:
        file.seek(size // 2)
        middle = file.read(_PLACE_BYTES)
        file.seek(max(size - _PLACE_BYTES, 0))
        end = file.read(_PLACE_BYTES)
    return [_first_lines(first), _inner_lines(middle), _inner_lines(end)]


def _cut_out(data: bytes) -> list[bytes]:
    if len(data) <= 3 * _PLACE_BYTES:
        return [data]
    middle = data[len(data) // 2 :][:_PLACE_BYTES]
    return [_first_lines(data), _inner_lines(middle), _inner_lines(data[-_PLACE_BYTES:])]


def _first_lines(data: bytes) -> bytes:
    """Return the lines that begin in the first bytes, at least one."""
    end = data.find(b"\n", min(_PLACE_BYTES, len(data)))
    return data if end < 0 else data[:end]


def _inner_lines(data: bytes) -> bytes:
    """Drop the first and the last line, which may be cut."""
    return data[data.find(b"\n") + 1 : data.rfind(b"\n") + 1]
