"""Sources → answers: sources are read in order, and several chunks are counted at a time."""

from __future__ import annotations

from collections import deque
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING

from usagestats.errors import InputError
from usagestats.light_dataclass import dataclass, replace
from usagestats.logs.files.open_source import is_read_ahead
from usagestats.logs.files.whole_lines import CHUNK_BYTES
from usagestats.logs.readers.remembered import RememberedReaders
from usagestats.logs.source_reader import SourceOutcome, SourceReader
from usagestats.pipeline.copies import copies_among
from usagestats.pipeline.read_ahead import AT_ONCE, SMALL_BYTES, SMALL_OBJECTS_AT_ONCE, Ahead
from usagestats.pipeline.together import count_chunks, neighbours
from usagestats.side_by_side import in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from usagestats.logs.chunk import Chunk
    from usagestats.logs.files.open_source import Meter
    from usagestats.logs.files.sources import Source
    from usagestats.pipeline.lines_read import LinesRead
    from usagestats.pipeline.question import ChunkAnswer, Part, Question


def readers_of(
    sources: Iterable[Source],
    question: Question[Part],
    *,
    may_skip: bool = False,
    first_number: int = 0,
) -> list[SourceReader]:
    """Return one reader per source, numbered in order."""
    reader_for = RememberedReaders(question.reader_for)
    return [
        SourceReader(
            source,
            number,
            reader_for,
            log_format=question.log_format,
            secret_names=question.catalog.secret_names,
            may_skip=may_skip,
        )
        for number, source in enumerate(sources, first_number)
    ]


def answers(  # noqa: PLR0913  (each is a matter of its own)
    lines: LinesRead,
    sources: Sequence[Source],
    question: Question[Part],
    meter: Meter | None = None,
    chunk_bytes: int = CHUNK_BYTES,
    *,
    may_skip: bool = False,
) -> Generator[ChunkAnswer[Part]]:
    """Give the answers of all chunks of sources, in order.

    Args:
        lines: Gets the lines of each answer, and the outcome of each source.
        sources: The logs, read one after another, but not the copies among them. If the caller
            stops early, the rest is not read.
        question: The question.
        meter: Counts the bytes that are read.
        chunk_bytes: The approximate size of a chunk that is held in memory.
        may_skip: Whether a source that no format fits is passed over even if the user named it.

    Raises:
        InputError: A source cannot be read, or no format fits what the user named.
    """
    readers = readers_of(sources, question, may_skip=may_skip)
    chunks = _chunks(readers, copies_among(sources), lines.outcomes, meter, chunk_bytes)
    latest: dict[int, datetime | None] = {}
    for counted in counted_in_order(chunks, question):
        source = counted.lines.source
        answer = counted.after(latest.get(source), question)
        latest[source] = answer.lines.wall_times.latest
        lines.take(answer.lines)
        yield answer
    if not may_skip:
        refuse_misfits(lines.misfits)


@dataclass(slots=True)
class _Begun:
    """A source that is being read.

    Args:
        outcome: Returns the outcome of reading.
        chunks: Its chunks.
        ahead: Reads them ahead of their use; `None` for a source that needs no decompression.
    """

    outcome: Callable[[], SourceOutcome]
    chunks: Iterator[Chunk]
    ahead: Ahead[Chunk] | None = None

    @classmethod
    def of(cls, reader: SourceReader, meter: Meter | None, chunk_bytes: int) -> _Begun:
        """Begin to read a source."""
        reading = reader.open(meter, chunk_bytes)
        chunks = reading.chunks()
        if not is_read_ahead(reader.source):
            return cls(reading.outcome, chunks)
        ahead = Ahead(chunks)
        return cls(reading.outcome, ahead, ahead)

    def stop(self) -> None:
        """Read no more of it."""
        if self.ahead:
            self.ahead.close()


def _chunks(
    readers: Iterable[SourceReader],
    copies: Mapping[int, Source],
    outcomes: list[SourceOutcome],
    meter: Meter | None,
    chunk_bytes: int,
) -> Iterator[Chunk]:
    """Give the chunks of all sources in order; several compressed ones are read side by side."""
    begun = deque[_Begun]()
    readers = list(readers)
    at_once = _at_once(reader.source for reader in readers)
    waiting = iter(readers)
    try:
        while True:
            for reader in islice(waiting, at_once - len(begun)):
                if original := copies.get(reader.number):
                    copy = SourceOutcome(reader.source, reader.number, copy_of=original)
                    begun.append(_Begun(partial(replace, copy), iter(())))
                else:
                    begun.append(_Begun.of(reader, meter, chunk_bytes))
            if not begun:
                return
            try:
                yield from begun[0].chunks
            finally:  # also the outcome of a source that was not read to its end
                begun[0].stop()
                outcomes.append(begun.popleft().outcome())
    finally:
        for one in begun:
            one.stop()


def _at_once(sources: Iterable[Source]) -> int:
    """Return the number of sources that are read side by side."""
    objects = [source.object for source in sources]
    if objects and all(one and one.size and one.size <= SMALL_BYTES for one in objects):
        return SMALL_OBJECTS_AT_ONCE
    return AT_ONCE


def counted_in_order(
    chunks: Iterable[Chunk], question: Question[Part]
) -> Iterator[ChunkAnswer[Part]]:
    """Give the answers of chunks, in order; several small ones are counted together."""
    work = partial(count_chunks, question=question)
    return chain.from_iterable(in_order(neighbours(chunks), work))


def refuse_misfits(misfits: Iterable[SourceOutcome]) -> None:
    """Refuse a folder or glob of which every file was skipped.

    Raises:
        InputError: There is such a folder or glob.
    """
    if first := next(iter(misfits), None):
        hint = f"{first.source.name}: {first.detection}"
        raise InputError("no access log in it", where=first.source.found_by, hint=hint)
