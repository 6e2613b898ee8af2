"""Runs the command under the limits of a system: few open files, little memory, no permission."""

from __future__ import annotations

import resource
import subprocess
from typing import TYPE_CHECKING, BinaryIO

from tests.case import COMMAND, ENVIRONMENT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

Outcome = tuple[int, str, str]
"""The exit code, standard output and standard error."""


def start(
    folder: Path,
    arguments: Sequence[str],
    before: Callable[[], None] | None = None,
    around: Sequence[str] = (),
    environment: dict[str, str] | None = None,
    output: BinaryIO | None = None,
) -> subprocess.Popen[bytes]:
    """Start the command.

    Args:
        folder: Where it is run, which has its cache, too.
        arguments: What is typed after the name of the command.
        before: What the new process does first.
        around: A command that starts it.
        environment: Further variables.
        output: Where its standard output goes.
    """
    return subprocess.Popen(
        [*around, str(COMMAND), *arguments],
        cwd=folder,
        env={**ENVIRONMENT, "XDG_CACHE_HOME": str(folder / "cache"), **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=output or subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=before,
    )


def finish(process: subprocess.Popen[bytes]) -> Outcome:
    """Wait for the end of the command."""
    written, said = process.communicate()
    return process.returncode, (written or b"").decode("latin-1"), said.decode()


def run(
    folder: Path,
    arguments: Sequence[str],
    before: Callable[[], None] | None = None,
    around: Sequence[str] = (),
    environment: dict[str, str] | None = None,
    output: BinaryIO | None = None,
) -> Outcome:
    """Run the command; see `start`."""
    with start(folder, arguments, before, around, environment, output) as process:
        return finish(process)


def limit(what: int, number: int) -> Callable[[], None]:
    """Return what sets a limit of the system."""
    return lambda: resource.setrlimit(what, (number, number))
