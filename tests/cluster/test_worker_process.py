"""What a process of this machine answers to the tasks that it is given."""

from __future__ import annotations

import pickle
from dataclasses import dataclass

from tests.stub_work import StubTask, StubWork
from usagestats.cluster.worker_process import Answer, Given, answers
from usagestats.errors import InputError


@dataclass(frozen=True)
class Failing(StubWork):
    def __call__(self, task: StubTask) -> tuple[int, ...]:
        raise InputError("cannot be read", where=str(task.number))


def test_the_work_comes_once_and_each_task_is_answered() -> None:
    first, other = pickle.dumps(StubWork()), pickle.dumps(Failing())
    given = [
        Given(StubTask(1), first),
        Given(StubTask(2), None),
        Given(StubTask(3), other),
        Given(StubTask(4), first),
    ]

    found = list(answers(map(pickle.dumps, given)))

    assert [one.result for one in found] == [(1,), (2,), None, (4,)]
    assert isinstance(found[2].error, InputError)
    assert found[2].error.where == "3"


def test_an_error_travels_back_with_all_that_it_says() -> None:
    error = InputError("cannot be read", where="a.log", hint="read another")

    back = pickle.loads(pickle.dumps(Answer(None, error)))  # noqa: S301  (it is ours)

    assert (str(back.error), back.error.where, back.error.hint) == (
        str(error),
        "a.log",
        "read another",
    )
