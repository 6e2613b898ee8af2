"""Sources → groups of tasks for an engine; its results → parts of an answer and counts of lines."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final, Generic

from usagestats.errors import InputError
from usagestats.light_dataclass import dataclass, replace
from usagestats.logs.source_reader import SourceOutcome
from usagestats.pipeline.copies import copies_among
from usagestats.pipeline.mapper import Lost
from usagestats.pipeline.part_sums import Part
from usagestats.pipeline.reading import readers_of, refuse_misfits
from usagestats.pipeline.source_task import SourceTask, count_sources, not_counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from usagestats.logs.files.sources import Source
    from usagestats.pipeline.lines_read import LinesRead
    from usagestats.pipeline.mapper import Mapper
    from usagestats.pipeline.part_sums import Counting
    from usagestats.pipeline.source_task import SourceCount

_LARGEST_GROUP: Final = 64 << 20
_SMALLEST_GROUP: Final = 1 << 20
_GROUPS: Final = 64
_MOST_SOURCES: Final = 200
_FAN_IN: Final = 16


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """Sources that one worker counts one after another: large ones alone, small ones together.

    Args:
        number: The number of the group in this run.
        tasks: The sources.
        bytes: The bytes of the sources, as stored.
    """

    number: int
    tasks: tuple[SourceTask, ...]
    bytes: int

    def __repr__(self) -> str:  # an engine may log it
        return f"group {self.number}: {self.names}"

    @property
    def names(self) -> str:
        """The names of the sources, as messages show them."""
        first = self.tasks[0].reader.source.name
        others = len(self.tasks) - 1
        return f"{first} and {others:,} more" if others else first


def grouped(tasks: Sequence[SourceTask], first_number: int = 0) -> list[TaskGroup]:
    """Return the tasks in groups that are worth a journey; of few bytes there are many small ones.

    The order of the tasks stays.
    """
    sizes = [stored_bytes(task.reader.source) for task in tasks]
    enough = min(max(sum(sizes) // _GROUPS, _SMALLEST_GROUP), _LARGEST_GROUP)
    groups: list[TaskGroup] = []
    held: list[SourceTask] = []
    weight = 0
    for task, size in zip(tasks, sizes, strict=True):
        held.append(task)
        weight += size
        if weight >= enough or len(held) == _MOST_SOURCES:
            groups.append(TaskGroup(first_number + len(groups), tuple(held), weight))
            held, weight = [], 0
    if held:
        groups.append(TaskGroup(first_number + len(groups), tuple(held), weight))
    return groups


def stored_bytes(source: Source) -> int:
    """Return the size of a source as stored; 0 where it is gone: that is an error of its task."""
    if source.object:
        return source.object.size or 0
    try:
        return source.path.stat().st_size if source.path else 0
    except OSError:
        return 0


@dataclass(frozen=True, slots=True)
class Counted(Generic[Part]):
    """The counts of sources, and what they answer together.

    Args:
        counts: The counts of the sources, without their parts.
        part: The sum of their parts; `None` where none of them has a chunk.
    """

    counts: tuple[SourceCount[Part], ...]
    part: Part | None


@dataclass(frozen=True, slots=True)
class CountTogether(Generic[Part]):
    """The work that counts sources, and adds up their parts wherever it can.

    Args:
        counting: The question.
        fan_in: How many results are added at a time.
    """

    counting: Counting[Part]
    fan_in: int = _FAN_IN

    def __repr__(self) -> str:  # an engine may log it, and a catalog may hold credentials
        return "the count of sources, added up"

    def __call__(self, group: TaskGroup) -> Counted[Part]:
        """Count the sources of a group.

        Raises:
            InputError: One of them cannot be read.
        """
        counts = count_sources(group.tasks, self.counting)
        if error := next((one.error for one in counts if one.error), None):
            raise error
        parts = [one.part for one in counts if one.part is not None]
        return Counted(tuple(replace(one, part=None) for one in counts), self._sum(parts))

    def add(self, results: Sequence[Counted[Part]]) -> Counted[Part]:
        """Return one result in the place of several."""
        counts = chain.from_iterable(one.counts for one in results)
        return Counted(tuple(counts), self._sum([one.part for one in results if one.part]))

    def _sum(self, parts: Sequence[Part]) -> Part | None:
        if len(parts) < 2:  # noqa: PLR2004  (nothing to add)
            return parts[0] if parts else None
        total = self.counting.new_sum()
        for part in parts:
            total.add(part)
        return total.part()


@dataclass(frozen=True, slots=True)
class CountEach(Generic[Part]):
    """The work that counts sources and keeps their parts apart; errors are among the counts.

    Args:
        counting: The question.
    """

    counting: Counting[Part]

    def __repr__(self) -> str:  # as above
        return "the count of sources, each by itself"

    @property
    def fan_in(self) -> int:
        """One: results stay apart."""
        return 1

    def __call__(self, group: TaskGroup) -> tuple[SourceCount[Part], ...]:
        """Count each source of a group."""
        return tuple(count_sources(group.tasks, self.counting))

    def add(
        self, results: Sequence[tuple[SourceCount[Part], ...]]
    ) -> tuple[SourceCount[Part], ...]:
        """Return one result in the place of several."""
        return tuple(chain.from_iterable(results))


def parts_by_tasks(
    lines: LinesRead,
    sources: Sequence[Source],
    counting: Counting[Part],
    mapper: Mapper,
    *,
    may_skip: bool = False,
) -> Iterator[Part]:
    """Give the parts of an answer, as an engine has added them; each source is counted once.

    Args:
        lines: Gets the lines and the outcome of each source, in order, at the end.
        sources: The logs; copies among them are not read.
        counting: The question.
        mapper: The engine.
        may_skip: Whether a source that no format fits is passed over even if the user named it.

    Raises:
        InputError: A source cannot be read, or no format fits what the user named.
    """
    copies = copies_among(sources)
    readers = readers_of(sources, counting.question, may_skip=may_skip)
    waiting = grouped([SourceTask.of(one) for one in readers if one.number not in copies])
    counts: dict[int, SourceCount[Part]] = {}
    while waiting:
        groups = {group.number: group for group in waiting}
        lost: list[SourceTask] = []
        for done in mapper.results(waiting, CountTogether(counting)):
            if isinstance(done, Lost):
                lost += alone(groups[done.number], done)
                continue
            counts |= {one.outcome.number: one for one in done.result.counts}
            if done.result.part is not None:
                yield done.result.part
        waiting = grouped_alone(lost)
    for number, source in enumerate(sources):
        if original := copies.get(number):
            lines.outcomes.append(SourceOutcome(source, number, copy_of=original))
        else:
            lines.add_sources(counts[number].lines)
    if not may_skip:
        refuse_misfits(lines.misfits)


def counts_apart(
    tasks: Sequence[SourceTask], counting: Counting[Part], mapper: Mapper
) -> Iterator[tuple[int, SourceCount[Part]]]:
    """Give the count of each source by itself, in any order, with the number of the source.

    A source that cannot be read, or that no worker can count, has an error in its count.

    Args:
        tasks: The sources.
        counting: The question.
        mapper: The engine.
    """
    waiting = grouped(tasks)
    while waiting:
        groups = {group.number: group for group in waiting}
        lost: list[SourceTask] = []
        for done in mapper.results(waiting, CountEach(counting)):
            if isinstance(done, Lost):
                group = groups[done.number]
                try:
                    lost += alone(group, done)
                except InputError as error:
                    yield group.tasks[0].reader.number, not_counted(group.tasks[0], error)
                continue
            yield from ((one.outcome.number, one) for one in done.result)
        waiting = grouped_alone(lost)


def alone(group: TaskGroup, lost: Lost) -> tuple[SourceTask, ...]:
    """Return the tasks of a lost group: one of them is to blame, so each is tried by itself.

    Raises:
        InputError: There is only one.
    """
    if len(group.tasks) > 1:
        return group.tasks
    hint = "it may need more memory than a worker has; the workers' own logs may say more"
    raise InputError(f"could not be counted: {lost.reason}", where=group.names, hint=hint)


def grouped_alone(tasks: Sequence[SourceTask]) -> list[TaskGroup]:
    """Return each task as a group."""
    return [
        TaskGroup(number, (task,), stored_bytes(task.reader.source))
        for number, task in enumerate(tasks)
    ]
