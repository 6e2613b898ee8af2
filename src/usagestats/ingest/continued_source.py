"""One source of a run: recognised, and read on from where it was counted to before."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING, Final

from usagestats.errors import InputError
from usagestats.ingest.recognition import recognise
from usagestats.ingest.seen_files import status_of
from usagestats.logs.files.contents import is_beginning_of
from usagestats.logs.files.open_source import is_read_ahead, opened
from usagestats.logs.files.whole_lines import CHUNK_BYTES
from usagestats.logs.source_reader import SourceOutcome
from usagestats.pipeline.read_ahead import Ahead
from usagestats.store.sources import Progress

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Generator, Iterator
    from datetime import datetime

    from usagestats.ingest.progress import KnownProgress
    from usagestats.ingest.recognition import Recognised
    from usagestats.ingest.seen_files import SeenFile, SeenFiles
    from usagestats.logs.chunk import Chunk
    from usagestats.logs.files.open_source import Meter
    from usagestats.logs.files.positions import Position
    from usagestats.logs.files.sources import Source
    from usagestats.logs.source_reader import SourceReader, SourceReading
    from usagestats.pipeline.source_task import SourceCount
    from usagestats.pipeline.usage_sum import ChunkUsage

_ATTEMPTS: Final = 3
"""The number of attempts on a file that is replaced between recognition and reading."""


@dataclass(frozen=True, slots=True)
class _Begun:
    """A reading that was begun before the turn of the source, and how it reads."""

    reader: SourceReader
    reading: SourceReading
    chunks: Ahead[Chunk]


@dataclass(slots=True, eq=False)
class ContinuedSource:
    """A source that is read on from where it was counted to.

    Args:
        reader: The reader of the source from its beginning.
        known: The progress of every source; it is advanced with each chunk.
        seen: The unchanged files of earlier runs.
        is_final: The source is complete: a last line without a newline counts, too.
        is_again: Whether lines that were counted before are counted once more.
        batch_bytes: Returns the number of bytes with which a chunk of several pieces is complete;
            `None`: those of any chunk.

    Its state, after the chunks so far:

    Attributes:
        name: The id of the source in the store; `None` for a new source before its first chunk.
        base: The progress before this run; `None` where the source is new.
        last: The progress after the last chunk; `None` before there is one.
        ends: The progress after each chunk that is read and not counted yet, in order.
        head: The first bytes of the source.
        replaces_all: Whether the commit replaces all its rows in the store.
        status: The status of its file before it was read.
        outcome: The outcome of reading.
        remark: Why some or all of it is not counted; `None` where there is nothing to remark.
        error: Why it cannot be read; `None` if it can.
        found: How it was recognised, where an engine counts it elsewhere.
    """

    reader: SourceReader
    known: KnownProgress
    seen: SeenFiles
    is_final: bool = False
    is_again: bool = False
    batch_bytes: Callable[[], int] | None = None
    name: str | None = field(default=None, init=False)
    base: Progress | None = field(default=None, init=False)
    last: Progress | None = field(default=None, init=False)
    ends: deque[Progress] = field(default_factory=deque, init=False)
    head: bytes = field(default=b"", init=False)
    replaces_all: bool = field(default=False, init=False)
    status: os.stat_result | None = field(default=None, init=False)
    outcome: SourceOutcome = field(init=False)
    remark: str | None = field(default=None, init=False)
    error: InputError | None = field(default=None, init=False)
    found: Recognised | None = field(default=None, init=False)
    _begun: _Begun | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.outcome = SourceOutcome(self.source, self.reader.number)

    @property
    def source(self) -> Source:
        """The source itself."""
        return self.reader.source

    @property
    def path(self) -> str | None:
        """The absolute path of its file; `None` for a stream."""
        return self.source.absolute

    @property
    def is_empty(self) -> bool:
        """Whether its file was read and holds nothing, as rotation leaves it on a quiet day."""
        is_left = self.error or self.remark or self.outcome.damage or self.outcome.is_skipped
        return self.name is None and not is_left and self.outcome.end.offset == 0

    @property
    def is_counted_to_end(self) -> bool:
        """Whether all of its file was read and counted in this run."""
        return self.last is not None and self.outcome.end.offset == self.complete_offset

    @property
    def complete_offset(self) -> int | None:
        """The offset up to which it is counted; `None` if none is, or reading stopped early."""
        if self.outcome.has_changed or self.outcome.damage:
            return None
        progress = self.last or self.base
        return progress.fingerprint.offset if progress else None

    def begin(self, meter: Meter | None = None, chunk_bytes: int = CHUNK_BYTES) -> None:
        """Begin to decompress it before its turn, as if it were new.

        Whether it is new is known at its turn only: another source of this run may hold the same.
        """
        if self._seen() is None and is_read_ahead(self.source):
            reader = self._from_beginning()
            reading = reader.open(meter, chunk_bytes, self.batch_bytes)
            self._begun = _Begun(reader, reading, Ahead(reading.chunks()))

    def stop(self) -> None:
        """Read no more of what was begun before its turn."""
        if self._begun:
            self._begun.chunks.close()
            self._begun = None

    def chunks(self, meter: Meter | None = None, chunk_bytes: int = CHUNK_BYTES) -> Iterator[Chunk]:
        """Read the chunks that were not counted yet; where that fails, set `error` or `remark`."""
        try:
            yield from self._chunks(meter, chunk_bytes)
        except InputError as error:
            self._fail(error)
        finally:
            self.stop()
        if self.outcome.damage and self.last is None:
            self._excuse_damage()

    def reader_to_send(self) -> SourceReader | None:
        """Recognise it; return the reader of the lines that an engine is to count elsewhere.

        `None`: there are none, or it cannot be read.
        """
        try:
            if self._is_unchanged():
                return None
            self.found = recognise(self.source, self.known.sources)
            if self._is_part_of_known(self.found):
                return None
            reader = self._reader_after(self.found)
            return None if self._ends_at(reader.begin) else reader
        except InputError as error:
            self._fail(error)
        return None

    def take(self, counted: SourceCount[ChunkUsage]) -> bool:
        """Note the count that an engine has made of it.

        Returns:
            Whether it counts; else the source was replaced meanwhile, and is to be sent again.
        """
        self.outcome = counted.outcome
        self.head = counted.outcome.end.head
        if counted.part is not None:
            if self.found and not self._is_what_was_recognised(self.found):
                return False
            lines = counted.lines.source_lines(self.reader.number)
            self._advance(counted.end, counted.header, lines, counted.latest)
        if counted.error:
            self._fail(counted.error)
        else:
            self._remark_on_the_rest(counted.outcome)
        if self.outcome.damage and self.last is None:
            self._excuse_damage()
        return True

    def _ends_at(self, begin: Position) -> bool:
        """Whether a plain file has nothing after the position up to which it was counted."""
        if not begin.offset:
            return False
        with opened(self.source) as stream:
            return stream.is_plain and stream.size() == begin.offset

    def _fail(self, error: InputError) -> None:
        if self._has_moved():
            self.remark = "was renamed or removed meanwhile"
        else:
            self.error = error
            self.outcome = replace(self.outcome, detection=None)  # the error reports it

    def _excuse_damage(self) -> None:
        """Leave a cut file for a later run, if no new line was read and it was written just now."""
        path = self.source.path
        status = status_of(path) if path else None
        if status and self.seen.is_fresh(status):
            self.remark = f"{self.outcome.damage}; it may still be written to: left for later"
            self.outcome = replace(self.outcome, damage=None)

    def _chunks(self, meter: Meter | None, chunk_bytes: int) -> Iterator[Chunk]:
        if self._is_unchanged():
            return
        for _ in range(_ATTEMPTS):
            found = recognise(self.source, self.known.sources)
            if self._is_part_of_known(found):
                return
            reader = self._reader_after(found)
            reading, chunks = self._opened(reader, meter, chunk_bytes)
            try:
                first = next(chunks, None)
                self.head = reading.outcome().end.head
                if first is None or self._is_what_was_recognised(found):
                    if self.name:
                        self.known.have_at_hand(self.name, self.source, reader.begin.offset)
                    for chunk in chain([first] if first else [], chunks):
                        self._advance_by(chunk)
                        self.head = reading.outcome().end.head
                        yield chunk
                    self._remark_on_the_rest(reading.outcome())
                    return
            finally:
                chunks.close()  # a file that was replaced is not held open until the next look
                self.outcome = reading.outcome()
        self.remark = "was replaced each time before it was read: left for later"

    def _opened(
        self, reader: SourceReader, meter: Meter | None, chunk_bytes: int
    ) -> tuple[SourceReading, Generator[Chunk] | Ahead[Chunk]]:
        """Open the source, or take what was begun before, if it was begun in the same way."""
        begun, self._begun = self._begun, None
        if begun and begun.reader == reader:
            return begun.reading, begun.chunks
        if begun:
            begun.chunks.close()
        reading = reader.open(meter, chunk_bytes, self.batch_bytes)
        return reading, reading.chunks()

    def _remark_on_the_rest(self, outcome: SourceOutcome) -> None:
        """Remark on the bytes that are left for another run."""
        progress = self.last or (None if self.replaces_all else self.base)
        end = progress.fingerprint.offset if progress else 0
        if outcome.has_changed:
            self.remark = "was replaced by another log while it was read: left for later"
        elif outcome.is_skipped or outcome.damage:
            return
        elif (waiting := outcome.end.offset - end) > 0:
            self.remark = f"{waiting:,} bytes wait for the rest of their line (--final counts them)"

    def _is_what_was_recognised(self, found: Recognised) -> bool:
        """Whether the source that is read is the one that was recognised a moment ago.

        Its file may have been renamed meanwhile. A new source may also have grown beyond the head
        by which it was found new: with more bytes it may be a known one.
        """
        if self.base and not self.replaces_all:
            return True  # reading compares the bytes before the position
        has_grown = found.name is None and len(self.head) > len(found.head)
        return not has_grown and found.head.startswith(self.head[: len(found.head)])

    def _is_unchanged(self) -> bool:
        """Whether all of the file was counted, and it is unchanged since; it is not opened then."""
        seen = self._seen()
        progress = self.known.progress(seen.name) if seen else None
        if seen is None or progress is None or progress.fingerprint.offset < seen.offset:
            return False
        self.name = seen.name
        self.known.have_at_hand(seen.name, self.source, seen.offset)
        return True

    def _seen(self) -> SeenFile | None:
        """Return the entry of a file that is as it was in an earlier run; `None`: it has none."""
        source = self.source
        if source.path is None or source.is_whole or self.is_again:
            return None
        self.status = status_of(source.path)
        return self.seen.entry(source.path, self.status) if self.status else None

    def _has_moved(self) -> bool:
        """Whether a file that a glob or folder found is gone; its new name will be found, too."""
        source = self.source
        return source.found_by is not None and source.path is not None and not source.path.exists()

    def _is_part_of_known(self, found: Recognised) -> bool:
        """Whether all of it was counted as the beginning of a known source.

        It may be a copy that is being made, or a log that was cut. Where a file with all of the
        known source is at hand, the two are compared byte by byte.
        """
        if not found.longer:
            return False
        wholes = [self.known.whole_at_hand(name) for name in found.longer]
        is_part = any(whole is None or is_beginning_of(self.source, whole) for whole in wholes)
        if is_part:
            self.remark = "is the beginning of what was counted before"
        return is_part

    def _reader_after(self, found: Recognised) -> SourceReader:
        """Return a reader that begins where the source was counted to."""
        self.name = found.name
        self.base = self.known.progress(found.name) if found.name else None
        self.replaces_all = self.is_again and found.name not in {None, *self.known.at_hand}
        reader = self._from_beginning()
        if self.base is None or self.replaces_all:
            return reader
        return replace(reader, begin=found.position, header=self.base.header)

    def _from_beginning(self) -> SourceReader:
        may_grow = not (self.is_final or self.source.is_whole)
        return replace(self.reader, is_resumable=True, may_grow=may_grow)

    def _advance_by(self, chunk: Chunk) -> None:
        """Note the progress after a chunk; its lines are known when it is counted."""
        self._advance(chunk.end, chunk.header)

    def _advance(
        self, end: Position, header: str, lines: int = 0, latest: datetime | None = None
    ) -> None:
        """Note the progress at a position, with the header lines and the number of lines there."""
        if self.name is None:
            self.name = self.known.new_name(end.head)
        self.known.have_at_hand(self.name, self.source, end.offset)
        forgotten = self.known.forgotten_before
        self.last = Progress(end.fingerprint(), header, lines, forgotten, latest_ambiguous=latest)
        self.known.advance(self.name, self.last)
        self.ends.append(self.last)
