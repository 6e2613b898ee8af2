"""Failures of the library become errors that name the store."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from deltalake.exceptions import DeltaError

from usagestats.errors import UsageStatsError
from usagestats.store.failures import failure, failures_as_errors

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("No space left on device", "No space left on device"),
        ("outer\n\x1b[31m \u21b3\x1b[0m the cause\n 0: frame\nat ./x.rs", "the cause"),
        ("the cause\n\nstack backtrace:\n worse", "the cause"),
        ("", "OSError"),
        ("Generic error: (os error 28)", "No space left on device"),
        ("Io(Os { code: 5, kind: Other, message: ... })", "Input/output error"),
        ("no answer of https://ann:secret@host/x?sig=abc now", "no answer of https://host/x now"),
    ],
)
def test_the_reason_is_the_cause_without_traces(message: str, reason: str) -> None:
    error = failure("/store", OSError(message))

    assert (error.what, error.where) == (f"the store fails: {reason}", "/store")


def test_the_next_step_is_named_where_one_is_known() -> None:
    full, few = failure("/store", OSError(28, "x")), failure("/store", OSError("(os error 24)"))

    assert full.hint is None  # the text has no number of the system
    assert few.hint == "a store needs some 50 open files; allow more: ulimit -n 1024"


def test_a_failure_is_said_once(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UsageStatsError, match="the cause"), failures_as_errors("/store"):
        os.write(2, b"thread panicked")
        raise DeltaError("the cause")
    os.write(2, b"afterwards")

    assert capfd.readouterr().err == "afterwards"


def test_a_store_that_was_removed_is_no_unknown_failure(tmp_path: Path) -> None:
    lost = DeltaError("Kernel error: File not found: /store/_delta_log/00000000000000000000.json")
    (tmp_path / "_delta_log").mkdir()

    assert "removed" in failure("/store", lost).what
    assert "removed" not in failure(str(tmp_path), lost).what


def test_threads_of_the_library_are_not_heard_after_a_failure(tmp_path: Path) -> None:
    program = f"""
import os
from deltalake.exceptions import DeltaError
from usagestats.errors import UsageStatsError
from usagestats.cli.console.messages import say
from usagestats.store.failures import failures_as_errors
try:
    with failures_as_errors({str(tmp_path)!r}):
        raise DeltaError("the cause")
except UsageStatsError as error:
    os.write(2, b"thread 'tokio-rt-worker' panicked")
    say(error.what)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stderr == "the store fails: the cause\n"


def test_other_errors_are_left_alone() -> None:
    with pytest.raises(ZeroDivisionError), failures_as_errors("/store"):
        raise ZeroDivisionError
