"""The engine of threads: each task has one result, few wait, and errors are raised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from threading import Barrier

import pytest

from usagestats.pipeline.mapper import HELD_EACH, Done, Threads


@dataclass(frozen=True)
class Numbered:
    number: int
    bytes: int = 10


class Square:
    fan_in = 16

    def __call__(self, task: Numbered) -> int:
        return 1 // (task.number - 7) if task.number == 7 else task.number**2

    def add(self, results: Sequence[int]) -> int:
        return sum(results)


class Meter:
    def __init__(self) -> None:
        self.bytes = 0

    def advance(self, stored_bytes: int) -> None:
        self.bytes += stored_bytes


def test_each_task_has_its_result_and_the_meter_its_bytes() -> None:
    meter = Meter()
    tasks = [Numbered(number) for number in range(100) if number != 7]

    found = [done for done in Threads(meter, 3).results(tasks, Square()) if isinstance(done, Done)]

    assert sorted(one.numbers for one in found) == [(task.number,) for task in tasks]
    assert all(one.result == one.numbers[0] ** 2 for one in found)
    assert meter.bytes == 990


def test_an_error_of_the_work_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        list(Threads(workers=2).results([Numbered(number) for number in range(9)], Square()))


def test_several_tasks_are_worked_at_at_a_time() -> None:
    both = Barrier(2, timeout=30)  # which one thread alone cannot pass

    class Meet(Square):
        def __call__(self, task: Numbered) -> int:
            return both.wait() + task.number

    assert len(list(Threads(workers=2).results([Numbered(0), Numbered(1)], Meet()))) == 2


def test_tasks_are_taken_when_there_is_room() -> None:
    taken: list[int] = []

    def tasks() -> Iterator[Numbered]:
        for number in range(1000, 2000):
            taken.append(number)
            yield Numbered(number)

    next(Threads(workers=2).results(tasks(), Square()))

    assert len(taken) <= 2 * HELD_EACH
