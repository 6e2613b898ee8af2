"""The engine on Spark: the session of this process, or one that is made for the run.

Each task is a row, and `mapInArrow` makes rows of results from them: it works with classic Spark
and with Spark Connect. Spark only counts. It never writes to a store: its Delta could overwrite
commits of others in object storage.
"""

from __future__ import annotations

import json
import logging
import os
import pickle
import sys
import warnings
from contextlib import contextmanager, suppress
from math import ceil
from socket import create_connection
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar
from urllib.parse import urlsplit
from uuid import uuid4

import pyspark
from py4j.protocol import Py4JError
from pyspark.errors import PySparkException, PythonException
from pyspark.sql import SparkSession

from usagestats.cluster.arrow_rows import RESULTS, TASKS, Failed, adding, rows_of, unpacked, working
from usagestats.cluster.releases import refuse_other_releases, releases_here, releases_question
from usagestats.cluster.waves import JobFailedError, Waves
from usagestats.errors import ClusterError
from usagestats.pipeline.mapper import Done

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from usagestats.cluster.address import ClusterAddress
    from usagestats.logs.files.open_source import Meter
    from usagestats.pipeline.mapper import Lost, Task, Work

_Result = TypeVar("_Result")

_OPTIONS: Final = {
    "spark.log.level": "OFF",  # errors are raised, not logged
    "spark.ui.showConsoleProgress": "false",
}
_FIRST_RELEASE: Final = 4
_PORTS: Final = {"sc": 15002, "spark": 7077}
_SECONDS: Final = 10
_ROWS_OF_QUESTION: Final = 10_000
_SPARK_ERRORS: Final = (PySparkException, Py4JError, OSError)
_LOST: Final = (
    "nothing is lost: the store holds whole commits only; run the command again, ingest goes on"
    " where it stopped"
)


@contextmanager
def opened_spark(address: ClusterAddress, meter: Meter | None) -> Iterator[SparkEngine]:
    """Take the session of this process, or make one and end it.

    Raises:
        ClusterError: It cannot be made, or workers run another release.
    """
    logging.getLogger("py4j").setLevel(logging.CRITICAL)  # errors are raised, not logged
    warnings.filterwarnings("ignore", category=FutureWarning, module="pyspark")  # of new pandas
    _refuse_earlier(pyspark.__version__, address)
    session = SparkSession.getActiveSession()
    is_ours = session is None
    if session is None:
        session = _made(address)
    elif address.target:
        hint = "leave the master out: --cluster spark"
        raise ClusterError("this process has a Spark session", where=address.text, hint=hint)
    try:
        _refuse_earlier(session.version, address)  # of a server, which may be another one
        engine = SparkEngine(session, address.text, meter)
        engine.prepare()
        yield engine
    finally:
        if is_ours:
            with suppress(*_SPARK_ERRORS):  # where Spark was lost, it is stopped already
                session.stop()


def _refuse_earlier(release: str, address: ClusterAddress) -> None:
    """Make sure that all kinds of sessions can end jobs by their tags."""
    if int(release.partition(".")[0]) < _FIRST_RELEASE:
        hint = (
            "Spark 4 is in emr-spark-8, in Databricks Runtime 17, and in pip install 'pyspark>=4'"
        )
        what = f"this is Spark {release}, and usagestats needs {_FIRST_RELEASE}.0 or later"
        raise ClusterError(what, where=address.text, hint=hint)


def _made(address: ClusterAddress) -> SparkSession:
    _refuse_silence(address)
    builder = SparkSession.builder.appName("usagestats")
    if address.target.startswith("sc://"):
        builder = builder.remote(address.target)
    else:
        builder = builder.config(map=_OPTIONS)
        if address.target:
            builder = builder.master(address.target)
        if address.target.startswith("local") or _decides_alone(address):
            os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        with _standard_error_kept():
            return builder.getOrCreate()
    except Exception as error:  # Spark raises those of Java, of sockets, and of grpc
        hint = "is it running, and can this machine reach it?"
        if "JAVA" in str(error):
            hint = "Spark needs Java 17 or later: install it, or set JAVA_HOME"
        reason = _reason(error).replace(address.target or address.text, address.text)  # no token
        what = f"Spark cannot be started: {reason}"
        raise ClusterError(what, where=address.text, hint=hint) from error


def _refuse_silence(address: ClusterAddress) -> None:
    """Make sure that a server listens: Spark itself would try for minutes."""
    scheme, _, rest = address.target.partition("://")
    if scheme not in _PORTS:
        return
    reason = ""
    for server in rest.partition(";")[0].split(","):
        url = urlsplit(f"//{server}")
        try:
            create_connection((url.hostname, url.port or _PORTS[scheme]), _SECONDS).close()
        except OSError as error:
            reason = error.strerror or str(error)
        else:
            return
    hint = "is it running, and can this machine reach it?"
    raise ClusterError(f"cannot be reached: {reason}", where=address.text, hint=hint)


def _decides_alone(address: ClusterAddress) -> bool:
    """Whether neither the address nor spark-submit says where to work."""
    return not (address.target or {"PYSPARK_GATEWAY_PORT", "SPARK_REMOTE"} & set(os.environ))


@contextmanager
def _standard_error_kept() -> Iterator[None]:
    """Keep away from the screen what Java says there, now and for as long as it runs."""
    sys.stderr.flush()
    shown = os.dup(2)
    try:
        with TemporaryFile() as kept:
            os.dup2(kept.fileno(), 2)
        yield
    finally:
        os.dup2(shown, 2)
        os.close(shown)


class SparkEngine:
    """A `Mapper` on Spark.

    Args:
        session: The session.
        address: The address in messages.
        meter: Counts the bytes of the tasks that are done.
    """

    def __init__(self, session: SparkSession, address: str, meter: Meter | None = None) -> None:
        self._session = session
        self._address = address
        self._meter = meter
        self._threads = 1

    def prepare(self) -> None:
        """Ask all workers for their releases, and compare them.

        Raises:
            ClusterError: One runs another release, or lacks a library.
        """
        ask = releases_question()

        def asked(batches: Iterable[Any]) -> Iterator[Any]:  # sent as code, as the question is
            import json  # noqa: PLC0415
            import socket  # noqa: PLC0415

            made = {type(batch) for batch in batches}
            for batch in made:
                row = {"worker": socket.gethostname(), "releases": json.dumps(ask())}
                yield batch.from_pylist([row])

        try:
            numbers = self._session.range(_ROWS_OF_QUESTION)
            rows = numbers.mapInArrow(asked, "worker string, releases string").collect()
        except _SPARK_ERRORS as error:
            raise self._unusable(error) from error
        self._threads = max(len(rows), 1)  # one for each part that Spark makes of a range
        found = {row["worker"]: json.loads(row["releases"]) for row in rows}
        refuse_other_releases(self._address, releases_here(), found)

    def results(
        self, tasks: Iterable[Task], work: Work[Any, _Result]
    ) -> Iterator[Done[_Result] | Lost]:
        """Give the results of all tasks, added on the workers where the work allows it.

        Raises:
            ClusterError: Spark was lost.
        """
        return Waves(_SparkJobs(self._session, self, work), work, self._meter).results(tasks)

    def threads(self) -> int:
        """Return how many tasks Spark works at, at the same time."""
        return self._threads

    def failed(self, error: Exception) -> Exception:
        """Return the error about a job that has failed: whether others can be run, is tried."""
        reason = _reason(error)
        if isinstance(error, PythonException) and not reason.startswith("MemoryError"):
            return self._unusable(error)
        try:
            self._session.range(1).count()
        except _SPARK_ERRORS:
            return ClusterError("Spark was lost", where=self._address, hint=_LOST)
        return JobFailedError(f"Spark gave up on it ({reason})")

    def _unusable(self, error: Exception) -> ClusterError:
        hint = "do all workers have the same usagestats and Python? docs/scale.md shows how"
        what = f"workers cannot count: {_reason(error)}"
        return ClusterError(what, where=self._address, hint=hint)


class _SparkJobs(Generic[_Result]):
    """The jobs of one run.

    Args:
        session: The session.
        engine: Knows what failures mean.
        work: The work.
    """

    def __init__(
        self, session: SparkSession, engine: SparkEngine, work: Work[Any, _Result]
    ) -> None:
        self._session = session
        self._engine = engine
        self._fan_in = work.fan_in
        self._work = pickle.dumps(work)
        self._tag = f"usagestats-{uuid4().hex}"

    def threads(self) -> int:
        """Return how many tasks Spark works at, at the same time."""
        return self._engine.threads()

    def run(self, tasks: Sequence[Task]) -> list[Done[_Result] | Failed]:
        """Run one job: each task is a part of its own."""
        self._session.addTag(self._tag)  # of this thread
        try:
            rows = self._results(rows_of(tasks)).collect()
        except _SPARK_ERRORS as error:
            raise self._engine.failed(error) from error
        return [_found(row) for row in rows]

    def cancel(self) -> None:
        """End all jobs that are under way."""
        with suppress(*_SPARK_ERRORS):  # where Spark was lost, they have ended
            self._session.interruptTag(self._tag)

    def _results(self, rows: list[tuple[int, bytes]]) -> Any:  # noqa: ANN401  (of Spark or Connect)
        parts = len(rows)
        # from one part, rows are given out in turn: one to each of the others
        frame = self._session.createDataFrame(rows, TASKS).coalesce(1).repartition(parts)
        frame = frame.mapInArrow(working(self._work), RESULTS)
        while self._fan_in > 1 and parts > self._fan_in:
            parts = ceil(parts / self._fan_in)
            frame = frame.repartition(parts).mapInArrow(adding(self._work), RESULTS)
        return frame


def _found(row: Any) -> Done[Any] | Failed:  # noqa: ANN401  (of Spark or Connect)
    result = unpacked(row["result"])
    numbers = tuple(row["numbers"])
    return Failed(numbers, result) if row["is_error"] else Done(numbers, result)


def _reason(error: Exception) -> str:
    """Return the sentence of a long message that says the most."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    if isinstance(error, PythonException):  # the last line of a traceback
        return lines[-1]
    causes = [line for line in lines if "Exception: " in line]
    first, *_ = causes or lines or [type(error).__name__]
    return first.rpartition("Exception: ")[2].partition(". ")[0]
