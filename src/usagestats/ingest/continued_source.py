"""One source of a run: recognised, and read on from where it was counted to before."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING, Final

from usagestats.errors import InputError
from usagestats.ingest.recognition import is_beginning_of, recognise
from usagestats.ingest.seen_files import status_of
from usagestats.logs.files.whole_lines import CHUNK_BYTES
from usagestats.logs.inner_lines import source_lines
from usagestats.logs.source_reader import SourceOutcome
from usagestats.store.sources import Progress

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    from usagestats.ingest.progress import KnownProgress
    from usagestats.ingest.recognition import Recognised
    from usagestats.ingest.seen_files import SeenFiles
    from usagestats.logs.chunk import Chunk
    from usagestats.logs.files.open_source import Meter
    from usagestats.logs.files.sources import Source
    from usagestats.logs.source_reader import SourceReader

_LOOKS: Final = 3
"""How often a file is looked at that is another one by the time it is read."""


@dataclass(slots=True, eq=False)
class ContinuedSource:
    """A source on its way into the store.

    Args:
        reader: How it would be read from its beginning.
        known: The progress of every source; goes on with this one.
        seen: The files that are known to be counted as they are.
        is_final: The source is complete: a last line without a newline counts, too.
        is_again: Whether lines that were counted before are counted once more.
        name: The name of the source in the store; `None` where nothing was read of it yet.
        base: How far it was counted before; `None` where it is new.
        replaces_all: Whether its rows in the store are to be replaced.
        remark: Why nothing, or not all, is read of it; `None` where there is nothing to say.
        error: Why it cannot be read.
        status: The status of its file, before it was read.
        head: The first bytes of it that were read.
        ends: The progress with each chunk that is not counted yet.
        last: The progress with the last chunk; `None` before there is one.
    """

    reader: SourceReader
    known: KnownProgress
    seen: SeenFiles
    is_final: bool = False
    is_again: bool = False
    name: str | None = None
    base: Progress | None = None
    replaces_all: bool = False
    remark: str | None = None
    error: InputError | None = None
    status: os.stat_result | None = None
    head: bytes = b""
    ends: deque[Progress] = field(default_factory=deque)
    last: Progress | None = None
    outcome: SourceOutcome = field(init=False)

    def __post_init__(self) -> None:
        self.outcome = SourceOutcome(self.source, self.reader.number)

    @property
    def source(self) -> Source:
        """The source itself."""
        return self.reader.source

    @property
    def complete_offset(self) -> int | None:
        """The offset up to which it is counted; `None` where it goes on after that."""
        if self.outcome.has_changed or self.outcome.damage:
            return None
        progress = self.last or self.base
        return progress.fingerprint.offset if progress else None

    @property
    def has_more(self) -> bool:
        """Whether anything was read that was not counted before."""
        return self.last is not None

    def chunks(self, meter: Meter | None = None, chunk_bytes: int = CHUNK_BYTES) -> Iterator[Chunk]:
        """Read what was not counted yet; `error` says why it could not be read."""
        try:
            yield from self._chunks(meter, chunk_bytes)
        except InputError as error:
            if self._has_moved():
                self.remark = "was renamed or removed meanwhile"
            else:
                self.error = error
                self.outcome = replace(self.outcome, detection=None)  # the error says it
        if self.outcome.damage and not self.has_more:
            self._excuse_damage()

    def _excuse_damage(self) -> None:
        """Pass over a cut file of which nothing whole and new is there yet."""
        path = self.source.path
        status = status_of(path) if path else None
        if status and self.seen.is_fresh(status):
            self.remark = f"{self.outcome.damage}; it may be being written: left for later"
            self.outcome = replace(self.outcome, damage=None)

    def _chunks(self, meter: Meter | None, chunk_bytes: int) -> Iterator[Chunk]:
        if self._was_seen(self.source):
            return
        for _ in range(_LOOKS):
            found = recognise(self.source, self.known.sources)
            if self._is_nothing_new(found):
                return
            reading = self._reader_after(found).open(meter, chunk_bytes)
            chunks = reading.chunks()
            try:
                first = next(chunks, None)
                self.head = reading.outcome().end.head
                if first is None or self._is_what_was_recognised(found):
                    if self.name:
                        self.known.at_hand.setdefault(self.name, self.source)
                    for chunk in chain([first] if first else [], chunks):
                        self._advance(chunk)
                        self.head = reading.outcome().end.head
                        yield chunk
                    self._remark_on_the_rest(reading.outcome())
                    return
            finally:
                self.outcome = reading.outcome()
        self.remark = "changes while it is looked at"

    def _remark_on_the_rest(self, outcome: SourceOutcome) -> None:
        """Say what is left of it for another run."""
        progress = self.last or (None if self.replaces_all else self.base)
        end = progress.fingerprint.offset if progress else 0
        if outcome.has_changed:
            self.remark = "is another log by now: left for later"
        elif outcome.is_skipped or outcome.damage:
            return
        elif (waiting := outcome.end.offset - end) > 0:
            self.remark = f"{waiting:,} bytes wait for the rest of their line (--final counts them)"

    def _is_what_was_recognised(self, found: Recognised) -> bool:
        """Whether a source that is read from its beginning is still the one that was seen.

        It may have been renamed, or have become longer than the part by which it was found new.
        """
        if self.base and not self.replaces_all:
            return True  # the bytes before the position are compared while reading
        has_grown = found.name is None and len(self.head) > len(found.head)
        return not has_grown and found.head.startswith(self.head[: len(found.head)])

    def _was_seen(self, source: Source) -> bool:
        """Whether the file is as it was when all of it was counted."""
        if source.path is None or source.is_whole or self.is_again:
            return False
        self.status = status_of(source.path)
        seen = self.seen.entry(source.path, self.status) if self.status else None
        progress = self.known.progress(seen.name) if seen else None
        if seen is None or progress is None or progress.fingerprint.offset < seen.offset:
            return False
        self.name = seen.name
        self.known.at_hand.setdefault(seen.name, source)
        return True

    def _has_moved(self) -> bool:
        """Whether a file that a glob or folder found is gone: it is found by its new name."""
        source = self.source
        return source.found_by is not None and source.path is not None and not source.path.exists()

    def _is_nothing_new(self, found: Recognised) -> bool:
        """Whether it is a part of a source that was counted: a copy that is being made."""
        if not found.longer:
            return False
        wholes = [self.known.at_hand.get(name) for name in found.longer]
        is_part = any(whole is None or is_beginning_of(self.source, whole) for whole in wholes)
        if is_part:
            self.remark = "is the beginning of what was counted before"
        return is_part

    def _reader_after(self, found: Recognised) -> SourceReader:
        """Return how the source is read from where it was counted to."""
        self.name = found.name
        self.base = self.known.progress(found.name) if found.name else None
        self.replaces_all = self.is_again and found.name not in {None, *self.known.at_hand}
        may_grow = not (self.is_final or self.source.is_whole)
        reader = replace(self.reader, is_resumable=True, may_grow=may_grow)
        if self.base is None or self.replaces_all:
            return reader
        return replace(reader, begin=found.position, header=self.base.header)

    def _advance(self, chunk: Chunk) -> None:
        if self.name is None:
            self.name = self.known.new_name(chunk.end.head)
            self.known.at_hand[self.name] = self.source
        before = self.last if self.last or self.replaces_all else self.base
        lines = source_lines(chunk) + (before.file_lines if before else 0)
        forgotten = self.known.forgotten_before
        self.last = Progress(chunk.end.fingerprint(), chunk.header, lines, forgotten)
        self.known.advance(self.name, self.last)
        self.ends.append(self.last)
