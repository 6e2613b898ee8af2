"""`watch` on a terminal, as a process of its own: it is looked at, resized and interrupted."""

from __future__ import annotations

import fcntl
import gzip
import os
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.case import COMMAND, ENVIRONMENT, Invocation
from tests.ingest.shop import line, lines
from tests.real_process import run_as_process
from tests.same_process import run_in_process
from tests.terminal import open_terminal

KEY = "k-secret-of-a-client"


class Screen:
    """A running `watch` and all that it has written to its terminal."""

    def __init__(self, process: subprocess.Popen[bytes], terminal: int) -> None:
        self.process = process
        self.terminal = terminal
        self._bytes = b""

    @property
    def written(self) -> str:
        """All that was written so far; a character may still be half written."""
        return self._bytes.decode(errors="ignore")

    def text(self) -> str:
        """Return what was written so far, without colours and moves of the cursor."""
        while select.select([self.terminal], [], [], 0.1)[0]:
            try:
                self._bytes += os.read(self.terminal, 1 << 16)
            except OSError:  # the program is gone
                break
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", self.written)

    def until(self, found: Callable[[str], bool], seconds: float = 30) -> str:
        """Wait until something is on the screen."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if found(self.text()):
                return self.text()
        raise AssertionError(self.text()[-3000:])

    def total(self) -> int:
        """Return the last total on the screen."""
        return int(re.findall(r"([\d,]+) in all", self.text())[-1].replace(",", ""))

    def resize(self, width: int) -> None:
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
        self.process.send_signal(signal.SIGWINCH)

    def interrupt(self) -> int:
        self.process.send_signal(signal.SIGINT)
        end = time.monotonic() + 30
        while self.process.poll() is None and time.monotonic() < end:
            self.text()
        return self.process.wait(timeout=20)


def _hear_interrupts() -> None:
    """Undo what a shell does to its background jobs, which the tests may be."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def watching(folder: Path, *arguments: str, width: int = 100) -> Iterator[Screen]:
    terminal, program = open_terminal(width)
    with subprocess.Popen(
        [COMMAND, "watch", *arguments],
        cwd=folder,
        env=ENVIRONMENT,
        stdin=program,
        stdout=program,
        stderr=program,
        preexec_fn=_hear_interrupts,
    ) as process:
        os.close(program)
        try:
            yield Screen(process, terminal)
        finally:
            process.kill()
    os.close(terminal)


def traffic(folder: Path, *arguments: str) -> int:
    command = ["traffic", *arguments, "--by", "all", "--columns", "requests", "--no-header"]
    return int(run_in_process(Invocation(command, folder, ENVIRONMENT)).stdout)


@pytest.mark.slow
def test_totals_are_those_of_traffic_after_a_log_has_grown_and_rotated(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_bytes(lines(0, 300))
    with watching(tmp_path, "a.log") as screen:
        screen.until(lambda text: "300 in all" in text)
        with log.open("ab") as file:
            file.write(lines(300, 310))
        screen.until(lambda text: "310 in all" in text)
        with log.open("ab") as file:
            file.write(lines(310, 315))
        log.rename(tmp_path / "a.log.1")
        log.write_bytes(lines(315, 320))
        screen.until(lambda text: "320 in all" in text)
        packed = gzip.compress((tmp_path / "a.log.1").read_bytes())
        (tmp_path / "a.log.1.gz").write_bytes(packed)
        (tmp_path / "a.log.1").unlink()
        (tmp_path / "a.log.2").write_bytes(log.read_bytes())
        log.write_bytes(b"")
        time.sleep(3)
        with log.open("ab") as file:
            file.write(lines(320, 330))
        screen.until(lambda text: "330 in all" in text)
        time.sleep(3)

        assert screen.interrupt() == 130
        assert screen.total() == traffic(tmp_path, "a.log*") == 330


@pytest.mark.slow
def test_the_last_state_stays_on_the_screen_and_no_key_is_in_it(tmp_path: Path) -> None:
    failed = (
        line(5, 503)
        .replace(b"k5", KEY.encode())
        .replace(b"/items/5", b"/reset/abcdef0123456789abcdef0123456789")
    )
    (tmp_path / "a.log").write_bytes(lines(0, 20) + failed)
    with watching(tmp_path, "a.log", "--timezone", "UTC") as screen:
        screen.until(lambda text: "newest errors" in text)
        assert screen.interrupt() == 130
        text = screen.text()

    assert "\x1b[?1049" not in screen.written
    assert text.rstrip().splitlines()[-1].startswith("00:05:00  503  GET /reset/")
    assert KEY not in text
    assert "abcdef0123456789" not in text


@pytest.mark.slow
def test_another_size_of_the_terminal_is_another_view(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_bytes(lines(0, 60))
    with watching(tmp_path, "a.log", width=130) as screen:
        screen.until(lambda text: "60 in all" in text)
        before = len(screen.text())
        screen.resize(60)
        after = screen.until(lambda text: "application" in text[before:])[before:]

    assert max(map(len, after.splitlines())) <= 60


@pytest.mark.slow
def test_an_idle_log_costs_next_to_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_bytes(lines(0, 60))
    with watching(tmp_path, "a.log") as screen:
        screen.until(lambda text: "60 in all" in text)
        time.sleep(2.5)
        before = _processor_seconds(screen.process.pid)
        time.sleep(10)
        used = _processor_seconds(screen.process.pid) - before

    assert used <= 0.1  # 1 % of a core


def _processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("option", "value", "total"), [("--status", "5xx", 2), ("--app", "nobody", 0)]
)
def test_filters_choose(tmp_path: Path, option: str, value: str, total: int) -> None:
    content = lines(0, 20) + line(21, 503) + line(22, 503)
    (tmp_path / "a.log").write_bytes(content)
    with watching(tmp_path, "a.log", option, value) as screen:
        screen.until(lambda text: f"{total} in all" in text)


@pytest.mark.parametrize(
    ("terminal", "arguments", "message"),
    [
        (0, ["a.log"], "standard output: a screen needs a terminal"),
        (80, ["-"], "standard input: only files can be followed"),
        (80, ["b.log"], "b.log: no such file or folder"),
        (80, ["a.log", "--status", "teapot"], "--status: no such status: teapot"),
    ],
)
def test_what_cannot_be_watched_is_refused(
    tmp_path: Path, terminal: int, arguments: list[str], message: str
) -> None:
    (tmp_path / "a.log").write_bytes(lines(0, 3))
    outcome = run_as_process(
        Invocation(["watch", *arguments], tmp_path, ENVIRONMENT, terminal=terminal)
    )

    assert outcome.exit == (4 if "b.log" in message else 2)
    assert message in outcome.stderr


def test_a_file_that_is_no_log_is_refused_before_a_screen_is_shown(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text("no log at all\n" * 9, encoding="utf-8")
    outcome = run_as_process(Invocation(["watch", "a.log"], tmp_path, ENVIRONMENT, terminal=80))

    assert outcome.exit == 4
    assert "a.log: not a recognised access log" in outcome.stderr
