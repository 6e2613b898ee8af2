"""Where addresses are limited, a run is whole, or it ends with one message, whoever ended it."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Final

import pytest

from tests.case import COMMAND, ENVIRONMENT
from usagestats.memory_limit import NEEDED

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow  # every test is a process

LINE: Final = b'1.2.3.4 - - [04/May/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5\n'
AMPLE: Final = 8 << 30
MESSAGE: Final = "usagestats: there is not enough memory: ulimit -v allows 8,192 MB of addresses\n"


def begin(command: list[str], size: int | None) -> subprocess.Popen[str]:
    def limit() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell ignores it in the background
        if size:
            resource.setrlimit(resource.RLIMIT_AS, (size, size))

    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, env=ENVIRONMENT, preexec_fn=limit, stdin=pipe, stdout=pipe, stderr=pipe, text=True
    )


def end_of(command: list[str], size: int | None) -> tuple[int, str, str]:
    with begin(command, size) as process:
        written, said = process.communicate()
    return process.returncode, written, said


def in_child(statements: str) -> list[str]:
    """Return a command that does something in the place of a command."""
    module = "usagestats.cli.console.short_memory"
    setting = f"import os, sys, time\nfrom {module} import watch_where_memory_is_limited as watch"
    return [sys.executable, "-c", f"{setting}\nwatch()\n{statements}"]


def test_a_limit_below_the_need_of_the_libraries_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_bytes(LINE)
    code, written, said = end_of([str(COMMAND), "traffic", str(tmp_path)], NEEDED - (1 << 20))

    assert (code, written) == (1, "")
    first, second = said.splitlines()
    assert first == "usagestats: there is not enough memory: ulimit -v allows 511 MB of addresses"
    assert second.startswith("  help: allow more: ulimit -v ")


def test_help_needs_little() -> None:
    code, written, said = end_of([str(COMMAND), "traffic", "--help"], NEEDED // 2)

    assert (code, said) == (0, "")
    assert "--split-by" in written


@pytest.mark.parametrize("name", ["a.log", "missing.log"])
def test_ample_addresses_change_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.log").write_bytes(LINE + b"no request\n")
    command = [str(COMMAND), "traffic", str(tmp_path / name)]

    assert end_of(command, AMPLE) == end_of(command, None)


@pytest.mark.parametrize(
    "statements",
    [
        "os.write(2, b'memory allocation of 99 bytes failed'); os.abort()",
        "os.abort()",
        "os.kill(os.getpid(), 11)",
    ],
)
def test_one_message_where_a_library_ends_the_process(statements: str) -> None:
    code, written, said = end_of(in_child(statements), AMPLE)

    assert (code, written) == (1, "")
    assert said.startswith(MESSAGE)
    assert said.count("\n") == 2


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ("os.write(2, b'a rare matter\\n')", (0, "", "a rare matter\n")),
        ("os.write(2, b'thread creation failed (11)\\n')", (0, "", "")),
        ("sys.stderr.write('ours'); sys.exit(3)", (3, "", "ours")),
        ("os.write(2, b'torn\\x1b[1m\\n'); os.abort()", None),
    ],
)
def test_other_words_of_libraries_are_shown(
    statements: str, expected: tuple[int, str, str] | None
) -> None:
    outcome = end_of(in_child(statements), AMPLE)

    if expected is None:
        assert outcome[2].startswith("torn\\x1b[1m\n" + MESSAGE)
    else:
        assert outcome == expected


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_signals_reach_the_child(number: signal.Signals) -> None:
    statements = "print(os.getpid(), flush=True); time.sleep(60)"
    with begin(in_child(statements), AMPLE) as process:
        assert process.stdout is not None
        child = int(process.stdout.readline())
        process.send_signal(number)
        process.wait(10)

    assert process.returncode == -number
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_the_child_ends_with_its_parent() -> None:
    with begin(in_child("print(os.getpid(), flush=True); time.sleep(60)"), AMPLE) as process:
        assert process.stdout is not None
        assert int(process.stdout.readline()) != process.pid
        process.kill()
        assert process.stdout.read() == ""  # the child, which had it, too, is gone
