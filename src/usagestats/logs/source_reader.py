"""A source → its chunks: opened, decompressed, its format detected, cut at line ends."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from usagestats.errors import InputError
from usagestats.logs.chunk import Chunk
from usagestats.logs.detect.detection import Detection, detect
from usagestats.logs.files.compression import DamagedError, decompressed_blocks
from usagestats.logs.files.encodings import text_blocks
from usagestats.logs.files.open_source import last_written, opened
from usagestats.logs.files.positions import Place, Start, Trail
from usagestats.logs.files.resume import beyond, while_unchanged
from usagestats.logs.files.spans import can_span, spans_of_file
from usagestats.logs.files.whole_lines import (
    CHUNK_BYTES,
    PIECE_BYTES,
    Piece,
    in_batches,
    whole_lines,
    whole_lines_of_file,
)
from usagestats.logs.inner_lines import inner_lines
from usagestats.logs.readers.headers import headers_in_force
from usagestats.logs.wrappers.records import whole_records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from usagestats.logs.files.open_source import OpenSource, Progress
    from usagestats.logs.files.sources import Source
    from usagestats.logs.files.whole_lines import InPieces
    from usagestats.logs.readers.log_format import LogFormat

_PLACE_BYTES = 64 << 10
_SPANS_EACH = 4  # for each processor, so that all end at about the same time
_LARGEST_SPAN = 8  # times a chunk that is held
_BATCH = 2  # the same, of pieces


@dataclass(slots=True)
class SourceChunks:
    """One source on its way through the program; what was noticed is known after its last chunk.

    Args:
        source: Where the bytes come from.
        number: What its chunks call it.
        may_skip: Whether it is passed over where no format fits, even if the user named it.
        secret_names: The parameters and fields that no message may show.
        log_format: What it must be in; `None` to find out.
        start: Where reading begins, and whether the source may grow.
        detection: The format it is in; `None` before the first chunk, and for an empty source.
        damage: Why it could not be read to its end.
        has_changed: Whether it is no longer what it was known as: the rest is left for later.
        trail: Follows what is read.
        preamble: The header lines in force at the end of the last chunk.
    """

    source: Source
    number: int
    may_skip: bool = False
    secret_names: frozenset[str] = frozenset()
    log_format: LogFormat | None = None
    start: Start = field(default_factory=Start)
    detection: Detection | None = None
    damage: str | None = None
    has_changed: bool = False
    trail: Trail = field(default_factory=Trail)
    preamble: str = ""
    _passed: list[bytes] = field(default_factory=list)

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
        with opened(self.source, progress) as stream:
            pieces = self._pieces(stream, chunk_bytes)
            first = _first_pieces(pieces)
            if not first:
                return
            places = _places(self._beginning(first, stream, chunk_bytes), stream)
            self.detection = detect(places, self.secret_names, self.log_format)
            self._refuse_what_was_named(self.detection)
            log_format = self.detection.log_format
            if log_format is None or self.is_skipped:
                return
            given = chain(first, pieces)
            parts: Iterable[tuple[InPieces | bytes, Place]]
            if self._is_held(log_format, takes_pieces):
                parts = self._whole_records(given, stream, chunk_bytes)
            elif stream.is_plain and can_span() and self.trail.end == first[-1].end:
                parts = self._spans(first, stream, chunk_bytes)
            else:
                parts = in_batches(given, _BATCH * chunk_bytes)
            yield from self._chunks(parts, log_format, self.detection)

    def _is_held(self, log_format: LogFormat, takes_pieces: Callable[[LogFormat], bool]) -> bool:
        """Tell whether chunks must be in memory in one piece."""
        wrappers = self.detection.wrappers if self.detection else ()
        has_state = wrappers or log_format.header_starts or self.start.is_resumable
        return bool(has_state) or not takes_pieces(log_format)

    def _whole_records(
        self, pieces: Iterator[Piece], stream: OpenSource, size: int
    ) -> Iterator[Piece]:
        wrappers = self.detection.wrappers if self.detection else ()
        joined = (Piece(b"".join(batch.held), end) for batch, end in in_batches(pieces, size))
        may_grow = self.start.may_grow and stream.is_growing
        return whole_records(joined, wrappers, self.start.place, may_grow=may_grow)

    def _spans(
        self, first: Sequence[Piece], stream: OpenSource, size: int
    ) -> Iterator[tuple[InPieces | bytes, Place]]:
        """Give the first pieces, the rest of a plain file as spans, and its unfinished end."""
        yield from first
        file, place = stream.shared(), self.trail.end.offset
        share = (file.size() - place) // (_SPANS_EACH * (os.cpu_count() or 1))
        for span in spans_of_file(file, place, min(max(share, size), _LARGEST_SPAN * size)):
            place = span.end
            yield span, Place(place)
            stream.advance(len(span))
        yield from whole_lines_of_file(stream, size, Trail(Place(place)))

    def _chunks(
        self,
        parts: Iterable[tuple[InPieces | bytes, Place]],
        log_format: LogFormat,
        detection: Detection,
    ) -> Iterator[Chunk]:
        begin, self.preamble = self.start.place, self.start.preamble
        written = last_written(self.source)
        around = detection.wrappers, detection.encoding
        for lines, end in parts:
            before = self.preamble, written
            chunk = Chunk(self.number, begin.offset, lines, log_format, *before, *around, end)
            if log_format.header_starts:
                data = inner_lines(chunk).data if chunk.wrappers else chunk.data
                self.preamble = headers_in_force(log_format, self.preamble, data)
            yield chunk
            begin = end

    def _pieces(self, stream: OpenSource, size: int) -> Iterator[Piece]:
        """Give the pieces of the source after its start, as long as it stays what it was."""
        start = self.start
        may_grow = start.may_grow and stream.is_growing
        if stream.is_plain:
            self.trail = start.trail()
            pieces = whole_lines_of_file(stream, size, self.trail, may_grow=may_grow)
            if not start.is_resumable:
                return pieces
            return while_unchanged(pieces, stream.read_at, start.place, self._note_change)
        self.trail, self._passed = start.trail(), []
        content = self._noted(text_blocks(decompressed_blocks(stream)))
        blocks = beyond(content, start.place, self._note_change)
        size = min(size, PIECE_BYTES)
        return whole_lines(blocks, size, self._note_damage, self.trail, may_grow=may_grow)

    def _noted(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        """Keep the first blocks of a source that was read before: they tell its format."""
        for block in blocks:
            if self.start.place.offset and sum(map(len, self._passed)) < PIECE_BYTES:
                self._passed.append(block)
            yield block

    def _beginning(self, first: Sequence[Piece], stream: OpenSource, size: int) -> bytes:
        """Return the first lines of the source, which tell its format, wherever reading begins."""
        if not self.start.place.offset:
            return b"".join(piece.data for piece in first)
        data = stream.read_at(0, size) if stream.is_plain else b"".join(self._passed)
        return data[: data.rfind(b"\n") + 1] or data

    def _note_change(self) -> None:
        self.has_changed = True

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


def _first_pieces(pieces: Iterator[Piece]) -> list[Piece]:
    """Take as many pieces as tell what a source is."""
    first: list[Piece] = []
    while sum(len(piece.data) for piece in first) < _PLACE_BYTES and (piece := next(pieces, None)):
        first.append(piece)
    return first


def _places(first: bytes, stream: OpenSource) -> list[bytes]:
    """Return the beginning, the middle and the end: of a plain file, else of what is at hand."""
    size = stream.size() if stream.is_plain else 0
    if size <= len(first):
        return _cut_out(first)
    middle = stream.read_at(size // 2, _PLACE_BYTES)
    end = stream.read_at(max(size - _PLACE_BYTES, 0), _PLACE_BYTES)
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
