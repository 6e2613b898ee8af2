"""Signals that end a running process: it leaves no unfinished file behind, whatever it does."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING

import pytest

from tests.case import COMMAND, ENVIRONMENT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow  # every test is a process

LINE = b'1.2.3.4 - - [04/May/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5\n'
ENDS = {signal.SIGTERM: -15, signal.SIGHUP: -1, signal.SIGINT: 130}
ENDS_BY_DEFAULT = (signal.SIGTERM, signal.SIGHUP)
PROMPT_SECONDS = 10


@pytest.fixture(autouse=True)
def _no_signal_is_ignored() -> Iterator[None]:
    """Let processes begin as usual, also where the tests run below nohup."""
    before = {number: signal.signal(number, signal.SIG_DFL) for number in ENDS_BY_DEFAULT}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@contextmanager
def waiting(
    folder: Path, *arguments: str, ignored: signal.Signals | None = None
) -> Iterator[tuple[subprocess.Popen[bytes], IO[bytes]]]:
    """Give a process that has read some lines and waits for more, and its standard input."""

    def begin() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # else not heard in the background
        if ignored:
            signal.signal(ignored, signal.SIG_IGN)

    (folder / "temporary").mkdir()
    (folder / "out").mkdir()
    with subprocess.Popen(
        [str(COMMAND), *arguments],
        cwd=folder / "out",
        env=ENVIRONMENT | {"TMPDIR": str(folder / "temporary")},
        preexec_fn=begin,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        process.stdin.write(LINE * 1000)
        process.stdin.flush()
        yield process, process.stdin


def wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def said_by(process: subprocess.Popen[bytes]) -> bytes:
    """Wait for the end, which must come at once, and return what was said."""
    process.wait(timeout=PROMPT_SECONDS)
    assert process.stderr is not None
    return process.stderr.read()


@pytest.mark.parametrize("suffix", ["csv", "parquet", "xlsx"])
@pytest.mark.parametrize(("number", "code"), ENDS.items())
def test_a_draft_goes_and_the_old_file_stays(
    tmp_path: Path, number: signal.Signals, code: int, suffix: str
) -> None:
    out = tmp_path / "out"
    with waiting(tmp_path, "requests", "-", "--output", f"a.{suffix}") as (process, stdin):
        (out / f"a.{suffix}").write_bytes(b"old")
        wait_until(lambda: len(names(out)) > 1)
        if suffix != "csv":
            time.sleep(1)  # it has temporary files now, and is in a query of polars for parquet
        process.send_signal(number)
        if (number, suffix) == (signal.SIGINT, "parquet"):
            stdin.close()  # a query ends before Python hears of an interrupt
        errors = said_by(process)

    assert (process.returncode, errors) == (code, b"")
    assert names(out) == [f"a.{suffix}"]
    assert (out / f"a.{suffix}").read_bytes() == b"old"
    assert names(tmp_path / "temporary") == []


@pytest.mark.parametrize(("number", "code"), ENDS.items())
def test_a_copy_of_a_pipe_goes(tmp_path: Path, number: signal.Signals, code: int) -> None:
    with waiting(tmp_path, "ingest", "-", "--store", "store") as (process, stdin):
        stdin.write(LINE * 100_000)
        wait_until(lambda: bool(names(tmp_path / "temporary")))
        process.send_signal(number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=2)
        if process.returncode is None:  # Python had just gone to read, and hears of it afterwards
            process.send_signal(number)
        errors = said_by(process)

    assert (process.returncode, errors) == (code, b"")
    assert names(tmp_path / "temporary") == []


@pytest.mark.parametrize(("name", "code"), [("TERM", 143), ("HUP", 129)])
def test_a_shell_sees_the_usual_exit_codes(tmp_path: Path, name: str, code: int) -> None:
    os.mkfifo(tmp_path / "pipe")
    line = f"{COMMAND} requests pipe --output a.csv & sleep 2; kill -{name} $!; wait $!"
    done = subprocess.run(
        ["/bin/sh", "-c", line], cwd=tmp_path, env=ENVIRONMENT, check=False, timeout=60
    )

    assert done.returncode == code
    assert names(tmp_path) == ["pipe"]


def test_a_signal_that_is_ignored_stays_ignored(tmp_path: Path) -> None:
    """As by nohup."""
    out = tmp_path / "out"
    arguments = ("requests", "-", "--output", "a.csv")
    with waiting(tmp_path, *arguments, ignored=signal.SIGHUP) as (process, stdin):
        wait_until(lambda: bool(names(out)))
        process.send_signal(signal.SIGHUP)
        stdin.write(LINE)
        stdin.close()
        errors = said_by(process)

    assert (process.returncode, errors) == (0, b"")
    assert names(out) == ["a.csv"]
    assert (out / "a.csv").read_bytes().count(b"\n") == 1002


def test_two_processes_write_the_same_file_at_once(tmp_path: Path) -> None:
    """The one that ends last wins, and its file is whole."""
    out = tmp_path / "out"
    (tmp_path / "other").mkdir()
    arguments = ("requests", "-", "--output", f"{out}/a.csv")
    with (
        waiting(tmp_path, *arguments) as (first, first_lines),
        waiting(tmp_path / "other", *arguments) as (second, second_lines),
    ):
        wait_until(lambda: len(names(out)) == 2)
        for lines, process, count in ((second_lines, second, 10), (first_lines, first, 20)):
            lines.write(LINE * count)
            lines.close()
            assert said_by(process) == b""
            assert (out / "a.csv").read_bytes().count(b"\n") == 1001 + count

    assert names(out) == ["a.csv"]
