"""Failures of the system and of Delta → one error that names the store."""

from __future__ import annotations

import os
import re
import sys
from contextlib import contextmanager
from errno import EAGAIN, EDQUOT, EMFILE, ENOSPC
from typing import TYPE_CHECKING, Final

from usagestats.errors import UsageStatsError, is_panic
from usagestats.object_storage.failures import UNKNOWN, reason_of
from usagestats.object_storage.urls import is_url
from usagestats.store.damage import damage_of
from usagestats.store.delta import DeltaError
from usagestats.store.location import is_removed

if TYPE_CHECKING:
    from collections.abc import Iterator

_TRACE: Final = re.compile(r"\d+: |at [./]|Backtrace|note: ")
_SYSTEM_CODE: Final = re.compile(r"\(os error (?P<in_text>[0-9]+)\)|\bOs \{ code: (?P<code>[0-9]+)")
_NOT_FOUND: Final = re.compile(
    r"(?i)not found|no such file|not exist|no files|\(os error 2\)|code: 2\b"
)
_HINTS: Final = {
    os.strerror(EAGAIN): "no thread can be started; allow more memory (ulimit -v) or more of them",
    os.strerror(EMFILE): "a store needs some 50 open files; allow more: ulimit -n 1024",
    os.strerror(ENOSPC): "make room on the disk, and run it again",
    os.strerror(EDQUOT): "make room on the disk, and run it again",
}
_IN_URL: Final = re.compile(r"(?<=://)[^/\s@]*@|(?<=\S)\?\S+")
"""The parts of URLs that may be credentials."""

_ARROW: Final = re.compile(r"\x1b\[[0-9;]*m|↳")


@contextmanager
def failures_as_errors(location: str) -> Iterator[None]:
    """Turn failures of the file system and of Delta into an error that names the store.

    Meanwhile nothing is written to standard error, and after a failure only our messages: on a full
    disk the threads of the library panic, some of them after the failure is known.
    """
    with _quiet_standard_error():
        try:
            yield
        except (OSError, DeltaError) as error:
            raise damage_of(location, ()) or failure(location, error) from error
        except BaseException as error:
            if not is_panic(error):
                raise
            raise failure(location, error) from error


@contextmanager
def _quiet_standard_error() -> Iterator[None]:
    try:
        kept = os.dup(2)
    except OSError:  # standard error is closed
        yield
        return
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    os.close(nothing)
    has_failed = False
    try:
        yield
    except UsageStatsError:
        has_failed = True
        raise
    finally:
        if has_failed and sys.stderr is sys.__stderr__ and sys.stderr is not None:
            encoding, errors = sys.stderr.encoding, sys.stderr.errors
            sys.stderr = os.fdopen(kept, "w", 1, encoding, errors, closefd=False)
        else:
            os.dup2(kept, 2)
            os.close(kept)


def failure(location: str, error: BaseException) -> UsageStatsError:
    """Return an error with the reason why the library, the system or the server failed."""
    if is_url(location):
        reason, hint = reason_of(error)
        if reason != UNKNOWN:
            return UsageStatsError(f"the store fails: {reason}", where=location, hint=hint)
    if _NOT_FOUND.search(str(error)) and is_removed(location):
        what = "the store was removed while this run went on"
        return UsageStatsError(what, where=location, hint="run it again")
    reason = _reason(error)
    hint = _HINTS.get(reason)
    return UsageStatsError(f"the store fails: {reason}", where=location, hint=hint)


def _reason(error: BaseException) -> str:
    """Return the cause: the system's, else the last line that is no trace, without its arrow."""
    message = str(error).partition("stack backtrace")[0]
    if found := _SYSTEM_CODE.search(message):
        return os.strerror(int(found["in_text"] or found["code"]))
    message = _IN_URL.sub("", message)
    lines = [_ARROW.sub("", line).strip() for line in message.splitlines()]
    causes = [line for line in lines if line and not _TRACE.match(line)]
    return causes[-1] if causes else type(error).__name__
