"""A cluster whose workers read objects by themselves, and no credential that travels to it."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.case import ENVIRONMENT, Invocation
from tests.dask_cluster import DaskCluster, dask_cluster
from tests.object_runs import log, run
from tests.real_process import run_as_process
from tests.s3_server import SECRET, S3Server
from usagestats.cluster import engines
from usagestats.cluster.address import ClusterAddress
from usagestats.logs.files.open_source import Meter
from usagestats.pipeline.mapper import Mapper, Threads

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
MARK = "marked-and-made-up"
CATALOG = """
timezone = "UTC"
identify = ["query:user_key"]
applications = "applications.csv"

[smtp]
host = "127.0.0.1"
from = "stats@example.org"
user = "me"
password_file = "password"
"""


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    """Write a catalog whose files hold marked credentials."""
    (tmp_path / "password").write_text(MARK, encoding="utf-8")
    (tmp_path / "password").chmod(0o600)
    rows = f"key,id,name\n{MARK}-key,7,Seventh\n"
    (tmp_path / "applications.csv").write_text(rows, encoding="utf-8")
    file = tmp_path / "usagestats.toml"
    file.write_text(CATALOG, encoding="utf-8")
    return file


@pytest.fixture
def filled(s3: S3Server) -> S3Server:
    for number in range(5):
        s3.put("logs", f"gateway/{number}.log", log(200, key=number))
    marked = log(50, key=9).replace(b"user_key=k1", f"user_key={MARK}-key".encode())
    s3.put("logs", "gateway/marked.log", marked)
    return s3


@contextmanager
def loud_cluster(folder: Path, server: S3Server) -> Iterator[DaskCluster]:
    """Start a cluster that has the credentials of a server, and logs all that it can."""
    loud = {"DASK_LOGGING__DISTRIBUTED": "debug", "USAGESTATS_SMTP_PASSWORD": MARK}
    with dask_cluster(folder, 2, server.environment | loud) as cluster:
        yield cluster


def test_workers_read_objects_and_their_logs_hold_no_credential(
    filled: S3Server, catalog: Path, tmp_path: Path
) -> None:
    environment = ENVIRONMENT | filled.environment | {"USAGESTATS_SMTP_PASSWORD": MARK}

    def printed(*words: str) -> str:
        done = run_as_process(
            Invocation([*words, "--catalog", str(catalog)], environment=environment)
        )
        assert (done.exit, done.stderr) == (0, "")
        return done.stdout

    report = ("traffic", "--by", "hour", "--split-by", "app", "--format", "csv")
    with loud_cluster(tmp_path / "dask", filled) as cluster:
        on_cluster = ("--cluster", cluster.address)
        here = printed(*report, "s3://logs/gateway/")
        there = printed(*report, "s3://logs/gateway/", *on_cluster)
        for store, more in (("here", ()), ("there", on_cluster)):
            printed("ingest", "s3://logs/gateway/", "--store", str(tmp_path / store), *more)
        logs = [cluster.log(name) for name in ("scheduler", "worker-0", "worker-1")]

    assert "Seventh" in here
    assert there == here
    stored = [printed(*report, "--store", str(tmp_path / store)) for store in ("here", "there")]
    assert stored[1] == stored[0]
    assert "Seventh" in stored[0]
    assert all("DEBUG" in one for one in logs)
    assert not any(secret in one for one in logs for secret in (SECRET, MARK))


@pytest.mark.parametrize("command", ["traffic --split-by app", "ingest --store STORE"])
def test_no_credential_is_in_what_travels(
    filled: S3Server,
    catalog: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
) -> None:
    packed: list[bytes] = []

    class Packing:
        """Passes tasks and work on as other processes get them."""

        def results(self, tasks: Iterable[Any], work: Any) -> Iterator[Any]:
            packed.append(pickle.dumps(work))
            waiting = list(tasks)
            packed.extend(pickle.dumps(task) for task in waiting)
            return Threads(None, 1).results(waiting, pickle.loads(packed[0]))  # noqa: S301

    @contextmanager
    def opened(_address: ClusterAddress, _meter: Meter | None = None) -> Iterator[Mapper]:
        yield Packing()

    monkeypatch.setattr(engines, "opened_engine", opened)
    words = command.replace("STORE", str(tmp_path / "store"))
    outcome = run(
        f"{words} s3://logs/gateway/ --catalog {catalog} --cluster local:1",
        filled,
        USAGESTATS_SMTP_PASSWORD=MARK,
    )

    assert outcome.exit == 0
    assert any(b"s3://logs/gateway/0.log" in one for one in packed)
    for secret in (SECRET, MARK):
        assert not any(secret.encode() in one for one in packed)


def test_an_object_whose_url_holds_a_credential_stays_here(filled: S3Server) -> None:
    url = f"{filled.endpoint}/logs/gateway/0.log?X-Amz-Signature={MARK}"
    outcome = run(f"traffic {url} --cluster local:1", filled)

    assert (outcome.exit, outcome.stdout) == (2, "")
    assert "its URL holds a credential" in outcome.stderr
    assert MARK not in outcome.stderr
