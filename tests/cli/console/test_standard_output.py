from __future__ import annotations

import errno
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread
from typing import IO

import pytest

from tests.case import COMMAND, ENVIRONMENT
from usagestats.cli.console.standard_output import write_whole

LINE = '203.0.113.9 - - [04/May/2026:10:00:00 +0000] "GET /items/{}?user_key=k HTTP/1.1" 200 17\n'
PRINTING = [
    "--help",
    "--version",
    "traffic --help",
    "traffic a.log",
    "requests a.log",
    "requests a.log --format xlsx",
    "requests a.log --format parquet",
    "check a.log",
    "explain a.log:1",
    "formats",
    "init --schema",
    "init --output -",
    "ingest --dry-run --store store a.log",
    "ingest --print-cron a.log",
    "store info --store kept",
    "store export --store kept",
    "traffic a.log --output /dev/stdout --format csv",
]
SOME = ["--help", "traffic a.log", "ingest --print-cron a.log", "init --schema"]
LONG = ["--help", "traffic --help", "requests a.log", "formats", "init --schema"]
FULL = "cannot be written: No space left on device"

pytestmark = pytest.mark.slow  # every test is a process


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("printing")
    (folder / "a.log").write_text("".join(map(LINE.format, range(500))), encoding="utf-8")
    assert run("ingest --store kept a.log", folder) == (0, "")
    return folder


def run(
    line: str, folder: Path, program: str = str(COMMAND), **environment: str
) -> tuple[int, str]:
    done = subprocess.run(
        ["/bin/sh", "-c", f"{program} {line}"],
        cwd=folder,
        env=ENVIRONMENT | environment,
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stderr.decode()


def need_dev_full() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")


@pytest.mark.parametrize("line", PRINTING)
def test_a_full_device_is_an_error(folder: Path, line: str) -> None:
    need_dev_full()
    where = "--output: /dev/stdout" if "/dev/stdout" in line else "standard output"

    actual = run(f"{line} > /dev/full", folder)

    assert actual == (1, f"usagestats: {where}: {FULL}\n")


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("line", LONG)
def test_a_write_that_is_cut_short_is_an_error(folder: Path, line: str, unbuffered: str) -> None:
    """A file may not grow beyond a limit: as on a full disk, a part of a write still fits."""
    limit = 1500
    with (folder / "out").open("wb") as file:
        done = subprocess.run(
            [str(COMMAND), *line.split()],
            cwd=folder,
            env=ENVIRONMENT | {"PYTHONUNBUFFERED": unbuffered, "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.PIPE,
            check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        )

    assert (folder / "out").stat().st_size == limit
    what = "usagestats: standard output: cannot be written: File too large\n"
    assert (done.returncode, done.stderr.decode()) == (1, what)


@pytest.mark.parametrize("line", [*SOME, "traffic a.log --output -"])
def test_a_closed_output_is_an_error(folder: Path, line: str) -> None:
    exit_code, said = run(f"{line} >&-", folder)

    assert (exit_code, said.split("\n")[0]) == (1, "usagestats: standard output: is closed")


@pytest.mark.parametrize("line", [*SOME, PRINTING[-1]])
def test_a_closed_pipe_ends_quietly(folder: Path, line: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [str(COMMAND), *line.split()],
        cwd=folder,
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writer)

    assert (done.returncode, done.stderr) == (0, b"")


PATCHED = """
import errno, os
{name} = os.{name}
def fail(descriptor):
    if descriptor == {only}:
        raise OSError(errno.EDQUOT, os.strerror(errno.EDQUOT))
    return {name}(descriptor)
os.{name} = fail
from usagestats.cli.main import main
main()
"""


def test_a_file_system_that_tells_only_at_the_end(folder: Path) -> None:
    """NFS does: a copy of the descriptor is closed to hear it."""
    program = f"{sys.executable} -c '{PATCHED.format(name='dup', only=1)}'"
    what = f"cannot be written: {os.strerror(errno.EDQUOT)}"

    assert run("traffic a.log > out", folder, program) == (
        1,
        f"usagestats: standard output: {what}\n",
    )


def test_a_disk_that_is_full_when_a_file_is_put_on_it(folder: Path) -> None:
    (folder / "old.csv").write_bytes(b"old")
    before = sorted(folder.iterdir())
    program = f"{sys.executable} -c '{PATCHED.format(name='fsync', only='descriptor')}'"
    what = f"usagestats: --output: old.csv: cannot be written: {os.strerror(errno.EDQUOT)}\n"

    assert run("traffic a.log --output old.csv", folder, program) == (1, what)
    assert sorted(folder.iterdir()) == before
    assert (folder / "old.csv").read_bytes() == b"old"


def test_a_pipe_that_does_not_wait_gets_all(folder: Path) -> None:
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    with subprocess.Popen(
        [str(COMMAND), "init", "--schema"], cwd=folder, env=ENVIRONMENT, stdout=writer
    ) as process:
        os.close(writer)
        time.sleep(1)  # the pipe is full now
        with os.fdopen(reader, "rb") as pipe:
            read = pipe.read()
    whole = subprocess.run(
        [str(COMMAND), "init", "--schema"], env=ENVIRONMENT, capture_output=True, check=True
    )

    assert process.returncode == 0
    assert read == whole.stdout


@pytest.mark.parametrize(
    ("line", "exit_code"), [("--nope", 2), ("traffic < /dev/null", 0), ("traffic missing.log", 4)]
)
@pytest.mark.parametrize("errors", ["2>&-", "2> /dev/full"])
def test_messages_that_nobody_gets_change_nothing(
    folder: Path, line: str, exit_code: int, errors: str
) -> None:
    need_dev_full()

    assert run(f"{line} {errors}", folder)[0] == exit_code


def test_the_help_that_nobody_gets_changes_nothing(folder: Path) -> None:
    need_dev_full()

    assert run("traffic <&- 2> /dev/full", folder)[0] == 2


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_no_file_gets_what_is_written_to_a_closed_descriptor(folder: Path, closed: str) -> None:
    program = (
        "from usagestats.cli.main import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "files = [open('opened', 'wb') for _ in range(3)]\n"
        "numbers = {file.fileno() for file in files}\n"
        "print({1, 2} & numbers, file=open('found', 'w'))\n"
    )
    run(f'-c "{program}" --version {closed}', folder, sys.executable)

    assert (folder / "found").read_text() == "set()\n"


class Counted:
    """A file that takes a few bytes of each write, and counts how often it is asked."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.asked = 0

    def fileno(self) -> int:
        return self._file.fileno()

    def write(self, content: bytes) -> int | None:
        self.asked += 1
        return self._file.write(content[:30_000])


def test_all_is_written_however_little_is_taken_at_a_time() -> None:
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    content = bytes(range(256)) * 1000
    received: list[bytes] = []

    def read_late() -> None:
        time.sleep(0.3)
        with os.fdopen(reader, "rb") as pipe:
            received.append(pipe.read())

    thread = Thread(target=read_late)
    thread.start()
    with os.fdopen(writer, "wb", buffering=0) as file:
        counted = Counted(file)
        write_whole(counted, content)  # type: ignore[arg-type]
    thread.join()

    assert received == [content]
    assert counted.asked < 1000  # it waits, and does not ask again and again


GONE = """
import os, pty
from usagestats.cli.console import progress
from usagestats.cli.main import main
ours, theirs = pty.openpty()
os.dup2(theirs, 2)
step = progress.ProgressBar.{step}
def gone(bar):
    os.close(ours)
    step(bar)
progress.ProgressBar.{step} = gone
progress.PATIENCE_SECONDS = 0
main()
"""


@pytest.mark.parametrize("step", ["_show", "close"])
def test_a_terminal_that_is_gone_does_not_harm_the_result(folder: Path, step: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", GONE.format(step=step), "traffic", "a.log"],
        cwd=folder,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=False,
    )

    assert (done.returncode, done.stdout.count(b"\n")) == (0, 2)
