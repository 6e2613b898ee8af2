"""Writing to standard output, which may be closed, full, or read no more."""

from __future__ import annotations

import os
import sys

import typer

from usagestats.errors import ExitCode, UsageStatsError


def write_to_stdout(content: bytes) -> None:
    """Write all of it.

    Raises:
        UsageStatsError: It cannot be written.
        typer.Exit: Nobody reads standard output any more.
    """
    if sys.stdout is None:
        raise UsageStatsError("is closed", where="standard output")
    try:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except BrokenPipeError as error:
        _give_up()
        raise typer.Exit(ExitCode.OK) from error
    except OSError as error:
        _give_up()
        what = f"cannot be written: {error.strerror}"
        raise UsageStatsError(what, where="standard output") from error


def _give_up() -> None:
    """Keep the interpreter from a second complaint when it flushes at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
