"""The engine `local:N`: processes of this machine, which need no library and listen to no port.

Each has one task at a time, so it is known which one a process was at when it ended. Such a task
is tried once more, alone, after all others: there may have been too little memory for several.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from contextlib import contextmanager, suppress
from multiprocessing import Pipe
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from usagestats import __version__
from usagestats.cluster.worker_process import Answer, Given
from usagestats.errors import ClusterError
from usagestats.pipeline.mapper import Done, Lost

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from multiprocessing.connection import Connection

    from usagestats.cluster.address import ClusterAddress
    from usagestats.logs.files.open_source import Meter
    from usagestats.pipeline.mapper import Task, Work

_Result = TypeVar("_Result")

_PROGRAM: Final = "from usagestats.cluster.worker_process import main; main()"
_ENDED: Final = "each process that counted it ended, or had too little memory"


@contextmanager
def opened_processes(address: ClusterAddress, meter: Meter | None) -> Iterator[Processes]:
    """Give an engine with so many processes, which end with it."""
    engine = Processes(address, meter)
    try:
        yield engine
    finally:
        engine.close()


class Processes:
    """A `Mapper` on processes of this machine; each starts when there is a task for it.

    Args:
        address: How many processes there are at most.
        meter: Counts the bytes of the tasks that are done.
    """

    def __init__(self, address: ClusterAddress, meter: Meter | None = None) -> None:
        self._address = address
        self._meter = meter
        self._idle: list[_Process] = []
        self._busy: dict[Connection[Any, Any], tuple[_Process, Task]] = {}

    def results(
        self, tasks: Iterable[Task], work: Work[Any, _Result]
    ) -> Iterator[Done[_Result] | Lost]:
        """Give the result of each task by itself, as soon as it is there.

        Raises:
            ClusterError: No process can be started.
        """
        packed = pickle.dumps(work)
        suspects: list[Task] = []
        try:
            for task in tasks:
                while len(self._busy) == self._address.workers:
                    yield from self._ended(suspects)
                self._begin(task, packed)
            while self._busy:
                yield from self._ended(suspects)
            for task in suspects:
                yield from self._alone(task, packed)
        finally:
            self._end_busy()

    def close(self) -> None:
        """End all processes."""
        self._end_busy()
        for process in self._idle:
            process.end()
        self._idle = []

    def _begin(self, task: Task, work: bytes) -> None:
        """Give a task to a process that has none; to a new one where there is no other."""
        process = self._idle.pop() if self._idle else _Process(self._address.text)
        process.give(task, work)
        self._busy[process.connection] = process, task

    def _ended(self, suspects: list[Task]) -> Iterator[Done[_Result]]:
        """Wait until a process has something to say, and take the answers that are there.

        Args:
            suspects: Gets the tasks whose processes have ended.
        """
        for connection in cast("list[Connection[Any, Any]]", wait(list(self._busy))):
            process, task = self._busy[connection]
            if not process.has_begun:
                process.begin()
                continue
            del self._busy[connection]
            answer = process.answer()
            if answer is None:
                suspects.append(task)
                process.end()
                continue
            self._idle.append(process)
            if isinstance(answer.error, MemoryError):
                suspects.append(task)
            elif answer.error:
                raise answer.error
            else:
                if self._meter:
                    self._meter.advance(task.bytes)
                yield Done((task.number,), cast("_Result", answer.result))

    def _alone(self, task: Task, work: bytes) -> Iterator[Done[_Result] | Lost]:
        again: list[Task] = []
        self.close()  # they hold memory
        self._begin(task, work)
        while self._busy:
            yield from self._ended(again)
        if again:
            yield Lost(task.number, _ENDED)

    def _end_busy(self) -> None:
        """End the processes whose results nobody wants any more."""
        for process, _ in self._busy.values():
            process.end()
        self._busy = {}


class _Process:
    """A process, and the connection to it.

    Args:
        address: The address of the engine in messages.

    Attributes:
        has_begun: Whether its release is known.

    Raises:
        ClusterError: It cannot be started.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._work: bytes | None = None
        self.has_begun = False
        self.connection, there = Pipe()
        try:
            self._process = subprocess.Popen(  # noqa: S603  (it is this program)
                # -P: no module of the folder where it is run is taken for one of the program
                [sys.executable, "-P", "-c", _PROGRAM, str(there.fileno())],
                pass_fds=[there.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                process_group=0,  # Ctrl-C reaches the client alone, which ends it
                env={**os.environ, "POLARS_MAX_THREADS": "1"},
            )
        except OSError as error:
            raise self._not_started(str(error)) from error
        finally:
            there.close()

    def begin(self) -> None:
        """Take the first that it says: its release.

        Raises:
            ClusterError: It has ended, or runs another one.
        """
        try:
            release = self.connection.recv()
        except (EOFError, OSError) as error:
            raise self._not_started("it ended at once") from error
        if release != __version__:
            raise self._not_started(f"usagestats {__version__} here, {release} in the process")
        self.has_begun = True

    def give(self, task: Task, work: bytes) -> None:
        """Give it a task; that it has ended is seen when it answers."""
        given = Given(task, None if work is self._work else work)
        self._work = work
        with suppress(OSError):
            self.connection.send(given)

    def answer(self) -> Answer[Any] | None:
        """Return its answer; `None`: it has ended."""
        try:
            return cast("Answer[Any]", self.connection.recv())
        except (EOFError, OSError):
            return None

    def end(self) -> None:
        """End it; it holds nothing that must be kept."""
        self.connection.close()
        self._process.kill()
        self._process.wait()

    def _not_started(self, reason: str) -> ClusterError:
        return ClusterError(f"cannot start a process: {reason}", where=self._address)
