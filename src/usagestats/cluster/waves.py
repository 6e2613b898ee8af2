"""Tasks in waves: each wave is one job of an engine that takes many tasks at a time.

Two waves are under way, so that the last tasks of one do not leave workers without work. An engine
that runs jobs tries a task again by itself when its worker dies; where the job fails all the same,
the wave is halved until the task is found that is to blame.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, TypeVar

from usagestats.cluster.arrow_rows import Failed
from usagestats.pipeline.mapper import Done, Lost

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from concurrent.futures import Future

    from usagestats.logs.files.open_source import Meter
    from usagestats.pipeline.mapper import Task, Work

_WAVES_AT_ONCE: Final = 2
_TASKS_EACH: Final = 2  # for each thread, in a wave
_SMALLEST_WAVE: Final = 16  # a job costs some tenths of a second
_LARGEST_WAVE: Final = 1000  # its tasks travel together
_TIMES_ALONE: Final = 2  # the first time may be the chance of a moment

_Result = TypeVar("_Result")


class JobFailedError(Exception):
    """A job has failed, since workers died or had too little memory; others can be run."""


class Jobs(Protocol[_Result]):
    """An engine that runs jobs, and may run several at a time."""

    def threads(self) -> int:
        """Return how many tasks it can work at, at the same time."""

    def run(self, tasks: Sequence[Task]) -> list[Done[_Result] | Failed]:
        """Run one job over tasks; it may add results.

        Raises:
            JobFailedError: One of the tasks cannot be done.
            ClusterError: The cluster was lost.
        """

    def cancel(self) -> None:
        """End all jobs that are under way."""


class Waves(Generic[_Result]):
    """One run over tasks.

    Args:
        jobs: Runs them.
        work: The work on each task.
        meter: Counts the bytes of the tasks that are done.
    """

    def __init__(self, jobs: Jobs[_Result], work: Work[Any, _Result], meter: Meter | None) -> None:
        self._jobs = jobs
        self._work = work
        self._meter = meter
        self._sum: Done[_Result] | None = None

    def results(self, tasks: Iterable[Task]) -> Iterator[Done[_Result] | Lost]:
        """Give the results of all tasks; the number of each comes once.

        Raises:
            ClusterError: The cluster was lost.
        """
        pool = ThreadPoolExecutor(_WAVES_AT_ONCE)
        under_way: deque[tuple[Sequence[Task], Future[list[Done[_Result] | Failed | Lost]]]]
        under_way = deque()
        try:
            for wave in self._waves(tasks):
                under_way.append((wave, pool.submit(self._counted, wave)))
                if len(under_way) == _WAVES_AT_ONCE:
                    yield from self._taken(*under_way.popleft())
            while under_way:
                yield from self._taken(*under_way.popleft())
        finally:
            if under_way:
                self._jobs.cancel()
            pool.shutdown(cancel_futures=True)
        if self._sum:
            yield self._sum

    def _waves(self, tasks: Iterable[Task]) -> Iterator[list[Task]]:
        wave: list[Task] = []
        wanted = 0
        for task in tasks:
            wanted = wanted or max(_TASKS_EACH * self._jobs.threads(), _SMALLEST_WAVE)
            wave.append(task)
            if len(wave) >= min(wanted, _LARGEST_WAVE):
                yield wave
                wave, wanted = [], 0
        if wave:
            yield wave

    def _counted(self, wave: Sequence[Task]) -> list[Done[_Result] | Failed | Lost]:
        """Have a wave counted; of one that fails, each half."""
        reason = ""
        for _ in range(_TIMES_ALONE):
            try:
                return [*self._jobs.run(wave)]
            except JobFailedError as error:
                reason = str(error)
            if len(wave) > 1:
                half = len(wave) // 2
                return self._counted(wave[:half]) + self._counted(wave[half:])
        return [Lost(wave[0].number, reason)]

    def _taken(
        self, wave: Sequence[Task], ended: Future[list[Done[_Result] | Failed | Lost]]
    ) -> Iterator[Done[_Result] | Lost]:
        found = ended.result()
        failures = [one for one in found if isinstance(one, Failed)]
        if failures:
            raise min(failures, key=lambda one: one.numbers).error
        done = [one for one in found if isinstance(one, Done)]
        yield from (one for one in found if isinstance(one, Lost))
        if self._meter:
            self._meter.advance(sum(task.bytes for task in wave))
        if self._work.fan_in == 1:
            yield from done
        elif done:
            self._sum = self._added(done)

    def _added(self, done: Sequence[Done[_Result]]) -> Done[_Result]:
        all_done = [self._sum, *done] if self._sum else done
        numbers = tuple(number for one in all_done for number in one.numbers)
        return Done(numbers, self._work.add([one.result for one in all_done]))
