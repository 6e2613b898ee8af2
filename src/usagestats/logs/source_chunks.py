"""A source → its chunks: opened, decompressed, its format detected, cut at line ends."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO, Protocol

from usagestats.errors import InputError
from usagestats.logs.chunks import (
    CHUNK_BYTES,
    PIECE_BYTES,
    Chunk,
    in_batches,
    whole_lines,
    whole_lines_of_file,
)
from usagestats.logs.compression import DamagedError, decompressed_blocks
from usagestats.logs.detection import Detection, detect
from usagestats.logs.encodings import is_decoded_first, text_blocks
from usagestats.logs.file_spans import SharedFile, can_span, spans_of_file
from usagestats.logs.headers import headers_in_force
from usagestats.logs.inner_lines import inner_lines
from usagestats.logs.sources import cannot_read
from usagestats.logs.wrappers.records import whole_records
from usagestats.logs.yearless import last_written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from usagestats.logs.chunks import InPieces
    from usagestats.logs.log_format import LogFormat
    from usagestats.logs.sources import Source

_PLACE_BYTES = 64 << 10
_SPANS_EACH = 4  # for each processor, so that all end at about the same time
_LARGEST_SPAN = 8  # times a chunk that is held
_BATCH = 2  # the same, of pieces


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
        secret_names: The parameters and fields that no message may show.
        log_format: What it must be in; `None` to find out.
        detection: The format it is in; `None` before the first chunk, and for an empty source.
        damage: Why it could not be read to its end.
    """

    source: Source
    number: int
    may_skip: bool = False
    secret_names: frozenset[str] = frozenset()
    log_format: LogFormat | None = None
    detection: Detection | None = None
    damage: str | None = None

    @property
    def is_skipped(self) -> bool:
        """Tell whether no format fits; such a source has no chunks."""
        return self.detection is not None and not self.detection.is_certain

    def chunks(
        self,
        progress: Progress | None = None,
        chunk_bytes: int = CHUNK_BYTES,
        takes_pieces: Callable[[LogFormat], bool] = lambda _: False,
    ) -> Iterator[Chunk]:
        """Read the source.

        Args:
            progress: Who wants to know how far the reading is.
            chunk_bytes: About how large a chunk is that is held in memory.
            takes_pieces: Whether lines of a format are worked at in pieces: chunks of a plain file
                are then larger, and not held.

        Raises:
            InputError: It cannot be opened or read, or the user named it and no format fits.
        """
        with _opened(self.source) as stream:
            watched = _Watched(stream, self.source, progress)
            is_plain = _is_plain_text(self.source)
            pieces = self._pieces(watched, chunk_bytes, is_plain=is_plain)
            first = _first_pieces(pieces)
            if not first:
                return
            places = _places(b"".join(first), self.source if is_plain else None)
            self.detection = detect(places, self.secret_names, self.log_format)
            self._refuse_what_was_named(self.detection)
            log_format, wrappers = self.detection.log_format, self.detection.wrappers
            if log_format is None or self.is_skipped:
                return
            parts: Iterator[bytes | InPieces]
            # else more was read than was given, since lines are very long
            is_at_piece = is_plain and stream.tell() == sum(map(len, first))
            if wrappers or log_format.header_starts or not takes_pieces(log_format):
                joined = _joined(chain(first, pieces), chunk_bytes)
                parts = iter(whole_records(joined, wrappers))
            elif is_at_piece and can_span():
                parts = chain(first, self._spans(stream, watched, chunk_bytes))
            else:
                parts = in_batches(chain(first, pieces), _BATCH * chunk_bytes)
            yield from self._chunks(parts, log_format, self.detection)

    def _spans(self, stream: BinaryIO, watched: _Watched, size: int) -> Iterator[bytes | InPieces]:
        """Give what is left of a plain file as spans, and its unfinished end as it is."""
        file = SharedFile(stream, self.source.name)
        place = stream.tell()
        share = (file.size() - place) // (_SPANS_EACH * (os.cpu_count() or 1))
        for span in spans_of_file(file, place, min(max(share, size), _LARGEST_SPAN * size)):
            yield span
            watched.advance(len(span))
            place = span.end
        stream.seek(place)
        yield from whole_lines_of_file(watched, size)

    def _chunks(
        self, parts: Iterable[bytes | InPieces], log_format: LogFormat, detection: Detection
    ) -> Iterator[Chunk]:
        offset, preamble, written = 0, "", last_written(self.source)
        around = detection.wrappers, detection.encoding
        for lines in parts:
            chunk = Chunk(self.number, offset, lines, log_format, preamble, written, *around)
            yield chunk
            offset += len(lines)
            if log_format.header_starts:
                data = inner_lines(chunk).data if chunk.wrappers else chunk.data
                preamble = headers_in_force(log_format, preamble, data)

    def _pieces(self, stream: _Watched, size: int, *, is_plain: bool) -> Iterator[bytes]:
        if is_plain:
            return whole_lines_of_file(stream, size)
        blocks = text_blocks(decompressed_blocks(stream))
        return whole_lines(blocks, min(size, PIECE_BYTES), self._note_damage)

    def _note_damage(self, damage: DamagedError) -> None:
        self.damage = str(damage)

    def _refuse_what_was_named(self, detection: Detection) -> None:
        if self.is_skipped and self.source.found_by is None and not self.may_skip:
            raise InputError(
                detection.complaint,
                where=self.source.name,
                hint="\n".join(_misfits(detection)),
            )


def _misfits(detection: Detection) -> list[str]:
    shown = [f"does not fit: {line}" for line in detection.misfits]
    if detection.is_given and detection.remark is None:
        return [*shown, detection.advice]
    return [
        *shown,
        "the formats that are known are shown by: usagestats formats",
        "any other may be given as the gateway has it: --log-format 'LOG FORMAT OF THE GATEWAY'",
    ]


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
        self.advance(len(data))
        return data

    def advance(self, stored_bytes: int) -> None:
        """Tell that so many more bytes were read."""
        if self._progress:
            self._progress.advance(stored_bytes)


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


def _is_plain_text(source: Source) -> bool:
    """Tell whether any place of a source can be read at once, and is what its lines are made of."""
    if source.path is None or not source.is_plain_file():
        return False
    with source.path.open("rb") as file:
        return not is_decoded_first(file.read(_PLACE_BYTES))


def _first_pieces(pieces: Iterator[bytes]) -> list[bytes]:
    """Take as many pieces as tell what a source is."""
    first: list[bytes] = []
    while sum(map(len, first)) < _PLACE_BYTES and (piece := next(pieces, None)):
        first.append(piece)
    return first


def _joined(pieces: Iterable[bytes], size: int) -> Iterator[bytes]:
    return (b"".join(batch.held) for batch in in_batches(pieces, size))


def _places(first: bytes, source: Source | None) -> list[bytes]:
    """Return the beginning, the middle and the end: of a plain file, else of what is at hand."""
    if source is None or source.path is None:
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
