"""The seam between the pipeline and an engine: tasks and their work go in, results come out.

An engine is a `Mapper`. `Threads` works on this machine; `usagestats.cluster` has those that work
on others. An engine knows nothing of logs: a task has a number and a size, work is a function.
"""

from __future__ import annotations

import os
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeVar

from usagestats.light_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from usagestats.logs.files.open_source import Meter

_Result = TypeVar("_Result")

HELD_EACH: Final = 4
"""How many tasks an engine holds for each worker: all others wait with the caller."""


class Task(Protocol):
    """One unit of work: a picklable value."""

    @property
    def number(self) -> int:
        """Its number: no two tasks of a run have the same."""

    @property
    def bytes(self) -> int:
        """The bytes that are read for it, as stored: progress is shown by them."""


_Task = TypeVar("_Task", bound=Task)
_Task_contra = TypeVar("_Task_contra", bound=Task, contravariant=True)


class Work(Protocol[_Task_contra, _Result]):
    """The work on a task, picklable: its results may be added where they are."""

    @property
    def fan_in(self) -> int:
        """How many results an engine may add at a time; 1: results stay apart."""

    def __call__(self, task: _Task_contra, /) -> _Result:
        """Return the result of a task."""

    def add(self, results: Sequence[_Result], /) -> _Result:
        """Return one result in the place of several."""


@dataclass(frozen=True, slots=True)
class Done(Generic[_Result]):
    """The common result of one or several tasks.

    Args:
        numbers: The numbers of the tasks.
        result: Their result, added up.
    """

    numbers: tuple[int, ...]
    result: _Result


@dataclass(frozen=True, slots=True)
class Lost:
    """A task that has no result, since each worker that had it ended without a word.

    Args:
        number: The number of the task.
        reason: What happened, as a clause.
    """

    number: int
    reason: str


class Mapper(Protocol):
    """An engine: it works at several tasks at a time."""

    def results(
        self, tasks: Iterable[_Task], work: Work[_Task, _Result]
    ) -> Iterator[Done[_Result] | Lost]:
        """Give the results of all tasks, in any order; the number of each task comes once.

        Args:
            tasks: The tasks; they are taken one by one, when there is room for more.
            work: The work. An error that it raises is raised here.
        """


class Threads:
    """The engine that works with threads of this process.

    Args:
        meter: Counts the bytes of the tasks that are done.
        workers: The number of threads; `None`: one for each processor.
    """

    def __init__(self, meter: Meter | None = None, workers: int | None = None) -> None:
        self._meter = meter
        self._workers = workers or os.cpu_count() or 1

    def results(
        self, tasks: Iterable[_Task], work: Work[_Task, _Result]
    ) -> Iterator[Done[_Result] | Lost]:
        """Give the result of each task by itself, as soon as it is there."""
        pool = ThreadPoolExecutor(max_workers=self._workers)
        under_way: dict[Future[_Result], _Task] = {}
        try:
            for task in tasks:
                under_way[pool.submit(work, task)] = task
                if len(under_way) >= HELD_EACH * self._workers:
                    yield from self._finished(under_way)
            while under_way:
                yield from self._finished(under_way)
        finally:
            pool.shutdown(cancel_futures=True)

    def _finished(self, under_way: dict[Future[_Result], _Task]) -> Iterator[Done[_Result]]:
        """Wait for at least one result."""
        for future in wait(under_way, return_when=FIRST_COMPLETED).done:
            task = under_way.pop(future)
            result = future.result()
            if self._meter:
                self._meter.advance(task.bytes)
            yield Done((task.number,), result)
