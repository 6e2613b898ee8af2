"""The engine on Spark, with a library and a session that are made up; tests/system has the real."""

from __future__ import annotations

import importlib
import logging
import os
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from socket import create_connection, socket
from types import ModuleType
from typing import Any

import pytest

from tests.made_up_spark import Builder, Session
from tests.stub_work import StubTask, StubWork
from usagestats.cluster.address import ClusterAddress
from usagestats.errors import ClusterError
from usagestats.pipeline.mapper import Done, Lost


class SparkError(Exception):
    """An error of the library."""


class WorkerError(SparkError):
    """An error that Python has raised on a worker."""


@dataclass
class Library:
    """The made-up library, and the module that is tested with it."""

    builder: Builder
    active: Session | None
    spark: Any


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    found = Library(Builder(Session()), None, None)

    class SparkSession:
        builder = found.builder

        @staticmethod
        def getActiveSession() -> Session | None:  # noqa: N802
            return found.active

    modules: dict[str, dict[str, Any]] = {
        "py4j": {},
        "py4j.protocol": {"Py4JError": SparkError},
        "pyspark": {"__version__": "4.3.0"},
        "pyspark.errors": {"PySparkException": SparkError, "PythonException": WorkerError},
        "pyspark.sql": {"SparkSession": SparkSession},
    }
    for name, content in modules.items():
        module = ModuleType(name)
        vars(module).update(content)
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.delitem(sys.modules, "usagestats.cluster.spark", raising=False)
    monkeypatch.setenv("PYSPARK_PYTHON", "python")
    monkeypatch.delenv("PYSPARK_PYTHON")
    level = logging.getLogger("py4j").level
    with warnings.catch_warnings():
        found.spark = importlib.import_module("usagestats.cluster.spark")
        monkeypatch.setattr(found.spark, "create_connection", lambda *_: socket())
        yield found
    monkeypatch.delitem(sys.modules, "usagestats.cluster.spark")
    logging.getLogger("py4j").setLevel(level)


def tasks(count: int) -> list[StubTask]:
    return [StubTask(number) for number in range(count)]


@pytest.mark.parametrize("fan_in", [1, 3, 16])
def test_each_task_comes_once(library: Library, fan_in: int) -> None:
    with library.spark.opened_spark(ClusterAddress.of("spark:local[2]"), None) as engine:
        found = list(engine.results(tasks(40), StubWork(fan_in)))

    assert sorted(number for one in found for number in one.numbers) == list(range(40))
    assert sorted(number for one in found for number in one.result) == list(range(40))
    assert len(found) == (40 if fan_in == 1 else 1)
    assert library.builder.session.jobs == 1 + 3  # the releases, and waves of 16


@pytest.mark.parametrize(
    ("address", "given"),
    [
        ("spark", {}),
        ("spark:local[2]", {"master": "local[2]"}),
        ("spark:yarn", {"master": "yarn"}),
        ("spark://a:7077", {"master": "spark://a:7077"}),
        ("sc://a:15002/;token=secret", {"remote": "sc://a:15002/;token=secret"}),
    ],
)
def test_a_session_is_made_and_stopped(
    library: Library, address: str, given: dict[str, str]
) -> None:
    with library.spark.opened_spark(ClusterAddress.of(address), None):
        assert not library.builder.session.is_stopped

    found = {name: library.builder.given.get(name) for name in ("master", "remote")}
    assert {name: value for name, value in found.items() if value} == given
    assert ("options" in library.builder.given) == ("remote" not in given)
    assert library.builder.session.is_stopped


@pytest.mark.parametrize(
    ("address", "variable", "expected"),
    [
        ("spark:local[2]", "", sys.executable),
        ("spark", "", sys.executable),
        ("spark", "PYSPARK_GATEWAY_PORT", None),
        ("spark:yarn", "", None),
    ],
)
def test_workers_of_this_machine_run_this_python(
    library: Library, monkeypatch: pytest.MonkeyPatch, address: str, variable: str, expected: str
) -> None:
    if variable:
        monkeypatch.setenv(variable, "1")
    with library.spark.opened_spark(ClusterAddress.of(address), None):
        assert os.environ.get("PYSPARK_PYTHON") == expected


@pytest.mark.parametrize("place", ["library", "session"])
def test_an_early_spark_is_refused(
    library: Library, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    if place == "library":
        monkeypatch.setattr(library.spark.pyspark, "__version__", "3.5.6")
    library.builder.session.version = "3.5.6"
    with (
        pytest.raises(ClusterError, match=r"this is Spark 3\.5\.6, and usagestats needs 4\.0"),
        library.spark.opened_spark(ClusterAddress.of("spark"), None),
    ):
        pass

    assert library.builder.session.jobs == 0
    assert library.builder.session.is_stopped == (place == "session")


def test_a_session_that_is_there_is_used_and_left(library: Library) -> None:
    library.active = Session()
    with library.spark.opened_spark(ClusterAddress.of("spark"), None) as engine:
        list(engine.results(tasks(3), StubWork()))

    assert library.active.jobs == 2
    assert not library.active.is_stopped
    assert library.builder.session.jobs == 0


def test_a_session_that_is_there_decides_where_to_work(library: Library) -> None:
    library.active = Session()
    with (
        pytest.raises(ClusterError, match="has a Spark session") as error,
        library.spark.opened_spark(ClusterAddress.of("spark:yarn"), None),
    ):
        pass
    assert "--cluster spark" in str(error.value.hint)


@pytest.mark.parametrize(
    ("failure", "what", "hint"),
    [
        (SparkError("[JAVA_GATEWAY_EXITED] Java exited."), "Java exited", "JAVA_HOME"),
        (
            RuntimeError("x\norg.apache.SparkException: no masters at sc://a;token=secret. More"),
            "no masters",
            "running",
        ),
    ],
)
def test_spark_that_does_not_start_is_one_message(
    library: Library, failure: Exception, what: str, hint: str, capfd: pytest.CaptureFixture[str]
) -> None:
    library.builder.failure = failure
    with (
        pytest.raises(ClusterError, match="cannot be started") as error,
        library.spark.opened_spark(ClusterAddress.of("sc://a;token=secret"), None),
    ):
        pass
    assert what in error.value.what
    assert hint in str(error.value.hint)
    assert "secret" not in str(error.value)
    os.write(2, b"still shown")
    assert capfd.readouterr().err == "still shown"


@pytest.mark.parametrize("address", ["spark://127.0.0.1:9", "sc://127.0.0.1:9/;token=secret"])
def test_nobody_listens(library: Library, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setattr(library.spark, "create_connection", create_connection)
    with (
        pytest.raises(ClusterError, match="cannot be reached") as error,
        library.spark.opened_spark(ClusterAddress.of(address), None),
    ):
        pass
    assert "secret" not in str(error.value)
    assert "options" not in library.builder.given


def test_one_of_several_masters_is_enough(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def connected(server: tuple[str, int], _: float) -> socket:
        if server != ("b", 7078):
            raise ConnectionRefusedError
        return socket()

    monkeypatch.setattr(library.spark, "create_connection", connected)
    with library.spark.opened_spark(ClusterAddress.of("spark://a:7077,b:7078"), None):
        assert library.builder.given["master"] == "spark://a:7077,b:7078"


def test_a_worker_without_the_program_is_one_message(library: Library) -> None:
    trace = "Traceback\n  File x\nModuleNotFoundError: No module named 'usagestats'\n"
    library.builder.session.failures = [WorkerError(trace)]
    with (
        pytest.raises(ClusterError, match="No module named 'usagestats'"),
        library.spark.opened_spark(ClusterAddress.of("spark"), None),
    ):
        pass
    assert library.builder.session.is_stopped


def test_another_release_is_refused_before_the_first_task(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = library.spark.releases_here() | {"usagestats": "99.0"}
    monkeypatch.setattr(library.spark, "releases_here", lambda: here)
    with (
        pytest.raises(ClusterError, match=r"usagestats 99\.0 here"),
        library.spark.opened_spark(ClusterAddress.of("spark"), None),
    ):
        pass


DIED = SparkError("x\n: SparkException: Python worker exited (crashed). Consider\nat org")


@pytest.mark.parametrize("death", [DIED, WorkerError("Traceback\nMemoryError")])
def test_a_job_that_dies_is_tried_again(library: Library, death: Exception) -> None:
    session = library.builder.session
    with library.spark.opened_spark(ClusterAddress.of("spark"), None) as engine:
        session.failures = [death, None]  # the second job is the question whether Spark is there
        found = list(engine.results(tasks(1), StubWork()))

    assert found == [Done((0,), (0,))]


def test_a_task_that_dies_twice_alone_is_lost(library: Library) -> None:
    with library.spark.opened_spark(ClusterAddress.of("spark"), None) as engine:
        library.builder.session.failures = [DIED, None, DIED, None]
        found = list(engine.results(tasks(1), StubWork()))

    assert found == [Lost(0, "Spark gave up on it (Python worker exited (crashed))")]


def test_a_lost_spark_ends_the_run(library: Library) -> None:
    with (
        pytest.raises(ClusterError, match="Spark was lost") as error,
        library.spark.opened_spark(ClusterAddress.of("spark"), None) as engine,
    ):
        library.builder.session.failures = [DIED, OSError()]
        list(engine.results(tasks(1), StubWork()))
    assert "run the command again" in str(error.value.hint)


def test_a_run_that_is_given_up_interrupts_its_jobs(library: Library) -> None:
    session = library.builder.session
    with library.spark.opened_spark(ClusterAddress.of("spark"), None) as engine:
        found = engine.results(tasks(100), StubWork())
        next(found)
        found.close()

    assert set(session.interrupted) == session.tags
    assert len(session.tags) == 1
