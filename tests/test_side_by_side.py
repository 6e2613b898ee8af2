"""Several things are worked at at a time, and the results come in order."""

from __future__ import annotations

from threading import Barrier, Event
from time import sleep
from typing import TYPE_CHECKING

import pytest

from usagestats.side_by_side import in_order

if TYPE_CHECKING:
    from collections.abc import Iterator


def test_results_are_in_order_however_long_each_takes() -> None:
    def work(number: int) -> int:
        sleep(0.02 if number == 0 else 0)
        return number

    assert list(in_order(range(9), work)) == list(range(9))


def test_several_tasks_are_worked_at_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    both = Barrier(2, timeout=30)  # which one thread alone cannot pass

    assert len(list(in_order(range(2), lambda _: both.wait()))) == 2


def test_a_result_that_is_there_does_not_wait_for_later_tasks() -> None:
    is_done = Event()
    given: list[int] = []

    def tasks() -> Iterator[int]:
        for number in (1, 2, 3):
            given.append(number)
            yield number
            assert is_done.wait(30)
            sleep(0.05)  # the thread still has to say that it is done

    def work(number: int) -> int:
        is_done.set()
        return number

    assert next(in_order(tasks(), work)) == 1
    assert given == [1]


def test_an_error_of_one_task_ends_the_work() -> None:
    with pytest.raises(ZeroDivisionError):
        list(in_order(range(3), lambda number: 1 // number))
