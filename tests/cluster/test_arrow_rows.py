"""Tasks and results as rows, in batches that are made up."""

from __future__ import annotations

import os
import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from tests.made_up_spark import Batch
from tests.stub_work import StubTask, StubWork
from usagestats.cluster import arrow_rows
from usagestats.cluster.arrow_rows import adding, rows_of, unpacked, working
from usagestats.errors import ClusterError, InputError

WORK = pickle.dumps(StubWork(16))


@dataclass(frozen=True)
class BadWork:
    error: Exception
    fan_in: int = 1

    def __call__(self, task: StubTask) -> int:
        del task
        raise self.error

    def add(self, results: Sequence[int]) -> int:
        return sum(results)


def batch(*numbers: int) -> Batch:
    rows = rows_of([StubTask(number) for number in numbers])
    return Batch([{"number": number, "task": task} for number, task in rows])


def rows(batches: Any) -> list[dict[str, Any]]:
    return [row for one in batches for row in one.to_pylist()]


def test_each_task_becomes_a_row() -> None:
    found = rows(working(WORK)([batch(1, 2), batch(3)]))

    assert [one["numbers"] for one in found] == [[1], [2], [3]]
    assert [unpacked(one["result"]) for one in found] == [(1,), (2,), (3,)]
    assert not any(one["is_error"] for one in found)


def test_an_error_of_the_work_travels_with_all_that_it_says() -> None:
    work = pickle.dumps(BadWork(InputError("torn", where="a.log", hint="mend it")))

    (row,) = rows(working(work)([batch(5)]))

    error = unpacked(row["result"])
    assert (row["numbers"], row["is_error"]) == ([5], True)
    assert (type(error), error.what, error.where, error.hint) == (
        InputError, "torn", "a.log", "mend it",
    )  # fmt: skip


def test_too_little_memory_is_no_result() -> None:
    with pytest.raises(MemoryError):
        rows(working(pickle.dumps(BadWork(MemoryError())))([batch(5)]))


def test_results_are_added_and_errors_pass() -> None:
    results = [*working(WORK)([batch(1, 2), batch(3)])]
    errors = [*working(pickle.dumps(BadWork(InputError("torn"))))([batch(9)])]

    error, total = rows(adding(WORK)([*results[:2], *errors, results[2]]))

    assert (error["numbers"], error["is_error"]) == ([9], True)
    assert (total["numbers"], total["is_error"]) == ([1, 2, 3], False)
    assert unpacked(total["result"]) == (1, 2, 3)


def test_nothing_gives_nothing() -> None:
    assert rows(working(WORK)([])) == rows(adding(WORK)([])) == []


def test_a_worker_of_another_release_counts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    functions = working(WORK), adding(WORK)
    monkeypatch.setattr(arrow_rows, "__version__", "99.0")

    for function in functions:
        with pytest.raises(ClusterError, match=r"99\.0 on a worker that came later"):
            rows(function([batch(1)]))


def test_polars_gets_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("POLARS_MAX_THREADS", raising=False)
    rows(working(WORK)([batch(1)]))
    assert os.environ["POLARS_MAX_THREADS"] == "1"
    monkeypatch.setenv("POLARS_MAX_THREADS", "3")
    rows(working(WORK)([batch(1)]))
    assert os.environ["POLARS_MAX_THREADS"] == "3"
