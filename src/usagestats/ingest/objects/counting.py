"""Objects → the count of each as a whole; what cannot be read is left out and named."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from usagestats.errors import InputError
from usagestats.object_storage.reading import ObjectChangedError
from usagestats.pipeline.lines_read import LinesRead
from usagestats.pipeline.read_ahead import Ahead
from usagestats.pipeline.reading import counted_in_order
from usagestats.pipeline.source_task import SourceTask
from usagestats.pipeline.tasks import counts_apart
from usagestats.pipeline.usage_sum import UsageSum

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from usagestats.ingest.run import Ingested, IngestSettings
    from usagestats.logs.chunk import Chunk
    from usagestats.logs.files.open_source import Meter
    from usagestats.logs.files.positions import Position
    from usagestats.logs.source_reader import SourceOutcome, SourceReader, SourceReading
    from usagestats.pipeline.mapper import Mapper
    from usagestats.pipeline.part_sums import Counting
    from usagestats.pipeline.question import ChunkAnswer, Question
    from usagestats.pipeline.source_task import SourceCount
    from usagestats.pipeline.usage_sum import ChunkUsage
    from usagestats.store.sources import Progress
    from usagestats.tables.usage import Grain

WITHOUT_REQUESTS: Final = "objects"
"""The group of objects without requests, and the first word of all others."""
_AT_ONCE: Final = 8
"""The number of objects that are read at the same time; most of that time they wait."""


@dataclass(slots=True, eq=False)
class ObjectCount:
    """The count of an object.

    Args:
        reader: How it is read.
        name: The id of its source in the store.
        base: The progress of an object that goes on where it was counted to; else `None`.
        total: Its usage and problems.
        outcome: The outcome of reading.
        lines: The counts of its lines.
        end: The position after its last line.
        header: The header lines in force there.
        error: Why it cannot be read; `None` if it can.
        remark: Why it is left for another run; `None` if it is not.
        latest: `WallTimes.latest` of its lines.
        group: The group of its usage in the store, where it has one already; else empty.
    """

    reader: SourceReader
    name: str
    base: Progress | None
    total: UsageSum
    outcome: SourceOutcome
    end: Position
    lines: LinesRead = field(default_factory=LinesRead)
    header: str = ""
    error: InputError | None = None
    remark: str | None = None
    latest: datetime | None = None
    group: str = ""

    @classmethod
    def of(
        cls, reader: SourceReader, name: str, grain: Grain, base: Progress | None = None
    ) -> ObjectCount:
        """Begin the count of an object."""
        outcome = reader.open().outcome()
        count = cls(reader, name, base, UsageSum(grain), outcome, reader.begin)
        count.group = base.group if base else ""
        count.header, count.latest = reader.header, base.latest_ambiguous if base else None
        count.lines.begin_after(reader.number, base.file_lines if base else 0)
        return count

    @property
    def is_whole(self) -> bool:
        """Whether all of it was read, so that it can be committed."""
        has_failed = self.error or self.remark or self.outcome.damage or self.outcome.is_skipped
        return not (has_failed or self.outcome.has_changed)

    def chunks(self, chunks: Iterable[Chunk], reading: SourceReading) -> Iterator[Chunk]:
        """Pass its chunks on, and note where they end and why."""
        failure: InputError | None = None
        try:
            for chunk in chunks:
                self.end, self.header = chunk.end, chunk.header
                yield chunk
        except InputError as error:
            failure = error
        self._end_with(reading.outcome(), failure)

    def take(self, counted: SourceCount[ChunkUsage]) -> None:
        """Take the count that an engine has made of it."""
        self.lines, self.end, self.header = counted.lines, counted.end, counted.header
        self.latest = counted.latest
        if counted.part is not None:
            self.total.add(counted.part)
        self._end_with(counted.outcome, counted.error)

    def _end_with(self, outcome: SourceOutcome, failure: InputError | None) -> None:
        self.outcome = outcome
        if isinstance(failure, ObjectChangedError):
            self.remark = f"{failure.what}: left for the next run"
        elif failure:
            self.error = failure
            self.outcome = replace(self.outcome, detection=None)  # the error reports it

    def add(self, answer: ChunkAnswer[ChunkUsage], question: Question[ChunkUsage]) -> None:
        """Add the answer of its next chunk."""
        answer = answer.after(self.latest, question)
        self.latest = answer.lines.wall_times.latest
        self.lines.take(answer.lines)
        self.total.add(answer.part)


def counted_objects(
    counts: Iterable[ObjectCount],
    question: Question[ChunkUsage],
    meter: Meter | None,
    chunk_bytes: int,
) -> Iterator[ObjectCount]:
    """Count objects on this machine; give each, in order, when all of it is counted."""
    begun: deque[ObjectCount] = deque()
    chunks = _chunks(iter(counts), begun, meter, chunk_bytes)
    for answer in counted_in_order(chunks, question):
        while begun[0].reader.number != answer.lines.source:
            yield begun.popleft()
        begun[0].add(answer, question)
    yield from begun


def counted(
    counts: Iterable[ObjectCount],
    settings: IngestSettings,
    question: Question[ChunkUsage],
    meter: Meter | None,
) -> Iterator[ObjectCount]:
    """Count objects on this machine, or by the engine that the settings name."""
    if settings.mapper:
        return objects_counted_by(counts, settings.question.counting(), settings.mapper)
    return counted_objects(counts, question, meter, settings.chunk_bytes)


def note(done: Ingested, count: ObjectCount) -> None:
    """Note the outcome of an object."""
    done.outcomes.append(count.outcome)
    if count.error:
        done.errors.append(count.error)
    elif count.remark:
        done.remarks[count.reader.source.name] = count.remark


def add_lines(done: Ingested, count: ObjectCount) -> None:
    """Add the lines of an object that was committed."""
    done.merge(count.lines)
    done.bytes += count.end.offset - count.reader.begin.offset


def objects_counted_by(
    counts: Iterable[ObjectCount], counting: Counting[ChunkUsage], mapper: Mapper
) -> Iterator[ObjectCount]:
    """Have an engine count objects; give each, in any order, when all of it is counted."""
    by_number = {count.reader.number: count for count in counts}
    tasks = [
        SourceTask.of(count.reader, count.latest, count.base.file_lines if count.base else 0)
        for count in by_number.values()
    ]
    for number, counted in counts_apart(tasks, counting, mapper):
        count = by_number.pop(number)
        count.take(counted)
        yield count


def _chunks(
    waiting: Iterator[ObjectCount],
    begun: deque[ObjectCount],
    meter: Meter | None,
    chunk_bytes: int,
) -> Iterator[Chunk]:
    """Give the chunks of all objects in order; several are read side by side.

    Args:
        waiting: The objects.
        begun: Gets each object before its first chunk is given.
        meter: Counts the bytes that are read.
        chunk_bytes: The approximate size of a chunk.
    """
    ahead: deque[tuple[ObjectCount, SourceReading, Ahead[Chunk]]] = deque()
    try:
        while True:
            for count in islice(waiting, _AT_ONCE - len(ahead)):
                reading = count.reader.open(meter, chunk_bytes)
                ahead.append((count, reading, Ahead(reading.chunks())))
            if not ahead:
                return
            count, reading, chunks = ahead[0]
            begun.append(count)
            yield from count.chunks(chunks, reading)
            ahead.popleft()[2].close()
    finally:
        for _, _, chunks in ahead:
            chunks.close()
