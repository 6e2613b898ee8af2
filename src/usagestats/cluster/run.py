"""One run over tasks: how many are given out at a time, which again, and which results are added.

It works on a `Pool`, which is thin: the decisions are here, and can be tested without a cluster.

A worker that dies takes all its tasks along, so a task is not to blame because its worker died,
even several times. Such a task waits until all others are done, and is then tried alone: if workers
die again, it is this one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeVar

from usagestats.cluster.adding import AddingTree, Summand
from usagestats.cluster.slow_tasks import SlowTasks
from usagestats.light_dataclass import dataclass
from usagestats.pipeline.mapper import HELD_EACH, Done, Lost, Task

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from usagestats.logs.files.open_source import Meter

_LOOK_SECONDS: Final = 1.0
_TIMES_ALONE: Final = 2  # the first time may be the chance of a moment
_Handle = TypeVar("_Handle")
_Result = TypeVar("_Result")
_Result_co = TypeVar("_Result_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Attempt(Generic[_Handle]):
    """A task that a worker was given.

    Args:
        task: The task.
        handle: Stands for its result.
    """

    task: Task
    handle: _Handle


class Pool(Protocol[_Handle, _Result_co]):
    """The workers of a cluster."""

    def threads(self) -> int:
        """Return how many tasks they can work at, at the same time; 0: there is no worker.

        Raises:
            ClusterError: The cluster was lost, or has had no worker for long.
        """

    def begin(self, task: Task) -> Attempt[_Handle]:
        """Give a task to a worker; to another one than before, if it can be."""

    def next_ended(self, seconds: float) -> Attempt[_Handle] | None:
        """Return an attempt that has ended; wait so long for one at most."""

    def failure(self, handle: _Handle) -> BaseException | None:
        """Return the error of an attempt that has ended; `None`: there is a result."""

    def is_of_worker(self, failure: BaseException) -> bool:
        """Whether workers have died, or had too little memory: the work itself raised nothing."""

    def add(self, handles: Sequence[_Handle]) -> _Handle:
        """Have results added where they are."""

    def result(self, handle: _Handle) -> _Result_co:
        """Wait for a result, and fetch it."""

    def drop(self, handle: _Handle) -> None:
        """Need no more of an attempt."""


class Run(Generic[_Handle, _Result]):
    """One run over tasks.

    Args:
        pool: The workers.
        fan_in: How many results are added at a time; 1: they stay apart.
        meter: Counts the bytes of the tasks that are done.
        seconds: Gives the time in seconds, from any beginning.
    """

    def __init__(
        self,
        pool: Pool[_Handle, _Result],
        fan_in: int,
        meter: Meter | None,
        seconds: Callable[[], float],
    ) -> None:
        self._pool = pool
        self._tree = AddingTree(fan_in, pool.add) if fan_in > 1 else None
        self._meter = meter
        self._slow = SlowTasks(seconds)
        self._under_way: dict[int, list[_Handle]] = {}
        self._tasks: dict[int, Task] = {}
        self._suspects: list[Task] = []

    def results(self, tasks: Iterable[Task]) -> Iterator[Done[_Result] | Lost]:
        """Give the results of all tasks; the number of each comes once.

        Raises:
            ClusterError: The cluster was lost.
        """
        for task in tasks:
            while len(self._under_way) >= HELD_EACH * max(self._pool.threads(), 1):
                yield from self._next()
            self._begin(task)
        while self._under_way:
            yield from self._next(is_last=True)
        suspects, self._suspects = self._suspects, []
        for task in suspects:
            yield from self._alone(task)
        if self._tree and (root := self._tree.root()):
            yield Done(root.numbers, self._pool.result(root.handle))

    def _alone(self, task: Task) -> Iterator[Done[_Result] | Lost]:
        for _ in range(_TIMES_ALONE):
            self._suspects = []
            self._begin(task)
            while self._under_way:
                yield from self._next()
            if not self._suspects:
                return
        self._suspects = []
        yield Lost(task.number, "each worker that counted it ended, or had too little memory")

    def _begin(self, task: Task) -> None:
        handle = self._pool.begin(task).handle
        self._under_way.setdefault(task.number, []).append(handle)
        self._tasks[task.number] = task
        self._slow.begin(task.number)

    def _next(self, *, is_last: bool = False) -> Iterator[Done[_Result]]:
        """Wait a moment for an attempt to end, and take its result.

        Args:
            is_last: Whether all tasks were given out, so that workers may be free for slow ones.
        """
        ended = self._pool.next_ended(_LOOK_SECONDS)
        if ended is None:
            if len(self._under_way) < self._pool.threads() and is_last:
                for number in self._slow.to_give_again():
                    self._begin(self._tasks[number])
            return
        number, handle = ended.task.number, ended.handle
        attempts = self._under_way.get(number, [])
        if handle not in attempts:
            return  # another attempt on the task was quicker
        failure = self._pool.failure(handle)
        if failure is None:
            try:
                done = self._taken(ended)
            except Exception as error:  # noqa: BLE001  (it is raised below, if it is no worker's)
                failure = error
            else:
                self._end(number, but=handle)
                yield from done
                return
        if not self._pool.is_of_worker(failure):
            raise failure
        attempts.remove(handle)
        if not attempts:
            self._end(number)
            self._suspects.append(ended.task)

    def _end(self, number: int, but: _Handle | None = None) -> None:
        self._slow.end(number)
        del self._tasks[number]
        for handle in self._under_way.pop(number):
            if handle is not but:
                self._pool.drop(handle)

    def _taken(self, ended: Attempt[_Handle]) -> list[Done[_Result]]:
        """Take the result of an attempt; a worker that dies at this moment takes it along."""
        numbers = (ended.task.number,)
        taken: list[Done[_Result]] = []
        if self._tree:
            self._tree.take(Summand(ended.handle, numbers))
        else:
            taken.append(Done(numbers, self._pool.result(ended.handle)))
        if self._meter:
            self._meter.advance(ended.task.bytes)
        return taken
