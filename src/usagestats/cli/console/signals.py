"""Signals that end the program: it ends at once, and removes unfinished files first."""

from __future__ import annotations

import os
import signal
from threading import Thread
from typing import TYPE_CHECKING

from usagestats.unfinished_files import remove_all_unfinished

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet


def remove_files_on_signals() -> None:
    """Let SIGTERM and SIGHUP remove unfinished files before they end the process.

    One thread waits for these signals; they are blocked in all other threads. So they interrupt no
    work in the middle, and the end comes at once: a signal handler of Python would first wait for
    the end of a long query or a commit. For the store the end is the same as by `kill -9`: a commit
    is there as a whole, or not at all.

    Call this while there is only one thread: threads that are started later inherit the blocked
    signals. A signal that is ignored, as by `nohup`, stays ignored.
    """
    if not hasattr(signal, "pthread_sigmask"):  # such a system has no such signals
        return
    ending = (signal.SIGTERM, signal.SIGHUP)
    awaited = {number for number in ending if signal.getsignal(number) is signal.SIG_DFL}
    if awaited:
        signal.pthread_sigmask(signal.SIG_BLOCK, awaited)
        Thread(target=_end_by_one_of, args=(awaited,), daemon=True).start()


def _end_by_one_of(awaited: AbstractSet[signal.Signals]) -> None:
    number = signal.sigwait(awaited)
    try:
        remove_all_unfinished()
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, awaited)
        signal.raise_signal(number)
        os._exit(128 + number)  # the signal does not end the first process of a container
