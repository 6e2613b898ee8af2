"""What goes wrong in a store, as an error that names it and says it once."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from deltalake.exceptions import DeltaError

from usagestats.errors import UsageStatsError

if TYPE_CHECKING:
    from collections.abc import Iterator

_TRACE: Final = re.compile(r"\d+: |at [./]|Backtrace|note: ")
_ARROW: Final = re.compile(r"\x1b\[[0-9;]*m|↳")


@contextmanager
def failures_told(location: str) -> Iterator[None]:
    """Turn failures of the file system and of Delta into an error that names the store.

    What the library writes to standard error meanwhile, such as panics of its threads on a full
    disk, is dropped: the error says it once.
    """
    with _quiet_standard_error():
        try:
            yield
        except (OSError, DeltaError) as error:
            raise failure(location, error) from error


@contextmanager
def _quiet_standard_error() -> Iterator[None]:
    try:
        kept = os.dup(2)
    except OSError:  # it is closed
        yield
        return
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)


def failure(location: str, error: Exception) -> UsageStatsError:
    """Return the error that says why a library or the system failed."""
    return UsageStatsError(f"the store fails: {_reason(error)}", where=location)


def _reason(error: Exception) -> str:
    """Return the last line of what a library says, which is the cause, without its arrows."""
    found = str(error).partition("stack backtrace")[0]
    lines = [_ARROW.sub("", line).strip() for line in found.splitlines()]
    told = [line for line in lines if line and not _TRACE.match(line)]
    return told[-1] if told else type(error).__name__
