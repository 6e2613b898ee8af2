"""Where the system limits addresses (`ulimit -v`): one message in the place of those of libraries.

A library that gets no memory ends the process itself, by `abort`, and writes a text of its own. So
the command then runs in a child:

    parent: passes signals on, waits, and says what happened
      └ child: the command. Its descriptor 2 leads to the parent, `sys.stderr` to standard error.

Without such a limit, there is no child.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING, Final, NoReturn

from usagestats.errors import ExitCode
from usagestats.memory_limit import address_limit, lacks_memory, no_memory

if TYPE_CHECKING:
    from ctypes import CDLL

_AMPLE: Final = 4096 << 20
"""From here on, addresses are not spared: more threads are worth more."""
_AWAITED: Final = {
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGCHLD")
    if hasattr(signal, name)  # not all systems have them
}
_BY_LIBRARIES: Final = ("SIGABRT", "SIGSEGV", "SIGBUS", "SIGILL", "SIGTRAP")
_MOST_WORDS: Final = 1 << 16
_ARENAS: Final = -8
"""The number of `M_ARENA_MAX` in glibc."""
_SIGNAL_AT_THE_END_OF_THE_PARENT: Final = 1
"""The number of `PR_SET_PDEATHSIG` in Linux."""


def watch_where_memory_is_limited() -> None:
    """Go on in a child if addresses are limited; this process then ends as the child does.

    Call this while there is only one thread.
    """
    limit = address_limit()
    if limit is None:
        return
    theirs = os.memfd_create("messages")
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _AWAITED)
    child = os.fork()
    if child:
        _leave_as(_end_of(child), os.pread(theirs, _MOST_WORDS, 0))
    _lead_libraries_to(theirs)
    signal.pthread_sigmask(signal.SIG_SETMASK, before)
    _spare_addresses(limit)


def _end_of(child: int) -> int:
    """Wait for the end of a child, and pass signals on to it; return its exit code, as `wait` does.

    A signal of the terminal, which is from no process, has reached the child already.
    """
    while not (ended := os.waitpid(child, os.WNOHANG))[0]:
        heard = signal.sigwaitinfo(_AWAITED)
        if heard.si_signo != signal.SIGCHLD and heard.si_pid:
            os.kill(child, heard.si_signo)
    return os.waitstatus_to_exitcode(ended[1])


def _leave_as(code: int, written: bytes) -> NoReturn:
    """End this process as the child did, and say why, if the child could not.

    Args:
        code: The exit code of the child; a signal is a negative number.
        written: What libraries wrote in the child.
    """
    from usagestats.cli.console.messages import say

    if written and not lacks_memory(written):
        say(written.decode(errors="backslashreplace").rstrip("\n"))
    if code >= 0:
        os._exit(code)
    number = signal.Signals(-code)
    if number.name in _BY_LIBRARIES:
        say(str(no_memory()))
        os._exit(ExitCode.UNEXPECTED)
    if number is not signal.SIGKILL:  # which needs no leave to end a process
        signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _AWAITED)
    signal.raise_signal(number)
    os._exit(128 + number)  # the signal does not end the first process of a container


def _lead_libraries_to(file: int) -> None:
    """Let what libraries write to descriptor 2 go into a file; our messages are shown at once."""
    if sys.stderr is not None:
        encoding, errors = sys.stderr.encoding, sys.stderr.errors
        sys.stderr = os.fdopen(os.dup(2), "w", 1, encoding, errors)
    os.dup2(file, 2)
    os.close(file)


def _spare_addresses(limit: int) -> None:
    """Let memory be kept in few places: for each thread, glibc sets 64 MB aside."""
    from ctypes import CDLL

    system: CDLL = CDLL(None)
    system.prctl(_SIGNAL_AT_THE_END_OF_THE_PARENT, signal.SIGKILL)
    if limit >= _AMPLE:
        return
    if hasattr(system, "mallopt"):  # not in musl, which sets nothing aside
        system.mallopt(_ARENAS, 1)
    os.environ.setdefault("_RJEM_MALLOC_CONF", "background_thread:false,narenas:1")
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
