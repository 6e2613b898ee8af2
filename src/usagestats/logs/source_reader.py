"""A source → its chunks: it is opened and decompressed, its format is detected, its lines are cut.

    SourceReader ─ open ─▶ SourceReading ─ chunks ─▶ Chunk, Chunk, …
                                         └ outcome ─▶ SourceOutcome

A `SourceReader` is a value with all settings of a reading; it may go to another process. A
`SourceReading` is one reading in progress. A `SourceOutcome` holds what the reading found out about
the source so far; it can be taken at any time, also after an error.
"""

from __future__ import annotations

from itertools import chain
from threading import Lock
from typing import TYPE_CHECKING

from usagestats.errors import InputError
from usagestats.light_dataclass import dataclass, replace
from usagestats.logs.chunk import Chunk
from usagestats.logs.detect.detection import Detection, detect
from usagestats.logs.detect.samples import first_pieces, samples_of
from usagestats.logs.files.encodings import text_blocks
from usagestats.logs.files.open_source import last_written, opened_to_read
from usagestats.logs.files.positions import BEGINNING, Cursor, Position
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
from usagestats.logs.inner_lines import lines_with_headers
from usagestats.logs.readers.headers import headers_in_force, with_headers
from usagestats.logs.readers.reader import CarefulReader

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

    from usagestats.logs.chunk import ReaderFor
    from usagestats.logs.files.compression import DamagedError
    from usagestats.logs.files.open_source import Meter, OpenSource
    from usagestats.logs.files.sources import Source
    from usagestats.logs.files.whole_lines import InPieces
    from usagestats.logs.readers.log_format import LogFormat
    from usagestats.logs.readers.reader import Reader
    from usagestats.logs.wrappers.chain import Chain

    _Part = tuple[InPieces | bytes, Position]
    """The lines of a chunk, and where they end."""

_LARGEST_SPAN = 8  # times the size of a chunk that is held in memory
_BATCH = 2  # times the same size: a batch of pieces
# what the first detection makes ready serves all others; several at a time would each make it
_ONE_DETECTION = Lock()


def careful_reader(_: LogFormat) -> Reader:
    """Return a reader that leaves every line to the careful reading."""
    return CarefulReader(frozenset({"time"}))


@dataclass(frozen=True, slots=True)
class SourceReader:
    """How one source is read: a picklable value.

    Args:
        source: The source.
        number: The number of the source in this run, which its chunks carry.
        reader_for: Chooses the reader of the lines for their format; picklable.
        log_format: The format it must have; `None`: the format is detected.
        secret_names: The parameters and fields that no message may show.
        may_skip: Whether a source that no format fits is passed over even if the user named it.
        begin: The position where reading begins, after a whole line.
        header: The header lines in force at `begin`.
        is_resumable: Whether another run will go on where this one ends. Reading stops when the
            bytes before `begin` are no longer those that were read before.
        may_grow: Whether an unfinished last line or record is left for another run.
    """

    source: Source
    number: int
    reader_for: ReaderFor = careful_reader
    log_format: LogFormat | None = None
    secret_names: frozenset[str] = frozenset()
    may_skip: bool = False
    begin: Position = BEGINNING
    header: str = ""
    is_resumable: bool = False
    may_grow: bool = False

    def open(
        self,
        meter: Meter | None = None,
        chunk_bytes: int = CHUNK_BYTES,
        batch_bytes: Callable[[], int] | None = None,
    ) -> SourceReading:
        """Begin to read.

        Args:
            meter: Counts the bytes that are read.
            chunk_bytes: The approximate size of a chunk that is held in memory.
            batch_bytes: Returns the number of bytes with which a chunk of several pieces is
                complete; `None`: `chunk_bytes`.
        """
        return SourceReading(self, meter, chunk_bytes, batch_bytes or (lambda: chunk_bytes))


@dataclass(frozen=True, slots=True)
class SourceOutcome:
    """The knowledge about a source after it was read, or while it is being read.

    Args:
        source: The source.
        number: Its number in this run.
        detection: The format that was found; `None` for a source that is empty or was not opened.
        damage: The reason why it could not be read to its end; `None`: it could.
        has_changed: Whether the file was found to hold another source than the one read before.
        end: The position up to which it was read, an unfinished last line included.
        copy_of: The source that holds its content; it was not read then.
    """

    source: Source
    number: int
    detection: Detection | None = None
    damage: str | None = None
    has_changed: bool = False
    end: Position = BEGINNING
    copy_of: Source | None = None

    @property
    def format_name(self) -> str:
        """The name of its format; empty where none was found."""
        return self.detection.format_name if self.detection else ""

    @property
    def is_skipped(self) -> bool:
        """Whether no format fits, so that the source has no chunks."""
        return self.detection is not None and not self.detection.is_certain


class SourceReading:
    """One reading of a source.

    Args:
        reader: How the source is read.
        meter: Counts the bytes that are read.
        chunk_bytes: The approximate size of a chunk that is held in memory.
        batch_bytes: Returns the number of bytes with which a chunk of several pieces is complete.
    """

    def __init__(
        self,
        reader: SourceReader,
        meter: Meter | None,
        chunk_bytes: int,
        batch_bytes: Callable[[], int],
    ) -> None:
        self._reader = reader
        self._meter = meter
        self._size = chunk_bytes
        self._batch_bytes = batch_bytes
        self._cursor = Cursor(reader.begin, is_resumable=reader.is_resumable)
        self._first_blocks: list[bytes] = []
        self._outcome = SourceOutcome(reader.source, reader.number, end=reader.begin)

    def outcome(self) -> SourceOutcome:
        """Return the outcome so far."""
        return replace(self._outcome, end=self._cursor.position)

    def chunks(self) -> Generator[Chunk]:
        """Give the chunks of the source, in order.

        Raises:
            InputError: It cannot be opened or read, or the user named it and no format fits.
        """
        with opened_to_read(self._reader.source, self._meter) as stream:
            pieces = self._pieces(stream)
            first = first_pieces(pieces)
            before = self._before_first_chunk(first, stream)
            if before is not None:
                yield from self._chunks(before, self._parts(before, first, pieces, stream))

    def _before_first_chunk(self, first: Sequence[Piece], stream: OpenSource) -> Chunk | None:
        """Detect the format; return a chunk without lines that ends where reading begins.

        The chunks of the source are made from it; `None`: there are none.
        """
        if not first:
            return None
        settings = self._reader
        samples = samples_of(self._beginning(first, stream), stream)
        with _ONE_DETECTION:
            found = detect(samples, settings.secret_names, settings.log_format)
        self._outcome = replace(self._outcome, detection=found)
        if self._outcome.is_skipped:
            self._refuse_what_was_named(found)
        if self._outcome.is_skipped or found.log_format is None:
            return None
        return Chunk(
            source=settings.number,
            offset=settings.begin.offset,
            lines=b"",
            log_format=found.log_format,
            reader=settings.reader_for(found.log_format),
            written=last_written(settings.source),
            wrappers=found.wrappers,
            encoding=found.encoding,
            mixture=found.mixture,
            end=settings.begin,
            header=settings.header,
            reader_for=settings.reader_for,
        )

    def _parts(
        self, before: Chunk, first: Sequence[Piece], rest: Iterator[Piece], stream: OpenSource
    ) -> Iterable[_Part]:
        """Give the lines of each chunk and where they end; in memory only where they must be."""
        pieces = chain(first, rest)
        if self._is_held(before):
            return self._whole_records(pieces, stream, before.wrappers)
        if self._reader.is_resumable:  # a position is known at the end of each chunk
            return in_batches(pieces, self._batch_bytes)
        if stream.is_plain and can_span() and self._cursor.position == first[-1].end:
            return self._spans(first, stream)
        return in_batches(pieces, lambda: _BATCH * self._size)

    def _is_held(self, chunk: Chunk) -> bool:
        """Whether the lines of each chunk must stand side by side in memory."""
        return bool(chunk.wrappers) or not chunk.reader.takes_pieces

    def _whole_records(
        self, pieces: Iterator[Piece], stream: OpenSource, wrappers: Chain
    ) -> Iterator[Piece]:
        from usagestats.logs.wrappers.records import whole_records  # noqa: PLC0415  (seldom needed)

        batches = in_batches(pieces, lambda: self._size)
        joined = (Piece(b"".join(batch.held), end) for batch, end in batches)
        may_grow = self._reader.may_grow and stream.is_growing
        return whole_records(joined, wrappers, self._reader.begin, may_grow=may_grow)

    def _spans(self, first: Sequence[Piece], stream: OpenSource) -> Iterator[_Part]:
        """Give the first pieces, the rest of a plain file as spans, and its unfinished end."""
        yield from first
        file, offset, size = stream.shared(), first[-1].end.offset, self._size
        for span in spans_of_file(file, offset, _LARGEST_SPAN * size, smallest=size):
            offset = span.end
            yield span, Position(offset)
            stream.advance(len(span))
        yield from whole_lines_of_file(stream, size, Cursor(Position(offset)))

    def _chunks(self, chunk: Chunk, parts: Iterable[_Part]) -> Iterator[Chunk]:
        """Give the chunks, each made from the one before it."""
        for lines, end in parts:
            chunk = replace(chunk, offset=chunk.end.offset, lines=lines, end=end)
            if chunk.header_starts:
                chunk = self._with_headers(chunk)
            yield chunk

    def _with_headers(self, chunk: Chunk) -> Chunk:
        """Return a chunk that is read by the headers at its beginning, and has those at its end."""
        log_format = with_headers(chunk.log_format, chunk.header)
        mixture = chunk.mixture.with_headers(chunk.header)
        header = chunk.header
        for data in lines_with_headers(chunk):
            header = headers_in_force(chunk, header, data)
        reader = self._reader.reader_for(log_format)
        return replace(chunk, log_format=log_format, mixture=mixture, reader=reader, header=header)

    def _pieces(self, stream: OpenSource) -> Iterator[Piece]:
        """Give the pieces of the source from `begin` on, while it is the same source."""
        settings, size = self._reader, self._size
        may_grow = settings.may_grow and stream.is_growing
        if stream.is_plain:
            pieces = whole_lines_of_file(stream, size, self._cursor, may_grow=may_grow)
            if not settings.is_resumable:
                return pieces
            return while_unchanged(pieces, stream.read_at, settings.begin, self._note_change)
        content = self._noted(text_blocks(stream.content()))
        blocks = beyond(content, settings.begin, self._note_change)
        size = min(size, PIECE_BYTES)
        return whole_lines(blocks, size, self._note_damage, self._cursor, may_grow=may_grow)

    def _noted(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        """Give all blocks; keep the first ones for the detection if reading begins further on."""
        for block in blocks:
            if self._reader.begin.offset and sum(map(len, self._first_blocks)) < PIECE_BYTES:
                self._first_blocks.append(block)
            yield block

    def _beginning(self, first: Sequence[Piece], stream: OpenSource) -> bytes:
        """Return the first lines of the source, wherever reading begins."""
        if not self._reader.begin.offset:
            return b"".join(piece.data for piece in first)
        data = stream.read_at(0, self._size) if stream.is_plain else b"".join(self._first_blocks)
        return data[: data.rfind(b"\n") + 1] or data

    def _note_change(self) -> None:
        self._outcome = replace(self._outcome, has_changed=True)

    def _note_damage(self, damage: DamagedError) -> None:
        self._outcome = replace(self._outcome, damage=str(damage))

    def _refuse_what_was_named(self, detection: Detection) -> None:
        """Refuse a source that no format fits, unless it may be passed over.

        Raises:
            InputError: The user named it.
        """
        source = self._reader.source
        if source.found_by is None and not self._reader.may_skip:
            raise InputError(
                detection.complaint,
                where=source.name,
                excerpt=detection.fault.excerpt,
                hint=detection.hint,
            )
