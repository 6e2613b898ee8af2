"""Behaviour that only a running process shows: signals, closed pipes, ways to start."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.case import COMMAND, ENVIRONMENT
from usagestats import __version__
from usagestats.cli.main import main
from usagestats.errors import ExitCode

pytestmark = pytest.mark.slow  # every test is a process

LINE = b'1.2.3.4 - - [04/May/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5\n'


def start(*arguments: str, **options: Any) -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    streams: dict[str, Any] = {"stdin": pipe, "stdout": pipe, "stderr": pipe} | options
    command = [str(COMMAND), *arguments]
    return subprocess.Popen(command, env=ENVIRONMENT, preexec_fn=_hear_interrupts, **streams)


def _hear_interrupts() -> None:
    """Undo what a shell does to commands in the background, of which CI may be one."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_a_closed_pipe_ends_quietly(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_bytes(LINE)
    with start("traffic", str(log), "--by", "hour", "--range", "2020..2026") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        first = process.stdout.readline()
        process.stdout.close()
        errors = process.stderr.read()

    assert first.startswith(b"period_start,")
    assert (process.returncode, errors) == (0, b"")


def test_an_interrupt_ends_with_its_own_exit_code() -> None:
    with start("traffic", "-") as process:
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.write(LINE * 100_000)  # returns when the process has read most of it
        process.stdin.flush()
        time.sleep(1)  # it now waits for more, as it would for a person
        process.send_signal(signal.SIGINT)
        errors = process.stderr.read()

    assert (process.returncode, errors) == (130, b"")


def test_the_module_is_the_command() -> None:
    command = [sys.executable, "-m", "usagestats", "--version"]
    done = subprocess.run(command, capture_output=True, check=True)

    assert done.stdout.decode().startswith(f"usagestats {__version__}\nPython ")


def test_no_command_shows_the_help_and_is_a_usage_error() -> None:
    done = subprocess.run([COMMAND], capture_output=True, check=False)

    assert done.returncode == 2
    assert b"traffic" in done.stdout + done.stderr


def test_long_work_shows_progress_on_a_terminal_only() -> None:
    ours, theirs = pty.openpty()
    with start("traffic", "-", stderr=theirs) as process:
        assert process.stdin is not None
        os.close(theirs)
        shown = b""
        process.stdin.write(LINE * 40_000)
        process.stdin.flush()
        while b"reading" not in shown:
            process.stdin.write(LINE * 20_000)
            process.stdin.flush()
            if os.get_blocking(ours):
                os.set_blocking(ours, False)
            try:
                shown += os.read(ours, 4096)
            except BlockingIOError:
                continue
        process.stdin.close()
        os.set_blocking(ours, True)
        try:
            while os.read(ours, 4096):
                pass
        except OSError:
            pass  # the terminal is gone with the process

    assert process.returncode == 0


class PanicException(BaseException):
    """Stands for that of a library."""


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (MemoryError(), "usagestats: there is not enough memory\n  help: allow more"),
        (ImportError("a.so: failed to map segment from shared object"), "not enough memory"),
        (RuntimeError("can't start new thread"), "not enough memory"),
        (
            OSError(24, "Too many open files", "a.py"),
            "usagestats: too many open files\n  help: allow",
        ),
        (ImportError("a.so: cannot open it: Too many open files"), "too many open files"),
        (PanicException("no room"), "usagestats: a library failed: no room\n"),
    ],
)
def test_a_failure_of_the_system_is_a_message_and_no_trace(
    error: BaseException,
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def fail(**_: object) -> None:
        raise error

    monkeypatch.setattr("usagestats.cli.main.app", fail)
    monkeypatch.setattr("usagestats.cli.main.remove_files_on_signals", lambda: None)
    with pytest.raises(SystemExit) as left:
        main()

    shown = capfd.readouterr().err
    assert left.value.code == ExitCode.UNEXPECTED
    assert message in shown
    assert "Traceback" not in shown
