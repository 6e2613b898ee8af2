"""A process of this machine that works on tasks: they come through a socket, results go back.

It ends as soon as the other end of the socket is closed, which a killed client does, too.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
from contextlib import suppress
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from usagestats import __version__
from usagestats.light_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from usagestats.pipeline.mapper import Task, Work

_Result = TypeVar("_Result")

_OBJECTS_LOADED: Final = 200_000  # as in the client: loaded modules are no garbage


@dataclass(frozen=True, slots=True)
class Given:
    """A task that a process is given.

    Args:
        task: The task.
        work: The work on it, pickled; `None`: the same as for the task before.
    """

    task: Task
    work: bytes | None


@dataclass(frozen=True, slots=True)
class Answer(Generic[_Result]):
    """The answer to a task.

    Args:
        result: Its result; `None` where there is an error.
        error: The error that the work has raised.
    """

    result: _Result | None
    error: Exception | None = None


def main() -> None:
    """Work on tasks until there is nobody to give them."""
    gc.set_threshold(_OBJECTS_LOADED)
    _hear_signals()
    with suppress(BrokenPipeError), Connection(int(sys.argv[1])) as client:
        client.send(__version__)
        for answer in answers(_messages(client)):
            client.send(answer)


def _hear_signals() -> None:
    """Let signals end this process; it has begun with those blocked that its client waits for."""
    if hasattr(signal, "pthread_sigmask"):  # such a system has no such signals
        signal.pthread_sigmask(signal.SIG_SETMASK, ())


def answers(messages: Iterator[bytes]) -> Iterator[Answer[Any]]:
    """Give the answer to each task.

    Args:
        messages: Values of `Given`, pickled.
    """
    work: Work[Any, Any] | None = None
    for message in messages:
        given: Given = pickle.loads(message)  # noqa: S301  (it comes from the process above)
        if given.work is not None:
            work = pickle.loads(given.work)  # noqa: S301
        assert work  # noqa: S101  (the first task comes with it)
        try:
            yield Answer(work(given.task))
        except Exception as error:  # noqa: BLE001  (it is raised where the results arrive)
            yield Answer(None, error)


def _messages(client: Connection) -> Iterator[bytes]:
    """Give what the client sends; a thread waits for it, so that its end is seen at any time."""
    messages: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_receive, args=(client, messages), daemon=True).start()
    while True:
        yield messages.get()


def _receive(client: Connection, messages: SimpleQueue[bytes]) -> None:
    while True:
        try:
            messages.put(client.recv_bytes())
        except (EOFError, OSError):  # the client has ended
            os._exit(0)
