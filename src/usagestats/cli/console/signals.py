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

    A thread waits for these signals, all others never get them. So nothing is interrupted half-way,
    and the end does not wait for a long query or for a commit, as a signal handler of Python would.
    For the store this is no other end than that of `kill -9`: a commit is there or it is not.

    To be called while there is only one thread, since later ones inherit what it does not get. A
    signal that is ignored, as by `nohup`, stays ignored.
    """
    if not hasattr(signal, "pthread_sigmask"):  # no such signals either
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
        os._exit(128 + number)  # the first process of a container survives the signal
