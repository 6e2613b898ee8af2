"""Runs the command under the limits of a system: few open files, little memory, no permission."""

from __future__ import annotations

import resource
import subprocess
from typing import TYPE_CHECKING

from tests.case import COMMAND, ENVIRONMENT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

Outcome = tuple[int, str, str]
"""The exit code, standard output and standard error."""


def run(
    folder: Path,
    arguments: Sequence[str],
    before: Callable[[], None] | None = None,
    around: Sequence[str] = (),
    environment: dict[str, str] | None = None,
) -> Outcome:
    """Run the command.

    Args:
        folder: Where it is run, which has its cache, too.
        arguments: What is typed after the name of the command.
        before: What the new process does first.
        around: A command that starts it.
        environment: Further variables.
    """
    done = subprocess.run(
        [*around, str(COMMAND), *arguments],
        cwd=folder,
        env={**ENVIRONMENT, "XDG_CACHE_HOME": str(folder / "cache"), **(environment or {})},
        stdin=subprocess.DEVNULL,
        preexec_fn=before,
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stdout.decode("latin-1"), done.stderr.decode()


def limit(what: int, number: int) -> Callable[[], None]:
    """Return what sets a limit of the system."""
    return lambda: resource.setrlimit(what, (number, number))
