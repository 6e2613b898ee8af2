"""The engine on Dask: a scheduler and workers that run already.

Each task is a future. What its work needs, such as the catalog, is sent once, as a future of its
own: a worker that is lost takes nothing along that cannot be made again.
"""

from __future__ import annotations

import logging
import os
import pickle
import time
import warnings
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from itertools import count
from queue import Empty, SimpleQueue
from threading import Event
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, cast
from uuid import uuid4

from distributed import Client, Future, KilledWorker
from distributed.comm import CommClosedError
from distributed.diagnostics.plugin import WorkerPlugin

from usagestats import __version__
from usagestats.cluster.releases import (
    Releases,
    refuse_other_releases,
    releases_here,
    releases_question,
)
from usagestats.cluster.run import Attempt, Run
from usagestats.errors import ClusterError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from usagestats.cluster.address import ClusterAddress
    from usagestats.logs.files.open_source import Meter
    from usagestats.pipeline.mapper import Done, Lost, Task, Work

_Result = TypeVar("_Result")

_CONNECT_SECONDS: Final = 10
_FIRST_WORKER_SECONDS: Final = 30
_NO_WORKER_SECONDS: Final = 120  # a task that kills its workers may do so several times
_LOOK_SECONDS: Final = 1.0
_PAUSE_SECONDS: Final = 2.0
_LOST: Final = (
    "nothing is lost: the store holds whole commits only; run the command again, ingest goes on"
    " where it stopped"
)


@contextmanager
def opened_dask(address: ClusterAddress, meter: Meter | None) -> Iterator[DaskEngine]:
    """Connect to a scheduler.

    Raises:
        ClusterError: It cannot be reached, has no workers, or runs another release.
    """
    _silence_the_library()
    with _connected(address) as client:
        engine = DaskEngine(client, address.text, meter)
        engine.prepare()
        yield engine


def _silence_the_library() -> None:
    """Let errors be raised, not logged: several loggers of the library have levels of their own."""
    for name in logging.root.manager.loggerDict:
        if name.partition(".")[0] in {"distributed", "tornado"}:
            logging.getLogger(name).setLevel(logging.CRITICAL)


def _connected(address: ClusterAddress) -> Client:
    try:
        return Client(address.target, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError, TypeError) as error:  # the last without certificates
        hint = "is the scheduler running there? start one: dask scheduler"
        if address.target.startswith("tls://"):
            hint = "set the files of the certificates, as docs/scale.md shows"
        reason = str(error).splitlines()[0]
        raise ClusterError(f"cannot be reached: {reason}", where=address.text, hint=hint) from error


class _BoundedThreads(WorkerPlugin):  # type: ignore[misc]
    """Lets polars use as many threads as a worker has; later workers get it, too."""

    name = "usagestats"
    idempotent = True  # each run of the program brings it

    def setup(self, worker: Any) -> None:  # noqa: ANN401  (given by the library)
        """Set the number of threads before polars is loaded."""
        os.environ.setdefault("POLARS_MAX_THREADS", str(worker.state.nthreads))


class DaskEngine:
    """A `Mapper` on the workers of a Dask cluster.

    Args:
        client: The connection to the scheduler.
        address: Its address in messages.
        meter: Counts the bytes of the tasks that are done.
    """

    def __init__(self, client: Client, address: str, meter: Meter | None = None) -> None:
        self._client = client
        self._address = address
        self._meter = meter

    def prepare(self) -> None:
        """Wait for a worker, and compare the releases.

        Raises:
            ClusterError: There is no worker, one runs another release, or the scheduler was lost.
        """
        try:
            self._client.wait_for_workers(1, timeout=_FIRST_WORKER_SECONDS)
        except TimeoutError as error:
            raise self.without_workers(_FIRST_WORKER_SECONDS) from error
        try:
            refuse_other_releases(self._address, releases_here(), self._releases())
            self._client.register_plugin(_BoundedThreads())
        except OSError as error:
            raise self.lost() from error

    def results(
        self, tasks: Iterable[Task], work: Work[Any, _Result]
    ) -> Iterator[Done[_Result] | Lost]:
        """Give the results of all tasks, added on the workers where the work allows it.

        Raises:
            ClusterError: The scheduler or all workers were lost.
        """
        pool = _Futures(self._client, self, work)
        try:
            yield from Run(pool, work.fan_in, self._meter, time.monotonic).results(tasks)
        finally:
            pool.close()

    def threads(self) -> int:
        """Return the number of threads that all workers have together.

        Raises:
            ClusterError: The scheduler was lost.
        """
        if self._client.status != "running":
            raise self.lost()
        try:
            return sum(self._client.nthreads().values())
        except OSError as error:
            raise self.lost() from error

    def lost(self) -> ClusterError:
        """Return the error about a scheduler that is gone."""
        return ClusterError("the scheduler was lost", where=self._address, hint=_LOST)

    def without_workers(self, seconds: int) -> ClusterError:
        """Return the error about a cluster that has been without workers for some seconds."""
        what = f"has had no worker for {seconds} seconds"
        hint = f"start some: dask worker {self._address} --nthreads 1 --nworkers 4"
        return ClusterError(what, where=self._address, hint=hint)

    def _releases(self) -> dict[str, Releases]:
        """Return the releases of each worker that has not ended meanwhile."""
        answers = self._client.run(releases_question(), on_error="return")
        for answer in answers.values():
            if isinstance(answer, BaseException) and not isinstance(answer, OSError):
                raise answer
        return {name: one for name, one in answers.items() if not isinstance(one, OSError)}


class _Futures(Generic[_Result]):
    """A `Pool` of futures: those of one run.

    Args:
        client: The connection to the scheduler.
        engine: Knows the workers.
        work: The work; it is sent once.
    """

    def __init__(self, client: Client, engine: DaskEngine, work: Work[Any, _Result]) -> None:
        self._client = client
        self._engine = engine
        self._keys = (f"usagestats-{uuid4().hex}-{number}" for number in count())
        self._ended: SimpleQueue[Attempt[Future]] = SimpleQueue()
        self._waiting: set[Future] = set()
        self._begun: set[int] = set()
        self._threads = 0
        self._ask_again = 0.0
        self._last_worker = time.monotonic()
        with warnings.catch_warnings(action="ignore"):  # a catalog may be large; it is sent once
            self._work = self._submit(pickle.loads, pickle.dumps(work))

    def threads(self) -> int:
        """Return the number of threads of all workers."""
        now = time.monotonic()
        if self._threads and self._client.status == "running" and now < self._ask_again:
            return self._threads  # a question for each task would cost as much as the task
        threads = self._threads = self._engine.threads()
        self._ask_again = now + _LOOK_SECONDS / 2
        if threads:
            self._last_worker = time.monotonic()
        elif time.monotonic() - self._last_worker > _NO_WORKER_SECONDS:
            raise self._engine.without_workers(_NO_WORKER_SECONDS)
        return threads

    def begin(self, task: Task) -> Attempt[Future]:
        """Give a task to a worker that does not have it yet."""
        pause = _PAUSE_SECONDS if task.number in self._begun else 0
        self._begun.add(task.number)
        future = self._submit(_worked, self._work, task, __version__, pause)
        attempt = Attempt(task, future)
        self._waiting.add(future)
        future.add_done_callback(lambda _: self._ended.put(attempt))
        return attempt

    def next_ended(self, seconds: float) -> Attempt[Future] | None:
        """Return an attempt that has ended."""
        try:
            ended = self._ended.get(timeout=seconds)
        except Empty:
            self.threads()  # raises an error where the scheduler is lost
            return None
        self._waiting.discard(ended.handle)
        self._last_worker = time.monotonic()
        return ended

    def failure(self, handle: Future) -> BaseException | None:
        """Return the error of a future."""
        if handle.status == "finished":
            return None
        self.threads()  # raises an error where the scheduler is lost
        if handle.status == "error":
            return cast("BaseException", handle.exception())
        return CancelledError()  # a worker took the result along

    def is_of_worker(self, failure: BaseException) -> bool:
        """Whether workers have died, or had too little memory."""
        return isinstance(failure, KilledWorker | CancelledError | MemoryError)

    def add(self, handles: Sequence[Future]) -> Future:
        """Have results added on a worker that has some of them."""
        return self._submit(_added, self._work, list(handles))

    def result(self, handle: Future) -> _Result:
        """Wait for a result, and fetch it."""
        ended = Event()
        handle.add_done_callback(lambda _: ended.set())
        while not ended.wait(_LOOK_SECONDS):
            self.threads()  # raises an error where the scheduler is lost
        try:
            return cast("_Result", handle.result())
        except CommClosedError as error:
            raise self._engine.lost() from error

    def drop(self, handle: Future) -> None:
        """Cancel a future."""
        self._waiting.discard(handle)
        handle.cancel()

    def close(self) -> None:
        """Cancel all that is under way."""
        if self._waiting and self._client.status == "running":
            with suppress(CommClosedError):  # a scheduler that is gone cancels all
                self._client.cancel(list(self._waiting), force=True)

    def _submit(self, function: Callable[..., object], *values: object) -> Future:
        return self._client.submit(function, *values, key=next(self._keys), pure=False)


def _worked(work: Work[Task, _Result], task: Task, release: str, pause: float = 0) -> _Result:
    """Work on a task, on a worker; one that came later may run another release.

    A process that dies as soon as it has started is not always started again: so a task that may
    have killed one pauses first.
    """
    time.sleep(pause)
    if release != __version__:
        what = f"client and workers do not run the same program: usagestats {release} here"
        raise ClusterError(f"{what}, {__version__} on a worker that came later")
    return work(task)


def _added(work: Work[Task, _Result], results: Sequence[_Result]) -> _Result:
    return work.add(results)
