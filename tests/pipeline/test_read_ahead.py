"""Iterators that threads run ahead."""

from __future__ import annotations

import time
from collections.abc import Generator
from threading import Event

import pytest

from usagestats.pipeline.read_ahead import Ahead


def test_items_come_in_order_and_end() -> None:
    with Ahead(number for number in range(100)) as ahead:
        assert list(ahead) == list(range(100))


def test_an_error_is_raised_after_the_items_before_it() -> None:
    def items() -> Generator[int]:
        yield 1
        raise ValueError("broken")

    with Ahead(items()) as ahead:
        assert next(ahead) == 1
        with pytest.raises(ValueError, match="broken"):
            next(ahead)


def test_only_a_few_items_wait() -> None:
    made: list[int] = []

    def items() -> Generator[int]:
        for number in range(100):
            made.append(number)
            yield number

    with Ahead(items()) as ahead:
        next(ahead)
        time.sleep(0.2)

        assert 2 <= len(made) <= 5


def test_two_run_at_the_same_time() -> None:
    first_has_begun, second_has_begun = Event(), Event()

    def items(begun: Event, other: Event) -> Generator[bool]:
        begun.set()
        yield other.wait(10)

    with (
        Ahead(items(first_has_begun, second_has_begun)) as one,
        Ahead(items(second_has_begun, first_has_begun)) as other,
    ):
        assert [*one, *other] == [True, True]


def test_a_stopped_one_closes_what_it_reads() -> None:
    closed = Event()

    def items() -> Generator[int]:
        try:
            while True:
                yield 1
        finally:
            closed.set()

    with Ahead(items()) as ahead:
        next(ahead)

    assert closed.is_set()
