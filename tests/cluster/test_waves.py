"""Tasks in waves on an engine that is made up: it adds results, and fails with some tasks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from threading import Lock

import pytest

from tests.stub_work import StubTask, StubWork
from usagestats.cluster.arrow_rows import Failed
from usagestats.cluster.waves import JobFailedError, Waves
from usagestats.errors import ClusterError, InputError
from usagestats.pipeline.mapper import Done, Lost, Task


@dataclass
class MadeUpJobs:
    """Jobs that fail as often as `deaths` says for one of their tasks."""

    deaths: dict[int, int] = field(default_factory=dict)
    errors: dict[int, Exception] = field(default_factory=dict)
    workers: int = 2
    sizes: list[int] = field(default_factory=list)
    is_cancelled: bool = False
    lock: Lock = field(default_factory=Lock)

    def threads(self) -> int:
        return self.workers

    def run(self, tasks: Sequence[Task]) -> list[Done[tuple[int, ...]] | Failed]:
        with self.lock:
            self.sizes.append(len(tasks))
            for task in tasks:
                if self.deaths.get(task.number, 0):
                    self.deaths[task.number] -= 1
                    raise JobFailedError("too little memory")
        return [
            Failed((one.number,), self.errors[one.number])
            if one.number in self.errors
            else Done((one.number,), (one.number,))
            for one in tasks
        ]

    def cancel(self) -> None:
        self.is_cancelled = True


@dataclass
class MadeUpMeter:
    total: int = 0

    def advance(self, count: int) -> None:
        self.total += count


def tasks(count: int) -> list[StubTask]:
    return [StubTask(number, bytes=10) for number in range(count)]


def numbers(found: Sequence[Done[tuple[int, ...]] | Lost]) -> list[int]:
    done = [one for one in found if isinstance(one, Done)]
    assert all(sorted(one.numbers) == sorted(one.result) for one in done)
    return sorted(number for one in done for number in one.numbers)


@pytest.mark.parametrize("fan_in", [1, 16])
@pytest.mark.parametrize("count", [0, 1, 16, 17, 100])
def test_each_task_comes_once(fan_in: int, count: int) -> None:
    jobs, meter = MadeUpJobs(), MadeUpMeter()

    found = list(Waves(jobs, StubWork(fan_in), meter).results(tasks(count)))

    assert numbers(found) == list(range(count))
    assert len(found) == (count if fan_in == 1 else min(count, 1))
    assert meter.total == 10 * count
    assert max(jobs.sizes, default=0) <= 16
    assert not jobs.is_cancelled


def test_a_large_cluster_gets_large_waves_and_never_too_large_ones() -> None:
    jobs = MadeUpJobs(workers=200)
    list(Waves(jobs, StubWork(), None).results(tasks(1000)))
    assert sorted(jobs.sizes) == [200, 400, 400]

    jobs = MadeUpJobs(workers=9999)
    list(Waves(jobs, StubWork(), None).results(tasks(2500)))
    assert max(jobs.sizes) == 1000


def test_tasks_are_taken_when_there_is_room() -> None:
    taken = 0

    def given() -> Iterator[StubTask]:
        nonlocal taken
        for task in tasks(1000):
            taken += 1
            yield task

    next(Waves(MadeUpJobs(), StubWork(), None).results(given()))

    assert taken <= 3 * 16


@pytest.mark.parametrize("fan_in", [1, 16])
def test_the_task_that_is_to_blame_is_lost_and_no_other(fan_in: int) -> None:
    jobs = MadeUpJobs(deaths={7: 99, 40: 99})

    found = list(Waves(jobs, StubWork(fan_in), None).results(tasks(50)))

    assert sorted(
        (one.number, one.reason) for one in found if isinstance(one, Lost)
    ) == [(7, "too little memory"), (40, "too little memory")]  # fmt: skip
    assert numbers(found) == [one for one in range(50) if one not in {7, 40}]


@pytest.mark.parametrize("count", [1, 20])
def test_a_worker_that_dies_by_chance_costs_no_task(count: int) -> None:
    found = list(Waves(MadeUpJobs(deaths={0: 1}), StubWork(), None).results(tasks(count)))

    assert numbers(found) == list(range(count))


def test_the_error_of_the_first_task_is_raised_and_jobs_are_cancelled() -> None:
    jobs = MadeUpJobs(errors={9: InputError("nine"), 3: InputError("three")})

    with pytest.raises(InputError, match="three"):
        list(Waves(jobs, StubWork(16), None).results(tasks(100)))
    assert jobs.is_cancelled


def test_a_lost_cluster_ends_the_run() -> None:
    class Gone(MadeUpJobs):
        def run(self, tasks: Sequence[Task]) -> list[Done[tuple[int, ...]] | Failed]:
            raise ClusterError(f"lost with {len(tasks)} tasks")

    with pytest.raises(ClusterError, match="lost with"):
        list(Waves(Gone(), StubWork(), None).results(tasks(100)))


def test_a_run_that_is_given_up_is_cancelled() -> None:
    jobs = MadeUpJobs()
    found = Waves(jobs, StubWork(), None).results(tasks(1000))
    next(found)
    assert isinstance(found, Iterator)
    found.close()  # type: ignore[attr-defined]

    assert jobs.is_cancelled
