"""The unit that travels to a worker: a source and how it is read, and the count of it.

`count_source` opens the source where it runs, so headers, compression, split container lines and
the order of lines never concern the machine that gives out the tasks.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from usagestats.errors import InputError
from usagestats.light_dataclass import dataclass
from usagestats.logs.files.whole_lines import CHUNK_BYTES
from usagestats.logs.source_reader import SourceOutcome, careful_reader
from usagestats.pipeline.lines_read import LinesRead
from usagestats.pipeline.question import count_chunk

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from usagestats.logs.files.open_source import Meter
    from usagestats.logs.files.positions import Position
    from usagestats.logs.source_reader import SourceReader
    from usagestats.pipeline.question import Question

Part = TypeVar("Part")


class PartSum(Protocol[Part]):
    """A sum that the parts of chunks, or other sums, are added to in any order."""

    def add(self, part: Part) -> None:
        """Add a part."""

    def part(self) -> Part:
        """Return the sum as one part; at least one was added."""


@dataclass(frozen=True, slots=True)
class Counting(Generic[Part]):
    """A question, and how the parts of its answer are added: picklable.

    Args:
        question: The question that each chunk answers.
        new_sum: Returns an empty sum.
    """

    question: Question[Part]
    new_sum: Callable[[], PartSum[Part]]


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
        """Return the task to read a source in any process of any machine that has its files."""
        source = reader.source
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


def count_source(
    task: SourceTask,
    counting: Counting[Part],
    meter: Meter | None = None,
    chunk_bytes: int = CHUNK_BYTES,
) -> SourceCount[Part]:
    """Open a source, count it chunk by chunk, and add the chunks up; one thread does it all.

    Args:
        task: The source.
        counting: The question.
        meter: Counts the bytes that are read.
        chunk_bytes: The approximate size of a chunk that is held in memory.
    """
    question, number = counting.question, task.reader.number
    reader = replace(task.reader, reader_for=question.reader_for)
    reading = reader.open(meter, chunk_bytes)
    lines, total = LinesRead(), counting.new_sum()
    if task.lines_before:
        lines.begin_after(number, task.lines_before)
    end, header, latest = reader.begin, reader.header, task.latest
    error: InputError | None = None
    try:
        for chunk in reading.chunks():
            answer = count_chunk(chunk, question).after(latest, question)
            lines.take(answer.lines)
            total.add(answer.part)
            end, header, latest = chunk.end, chunk.header, answer.lines.wall_times.latest
    except InputError as failure:
        error = failure
    part = total.part() if end != reader.begin else None
    outcome = reading.outcome()
    lines.outcomes.append(outcome)
    return SourceCount(outcome, lines, part, end, header, latest, error)


def not_counted(task: SourceTask, error: InputError) -> SourceCount[Part]:
    """Return the count of a source of which nothing could be counted."""
    reader = task.reader
    outcome = SourceOutcome(reader.source, reader.number, end=reader.begin)
    return SourceCount(outcome, LinesRead(), None, reader.begin, reader.header, task.latest, error)
