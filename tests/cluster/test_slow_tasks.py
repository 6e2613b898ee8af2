from __future__ import annotations

from usagestats.cluster.slow_tasks import SlowTasks


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_task_is_slow_after_three_times_the_median_and_given_again_once() -> None:
    clock = Clock()
    slow = SlowTasks(clock)
    for number in range(5):
        slow.begin(number)
    clock.now = 10
    for number in range(4):
        slow.end(number)

    found = []
    for now in (29, 30, 31):
        clock.now = now
        found.append(slow.to_give_again())
    assert found == [[], [4], []]


def test_a_few_seconds_are_no_reason() -> None:
    clock = Clock()
    slow = SlowTasks(clock)
    slow.begin(1)
    slow.begin(2)
    clock.now = 0.1
    slow.end(1)
    clock.now = 4.9
    assert slow.to_give_again() == []
    clock.now = 5.0
    assert slow.to_give_again() == [2]


def test_without_a_task_that_ended_none_is_slow() -> None:
    clock = Clock()
    slow = SlowTasks(clock)
    slow.begin(1)
    clock.now = 1000
    assert slow.to_give_again() == []


def test_a_second_attempt_counts_from_the_first() -> None:
    clock = Clock()
    slow = SlowTasks(clock)
    slow.begin(1)
    clock.now = 100
    slow.begin(1)
    slow.end(1)
    slow.begin(2)
    clock.now = 399
    assert slow.to_give_again() == []
    clock.now = 400
    assert slow.to_give_again() == [2]
