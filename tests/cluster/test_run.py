"""One run over tasks on workers that are made up: they die, are slow, and come back."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from usagestats.cluster.run import Attempt, Run
from usagestats.errors import ClusterError
from usagestats.pipeline.mapper import HELD_EACH, Done, Lost, Task


@dataclass(frozen=True)
class Numbered:
    number: int
    bytes: int = 1


class DiedError(Exception):
    """The worker of an attempt died."""


@dataclass(eq=False)
class Handle:
    values: list[int]
    failure: BaseException | None = None


@dataclass
class MadeUp:
    """Workers that end attempts in any order; `fate` says how the n-th attempt on a task ends."""

    fate: Callable[[int, int], BaseException | str | None] = lambda _number, _attempt: None
    workers: int = 3
    now: float = 0.0
    attempts: dict[int, int] = field(default_factory=dict)
    under_way: list[Attempt[Handle]] = field(default_factory=list)
    late: deque[Attempt[Handle]] = field(default_factory=deque)
    most: int = 0
    dropped: int = 0
    chance: random.Random = field(default_factory=lambda: random.Random(3))

    def threads(self) -> int:
        return self.workers

    def begin(self, task: Task) -> Attempt[Handle]:
        number = self.attempts[task.number] = self.attempts.get(task.number, 0) + 1
        fate = self.fate(task.number, number)
        failure = fate if isinstance(fate, BaseException) else None
        attempt = Attempt(task, Handle([task.number], failure))
        (self.late if fate == "late" else self.under_way).append(attempt)
        self.most = max(self.most, len(self.under_way) + len(self.late))
        return attempt

    def next_ended(self, seconds: float) -> Attempt[Handle] | None:
        self.now += seconds / 10
        if self.under_way:
            return self.under_way.pop(self.chance.randrange(len(self.under_way)))
        self.now += seconds
        return self.late.popleft() if self.now > 100 and self.late else None

    def failure(self, handle: Handle) -> BaseException | None:
        return handle.failure

    def is_of_worker(self, failure: BaseException) -> bool:
        return isinstance(failure, DiedError)

    def add(self, handles: Sequence[Handle]) -> Handle:
        return Handle([value for handle in handles for value in handle.values])

    def result(self, handle: Handle) -> list[int]:
        return handle.values

    def drop(self, handle: Handle) -> None:
        del handle
        self.dropped += 1

    def run(self, count: int, fan_in: int = 1) -> list[Done[list[int]] | Lost]:
        run = Run(self, fan_in, None, lambda: self.now)
        return list(run.results(Numbered(number) for number in range(count)))


def numbers(found: list[Done[list[int]] | Lost]) -> list[int]:
    done = [one for one in found if isinstance(one, Done)]
    assert all(sorted(one.numbers) == sorted(one.result) for one in done)
    return sorted(number for one in done for number in one.numbers)


@pytest.mark.parametrize("fan_in", [1, 4, 16])
def test_each_task_comes_once_and_few_are_held(fan_in: int) -> None:
    pool = MadeUp()

    found = pool.run(500, fan_in)

    assert numbers(found) == list(range(500))
    assert len(found) == (500 if fan_in == 1 else 1)
    assert pool.most == HELD_EACH * pool.workers


@pytest.mark.parametrize("fan_in", [1, 16])
def test_tasks_whose_workers_died_are_tried_alone(fan_in: int) -> None:
    alone: list[int] = []

    def fate(number: int, attempt: int) -> BaseException | None:
        if attempt > 1:
            alone.append(len(pool.under_way) + len(pool.late))
        return DiedError() if number % 10 == 3 and attempt == 1 else None

    pool = MadeUp(fate)
    found = pool.run(100, fan_in)

    assert numbers(found) == list(range(100))
    assert alone == [0] * 10


def test_a_task_that_kills_its_workers_is_lost_and_no_other() -> None:
    pool = MadeUp(lambda number, _: DiedError() if number == 42 else None)

    found = pool.run(100)

    assert numbers(found) == [number for number in range(100) if number != 42]
    assert [one.number for one in found if isinstance(one, Lost)] == [42]


def test_a_slow_task_is_given_again_and_its_first_result_taken_once() -> None:
    pool = MadeUp(lambda number, attempt: "late" if number == 42 and attempt == 1 else None)

    found = pool.run(100)

    assert numbers(found) == list(range(100))
    assert pool.attempts[42] == 2
    assert pool.dropped == 1
    assert pool.now < 100


def test_a_slow_task_whose_second_worker_dies_is_waited_for() -> None:
    def fate(number: int, attempt: int) -> BaseException | str | None:
        if number != 42:
            return None
        return "late" if attempt == 1 else DiedError()

    pool = MadeUp(fate)

    assert numbers(pool.run(100)) == list(range(100))
    assert pool.attempts[42] == 2


def test_while_workers_are_busy_no_task_is_given_again() -> None:
    pool = MadeUp(lambda number, attempt: "late" if number > 96 and attempt == 1 else None)
    pool.workers = 3

    assert numbers(pool.run(100)) == list(range(100))
    assert max(pool.attempts.values()) == 1


def test_an_error_of_the_work_ends_the_run() -> None:
    pool = MadeUp(lambda number, _: ValueError("a fault") if number == 7 else None)

    with pytest.raises(ValueError, match="a fault"):
        pool.run(100)


def test_a_lost_cluster_ends_the_run() -> None:
    class Gone(MadeUp):
        def threads(self) -> int:
            raise ClusterError("the scheduler was lost")

    with pytest.raises(ClusterError):
        Gone().run(3)


def test_no_task_has_no_result() -> None:
    assert MadeUp().run(0, 16) == []
