"""The real Spark, with two workers of this machine: the same bytes, and what happens to faults.

Starting it takes most of a minute, so that most tests share a session, as cells of a notebook do.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.case import ENVIRONMENT, Invocation
from tests.conftest import PROJECT
from tests.real_process import run_as_process
from tests.same_process import run_in_process
from tests.stub_work import StubTask, StubWork
from usagestats.cluster.address import ClusterAddress
from usagestats.pipeline.mapper import Done, Lost

pyspark = pytest.importorskip(
    "pyspark.sql", reason="needs pyspark, which make test-system installs"
)
if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
    pytest.skip("needs Java 17", allow_module_level=True)

from usagestats.cluster.spark import SparkEngine, opened_spark  # noqa: E402

pytestmark = [
    pytest.mark.filterwarnings("ignore::FutureWarning"),  # of the library, about pandas
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]
LOGS = ["sample_logs/gateway", "sample_logs/apicast.log"]
SPARK = ["--cluster", "spark"]
MACHINE = {name: os.environ[name] for name in ("PATH", "HOME", "JAVA_HOME") if name in os.environ}


@pytest.fixture(scope="module")
def engine() -> Iterator[SparkEngine]:
    """Give the engine of a session that the commands of this process find."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(PROJECT))  # workers unpickle what tests define
        with opened_spark(ClusterAddress.of("spark:local[2]"), None) as found:
            yield found


def printed(*words: str) -> str:
    outcome = run_in_process(Invocation(list(words)))
    assert (outcome.exit, outcome.stderr) == (0, "")
    return outcome.stdout


REPORTS = [
    ("traffic", "--by", "day", "--split-by", "app"),
    ("top-apps",),
    ("response-codes",),
    ("latency",),
    ("averages",),
    ("signups",),
]


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("report", REPORTS, ids=" ".join)
def test_a_report_is_the_same_to_the_byte(report: Sequence[str]) -> None:
    words = [*report, *LOGS, "--format", "csv", "--timezone", "UTC"]
    here = run_in_process(Invocation(words))
    there = run_in_process(Invocation([*words, *SPARK]))

    assert here.exit == 0
    assert there == here


@pytest.mark.usefixtures("engine")
def test_ingest_fills_the_same_store(tmp_path: Path) -> None:
    for store, more in (("here", []), ("there", SPARK)):
        for _ in range(2):
            printed("ingest", *LOGS, "--store", str(tmp_path / store), *more)
    here, there = (
        printed(
            "traffic", "--by", "hour", "--split-by", "app,status", "--timezone", "UTC",
            "--store", str(tmp_path / store),
        )
        for store in ("here", "there")
    )  # fmt: skip

    assert here.count("\n") > 100
    assert there == here


@pytest.mark.usefixtures("engine")
def test_a_log_without_a_format_is_the_same_message(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text("nothing\n" * 99, encoding="utf-8")
    log = str(tmp_path / "a.log")

    here = run_in_process(Invocation(["traffic", log]))
    there = run_in_process(Invocation(["traffic", log, *SPARK]))

    assert here.exit == 4
    assert there == here


@pytest.mark.parametrize("fan_in", [1, 16])
def test_each_task_comes_once(engine: SparkEngine, fan_in: int) -> None:
    found = list(engine.results(map(StubTask, range(40)), StubWork(fan_in)))

    done = [one for one in found if isinstance(one, Done)]
    assert len(done) == len(found) == (40 if fan_in == 1 else 1)
    assert sorted(number for one in done for number in one.numbers) == list(range(40))
    assert sorted(number for one in done for number in one.result) == list(range(40))


def test_a_task_whose_worker_is_killed_is_tried_again(engine: SparkEngine, tmp_path: Path) -> None:
    work = StubWork(16, poison=20, once=str(tmp_path))
    (done,) = engine.results(map(StubTask, range(40)), work)

    assert (tmp_path / "killed").exists()
    assert isinstance(done, Done)
    assert sorted(done.result) == list(range(40))


def test_a_task_that_kills_each_worker_is_lost_and_no_other(engine: SparkEngine) -> None:
    found = list(engine.results(map(StubTask, range(20)), StubWork(poison=7)))

    (lost,) = (one for one in found if isinstance(one, Lost))
    assert lost.number == 7
    assert "crashed" in lost.reason
    done = [one.numbers[0] for one in found if isinstance(one, Done)]
    assert sorted(done) == [number for number in range(20) if number != 7]


@dataclass(frozen=True)
class Unexpected:
    fan_in: int = 1

    def __call__(self, task: StubTask) -> int:
        raise LookupError(f"task {task.number}")

    def add(self, results: Sequence[int]) -> int:
        return sum(results)


def test_any_error_of_the_work_is_raised_here(engine: SparkEngine) -> None:
    with pytest.raises(LookupError, match="task 3"):
        list(engine.results([StubTask(3)], Unexpected()))


def test_the_command_makes_a_session_and_writes_nothing_else() -> None:
    words = ["traffic", *LOGS, "--split-by", "app"]
    environment = ENVIRONMENT | MACHINE
    here = run_as_process(Invocation(words, environment=environment))
    on_spark = [*words, "--cluster", "spark:local[2]"]
    there = run_as_process(Invocation(on_spark, environment=environment))

    assert here.exit == 0
    assert there == here


def test_without_java_the_message_says_so() -> None:
    words = ["traffic", *LOGS, "--cluster", "spark:local[2]"]
    nowhere = {"JAVA_HOME": "/nowhere", "PATH": os.environ["PATH"]}
    outcome = run_as_process(Invocation(words, environment=ENVIRONMENT | nowhere))

    assert (outcome.exit, outcome.stdout) == (1, "")
    assert outcome.stderr.startswith("usagestats: spark:local[2]: Spark cannot be started: ")
    assert "JAVA_HOME" in outcome.stderr
    assert outcome.stderr.count("\n") == 2
