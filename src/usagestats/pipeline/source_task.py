"""The unit that travels to a worker: a source and how it is read, and the count of it.

`count_sources` opens sources where it runs, so headers, compression, split container lines and
the order of lines never concern the machine that gives out the tasks.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Generic

from usagestats.errors import InputError, UsageError
from usagestats.light_dataclass import dataclass, replace
from usagestats.logs.files.whole_lines import CHUNK_BYTES
from usagestats.logs.readers.remembered import RememberedReaders
from usagestats.logs.source_reader import SourceOutcome, careful_reader
from usagestats.object_storage.urls import has_secrets
from usagestats.pipeline.lines_read import LinesRead
from usagestats.pipeline.part_sums import Part
from usagestats.pipeline.together import count_chunks, neighbours

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from usagestats.logs.chunk import Chunk
    from usagestats.logs.files.open_source import Meter
    from usagestats.logs.files.positions import Position
    from usagestats.logs.source_reader import SourceReader
    from usagestats.pipeline.part_sums import Counting
    from usagestats.pipeline.question import ChunkAnswer


@dataclass(frozen=True, slots=True)
class SourceTask:
    """A source to be counted: a small picklable value.

    Args:
        reader: How it is read. The question is sent apart, so the reader has no `reader_for`.
        latest: `WallTimes.latest` of the lines before the beginning of reading.
        lines_before: The number of lines before it.
    """

    reader: SourceReader
    latest: datetime | None = None
    lines_before: int = 0

    @classmethod
    def of(
        cls, reader: SourceReader, latest: datetime | None = None, lines_before: int = 0
    ) -> SourceTask:
        """Return the task to read a source in any process of any machine that has its files.

        Raises:
            UsageError: Its URL holds a credential.
        """
        source = reader.source
        if source.object and has_secrets(source.object.url):
            what = "its URL holds a credential, which does not travel to other processes"
            hint = "leave --cluster out; or name s3://…, and give the workers credentials"
            raise UsageError(what, where=source.name, hint=hint)
        if source.path:
            source = replace(source, place=source.path.absolute())
        return cls(replace(reader, source=source, reader_for=careful_reader), latest, lines_before)


@dataclass(frozen=True, slots=True)
class SourceCount(Generic[Part]):
    """The count of a source.

    Args:
        outcome: The outcome of reading.
        lines: The counts of its lines, with rejects and times.
        part: The sum of what its chunks answer; `None` where it has no chunk, or the part was added
            to that of others.
        end: The position after the last whole line that was counted.
        header: The header lines in force there.
        latest: `WallTimes.latest` there.
        error: Why it could not be read; `None` if it could.
    """

    outcome: SourceOutcome
    lines: LinesRead
    part: Part | None
    end: Position
    header: str
    latest: datetime | None = None
    error: InputError | None = None


def count_sources(
    tasks: Sequence[SourceTask],
    counting: Counting[Part],
    meter: Meter | None = None,
    chunk_bytes: int = CHUNK_BYTES,
) -> list[SourceCount[Part]]:
    """Open sources one after another, and count each by itself; one thread does it all.

    Small sources are mapped together, as those of a report on this machine are.

    Args:
        tasks: The sources; no two have the same number.
        counting: The question.
        meter: Counts the bytes that are read.
        chunk_bytes: The approximate size of a chunk that is held in memory.
    """
    reader_for = RememberedReaders(counting.question.reader_for)
    tasks = [replace(one, reader=replace(one.reader, reader_for=reader_for)) for one in tasks]
    sources = [_Source(task, counting, meter, chunk_bytes) for task in tasks]
    by_number = {one.number: one for one in sources}
    for chunks in neighbours(chain.from_iterable(one.chunks() for one in sources)):
        for chunk, answer in zip(chunks, count_chunks(chunks, counting.question), strict=True):
            by_number[chunk.source].take(chunk, answer)
    return [one.count() for one in sources]


class _Source(Generic[Part]):
    """A source that is counted.

    Args:
        task: The source.
        counting: The question.
        meter: Counts the bytes that are read.
        chunk_bytes: The approximate size of a chunk.
    """

    def __init__(
        self, task: SourceTask, counting: Counting[Part], meter: Meter | None, chunk_bytes: int
    ) -> None:
        self.number = task.reader.number
        self._question = counting.question
        self._reader = task.reader
        self._reading = self._reader.open(meter, chunk_bytes)
        self._lines, self._total = LinesRead(), counting.new_sum()
        if task.lines_before:
            self._lines.begin_after(self.number, task.lines_before)
        self._end, self._header = self._reader.begin, self._reader.header
        self._latest = task.latest
        self._error: InputError | None = None

    def chunks(self) -> Iterator[Chunk]:
        """Read its chunks; an error ends them."""
        try:
            yield from self._reading.chunks()
        except InputError as failure:
            self._error = failure

    def take(self, chunk: Chunk, answer: ChunkAnswer[Part]) -> None:
        """Add the answer of its next chunk."""
        answer = answer.after(self._latest, self._question)
        self._lines.take(answer.lines)
        self._total.add(answer.part)
        self._end, self._header = chunk.end, chunk.header
        self._latest = answer.lines.wall_times.latest

    def count(self) -> SourceCount[Part]:
        """Return its count, after all chunks."""
        part = self._total.part() if self._end != self._reader.begin else None
        outcome = self._reading.outcome()
        self._lines.outcomes.append(outcome)
        return SourceCount(
            outcome, self._lines, part, self._end, self._header, self._latest, self._error
        )


def not_counted(task: SourceTask, error: InputError) -> SourceCount[Part]:
    """Return the count of a source of which nothing could be counted."""
    reader = task.reader
    outcome = SourceOutcome(reader.source, reader.number, end=reader.begin)
    return SourceCount(outcome, LinesRead(), None, reader.begin, reader.header, task.latest, error)
