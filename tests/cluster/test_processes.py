"""The engine on processes of this machine: some of them are killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest

from tests.case import COMMAND, ENVIRONMENT, Invocation
from tests.conftest import PROJECT
from tests.real_process import run_as_process
from tests.stub_work import StubTask, StubWork
from usagestats.cluster import processes
from usagestats.cluster.address import ClusterAddress
from usagestats.cluster.processes import Processes, opened_processes
from usagestats.errors import ClusterError, InputError
from usagestats.pipeline.mapper import Done, Lost

pytestmark = pytest.mark.slow
TWO = ClusterAddress.of("local:2")


@pytest.fixture(autouse=True)
def _with_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))


@pytest.fixture
def engine() -> Iterator[Processes]:
    with opened_processes(TWO, None) as opened:
        yield opened


def tasks(count: int) -> list[StubTask]:
    return [StubTask(number) for number in range(count)]


def numbers(found: list[Done[tuple[int, ...]] | Lost]) -> list[int]:
    done = [one for one in found if isinstance(one, Done)]
    assert all(one.numbers == one.result for one in done)
    return sorted(one.numbers[0] for one in done)


def test_each_task_comes_once_by_as_many_processes_as_are_needed(engine: Processes) -> None:
    alone, again = (list(engine.results(tasks(1), Pids())) for _ in range(2))
    assert alone == again
    found = list(engine.results(tasks(20), Pids(seconds=0.02)))

    done = [one for one in found if isinstance(one, Done)]
    assert {one.numbers for one in done} == {(number,) for number in range(20)}
    assert len({one.result for one in done}) == 2
    assert numbers(list(engine.results(tasks(50), StubWork(16)))) == list(range(50))


@dataclass(frozen=True)
class Pids(StubWork):
    """Returns the process that works."""

    def __call__(self, task: StubTask) -> tuple[int, ...]:
        super().__call__(task)
        return (os.getpid(),)


@dataclass(frozen=True)
class Blocked(StubWork):
    """Returns the signals that are blocked."""

    def __call__(self, task: StubTask) -> tuple[int, ...]:
        super().__call__(task)
        return tuple(signal.pthread_sigmask(signal.SIG_BLOCK, ()))


def test_a_signal_that_the_client_waits_for_ends_a_process(engine: Processes) -> None:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    try:
        (found,) = engine.results(tasks(1), Blocked())
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

    assert isinstance(found, Done)
    assert found.result == ()


def test_a_task_whose_process_is_killed_is_done_by_another(
    engine: Processes, tmp_path: Path
) -> None:
    found = list(engine.results(tasks(30), StubWork(poison=9, once=str(tmp_path))))

    assert (tmp_path / "killed").exists()
    assert numbers(found) == list(range(30))


def test_a_task_that_kills_each_process_is_lost_and_no_other(engine: Processes) -> None:
    found = list(engine.results(tasks(30), StubWork(poison=9)))

    assert [one.number for one in found if isinstance(one, Lost)] == [9]
    assert numbers(found) == [number for number in range(30) if number != 9]


@dataclass(frozen=True)
class Greedy(StubWork):
    """Raises an error for one task."""

    error: Callable[[], Exception] = MemoryError

    def __call__(self, task: StubTask) -> tuple[int, ...]:
        if task.number == self.poison:
            raise self.error()
        return (task.number,)


def test_a_task_that_needs_too_much_memory_is_lost(engine: Processes) -> None:
    found = list(engine.results(tasks(10), Greedy(poison=4)))

    assert [one.number for one in found if isinstance(one, Lost)] == [4]
    assert len(numbers(found)) == 9


def unreadable() -> Exception:
    return InputError("cannot be read", where="a.log")


def test_an_error_of_the_work_is_raised_and_the_engine_goes_on(engine: Processes) -> None:
    with pytest.raises(InputError, match="cannot be read") as error:
        list(engine.results(tasks(10), Greedy(poison=4, error=unreadable)))

    assert error.value.where == "a.log"
    assert numbers(list(engine.results(tasks(10), StubWork()))) == list(range(10))


def test_who_takes_no_more_results_ends_the_processes() -> None:
    with opened_processes(TWO, None) as engine:
        results = engine.results(tasks(9), Pids(seconds=0.2))
        first = next(results)
        assert isinstance(first, Done)
        cast("Generator[object]", results).close()
    with pytest.raises(ProcessLookupError):
        os.kill(first.result[0], 0)


class Counter:
    bytes = 0

    def advance(self, stored_bytes: int) -> None:
        self.bytes += stored_bytes


def test_the_meter_counts_the_bytes_of_tasks() -> None:
    meter = Counter()
    with opened_processes(TWO, meter) as engine:
        list(engine.results([StubTask(1, 30), StubTask(2, 12)], StubWork()))
    assert meter.bytes == 42


def test_a_process_that_cannot_start_is_one_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_PROGRAM", "raise SystemExit")
    with pytest.raises(ClusterError, match="it ended at once"), opened_processes(TWO, None) as one:
        list(one.results(tasks(3), StubWork()))

    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(ClusterError, match="cannot start"), opened_processes(TWO, None) as one:
        list(one.results(tasks(3), StubWork()))


def test_the_command_prints_the_same_bytes() -> None:
    words = ["traffic", "sample_logs/gateway", "sample_logs/apicast.log", "--split-by", "app"]

    here = run_as_process(Invocation(words))
    there = run_as_process(Invocation([*words, "--cluster", "local:2"]))

    assert here.exit == 0
    assert there == here


def children(process: int) -> list[int]:
    found = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    return [int(one) for one in found]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks into /proc")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_the_processes_end_with_the_command(tmp_path: Path, how: signal.Signals) -> None:
    log = "sample_logs/apicast.log"
    text = (PROJECT / log).read_text(encoding="utf-8")
    (tmp_path / "a.log").write_text(text * 20_000, encoding="utf-8")
    words = [str(COMMAND), "traffic", str(tmp_path / "a.log"), "--cluster", "local:2"]
    with subprocess.Popen(words, env=ENVIRONMENT, stdout=-1, stderr=-1) as command:
        while not (workers := children(command.pid)):
            time.sleep(0.01)
        command.send_signal(how)
        _, errors = command.communicate(timeout=30)
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{one}").exists() for one in workers):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert b"Traceback" not in errors
