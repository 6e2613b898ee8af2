"""The program leaves nothing behind in the process of the tests, and is run as a process would be."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.case import ENVIRONMENT, Invocation
from tests.real_process import run_as_process
from tests.same_process import run_in_process

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.case import Outcome

LINE = b'1.2.3.4 - - [04/May/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5\n'
WAYS = pytest.mark.parametrize(
    "run", [run_in_process, pytest.param(run_as_process, marks=pytest.mark.slow)]
)


def surroundings() -> list[Any]:
    return [
        dict(os.environ),
        os.getcwd(),  # noqa: PTH109  (a link in it would be resolved)
        time.tzname,
        list(sys.argv),
        sys.modules["__main__"],
        [sys.stdin, sys.stdout, sys.stderr, sys.__stdin__, sys.__stdout__, sys.__stderr__],
        [signal.getsignal(number) for number in signal.valid_signals()],
        signal.pthread_sigmask(signal.SIG_BLOCK, []),
        {thread for thread in threading.enumerate() if not thread.name.startswith("Dummy")},
        (gc.get_threshold(), gc.get_freeze_count()),
        sorted(os.listdir("/dev/fd")),  # noqa: PTH208  (names of descriptors)
    ]


@pytest.mark.parametrize("terminal", [0, 80])
def test_all_is_as_before(tmp_path: Path, terminal: int) -> None:
    (tmp_path / "a.log").write_bytes(LINE)
    zone = ENVIRONMENT | {"TZ": "Asia/Kathmandu"}
    ingest = Invocation(["ingest", "a.log", "--store", "kept"], tmp_path, zone, b"", terminal)
    wrong = Invocation(["traffic", "no.log"], tmp_path, zone, b"", terminal)
    run_in_process(ingest)  # what is loaded, is loaded for good
    before = surroundings()

    assert run_in_process(ingest).exit == 0
    assert run_in_process(wrong).exit == 4
    assert surroundings() == before


@WAYS
def test_standard_input_need_not_be_read(run: Callable[[Invocation], Outcome]) -> None:
    assert run(Invocation(["--version"], stdin=b"x" * 1_000_000)).exit == 0


@WAYS
def test_standard_input_may_be_larger_than_a_pipe(run: Callable[[Invocation], Outcome]) -> None:
    outcome = run(Invocation(["traffic", "--by", "all"], stdin=LINE * 10_000))

    assert outcome.stdout.splitlines()[1].split(",")[5] == "10000"


@WAYS
def test_merged_streams_hold_the_lines_of_both(run: Callable[[Invocation], Outcome]) -> None:
    command = ["traffic", "-v", "--by", "all"]
    apart = run(Invocation(command, stdin=LINE + b"x\n"))
    merged = run(Invocation(command, stdin=LINE + b"x\n", is_merged=True))

    assert merged.stderr == ""
    assert sorted(merged.stdout.splitlines()) == sorted((apart.stdout + apart.stderr).splitlines())
