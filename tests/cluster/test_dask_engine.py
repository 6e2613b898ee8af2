"""The engine on Dask, with a scheduler and workers that are processes on loopback."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import trustme

from tests.case import ENVIRONMENT, Invocation
from tests.conftest import PROJECT
from tests.dask_cluster import DaskCluster, dask_cluster
from tests.real_process import run_as_process
from tests.stub_work import StubTask, StubWork
from usagestats.cluster import dask_engine
from usagestats.cluster.address import ClusterAddress
from usagestats.cluster.dask_engine import opened_dask
from usagestats.cluster.releases import releases_here
from usagestats.errors import ClusterError
from usagestats.pipeline.mapper import Done, Lost

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # of the library, when a peer dies
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]
WITH_TESTS = {"PYTHONPATH": str(PROJECT)}


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    with dask_cluster(tmp_path_factory.mktemp("dask"), 2, WITH_TESTS) as running:
        yield running


def tasks(count: int) -> list[StubTask]:
    return [StubTask(number) for number in range(count)]


@pytest.mark.parametrize("fan_in", [1, 16])
def test_each_task_comes_once(cluster: DaskCluster, fan_in: int) -> None:
    with opened_dask(ClusterAddress.of(cluster.address), None) as engine:
        found = list(engine.results(tasks(100), StubWork(fan_in)))

    done = [one for one in found if isinstance(one, Done)]
    assert len(done) == len(found) == (100 if fan_in == 1 else 1)
    assert sorted(number for one in done for number in one.numbers) == list(range(100))
    assert sorted(number for one in done for number in one.result) == list(range(100))


def test_the_command_prints_the_same_bytes(cluster: DaskCluster) -> None:
    words = ["traffic", "sample_logs/gateway", "sample_logs/apicast.log", "--split-by", "app"]

    here = run_as_process(Invocation(words))
    there = run_as_process(Invocation([*words, "--cluster", cluster.address]))

    assert here.exit == 0
    assert there == here


def test_ingest_fills_the_same_store(cluster: DaskCluster, tmp_path: Path) -> None:
    logs = ["sample_logs/gateway", "sample_logs/apicast.log"]
    report = ["traffic", "--by", "hour", "--split-by", "app,status", "--timezone", "UTC", "--store"]
    for store, more in (("here", []), ("there", ["--cluster", cluster.address])):
        words = ["ingest", *logs, "--store", str(tmp_path / store), *more]
        for _ in range(2):
            outcome = run_as_process(Invocation(words))
            assert (outcome.exit, outcome.stderr) == (0, "")

    here, there = (
        run_as_process(Invocation([*report, str(tmp_path / store)])) for store in ("here", "there")
    )
    assert here.exit == 0
    assert there.stdout == here.stdout


def test_a_run_with_nothing_new_needs_no_cluster(tmp_path: Path) -> None:
    words = ["ingest", "sample_logs/apicast.log", "--store", str(tmp_path / "store")]
    run_as_process(Invocation(words))

    again = run_as_process(Invocation([*words, "--cluster", "tcp://127.0.0.1:9"]))

    assert (again.exit, again.stderr) == (0, "")


def test_a_missing_log_is_one_message(cluster: DaskCluster, tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text("nothing\n" * 99, encoding="utf-8")
    log = str(tmp_path / "a.log")

    here = run_as_process(Invocation(["traffic", log]))
    there = run_as_process(Invocation(["traffic", log, "--cluster", cluster.address]))

    assert here.exit == 4
    assert there == here


def test_a_task_whose_worker_is_killed_is_done_by_another(tmp_path: Path) -> None:
    work = StubWork(16, seconds=0.01, poison=20, once=str(tmp_path))
    with (
        dask_cluster(tmp_path, 2, WITH_TESTS) as running,
        opened_dask(ClusterAddress.of(running.address), None) as engine,
    ):
        found = list(engine.results(tasks(60), work))

    assert (tmp_path / "killed").exists()
    (done,) = (one for one in found if isinstance(one, Done))
    assert sorted(done.result) == list(range(60))


def test_a_task_that_kills_each_worker_is_lost_and_no_other(tmp_path: Path) -> None:
    quick = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}
    with (
        dask_cluster(tmp_path, 2, WITH_TESTS | quick, nanny=("--nanny",)) as running,
        opened_dask(ClusterAddress.of(running.address), None) as engine,
    ):
        found = list(engine.results(tasks(40), StubWork(poison=7)))

    assert [one.number for one in found if isinstance(one, Lost)] == [7]
    done = [one.numbers[0] for one in found if isinstance(one, Done)]
    assert sorted(done) == [number for number in range(40) if number != 7]


def test_a_scheduler_that_is_killed_ends_the_run(tmp_path: Path) -> None:
    with dask_cluster(tmp_path, 1, WITH_TESTS) as running:
        address = ClusterAddress.of(running.address)
        with (
            pytest.raises(ClusterError, match="was lost") as error,
            opened_dask(address, None) as engine,
        ):
            for _ in engine.results(tasks(1000), StubWork(seconds=0.02)):
                assert running.scheduler
                running.scheduler.kill()

    assert "run the command again" in str(error.value.hint)


def test_another_release_is_refused_before_the_first_task(
    cluster: DaskCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = releases_here() | {"usagestats": "99.0"}
    monkeypatch.setattr(dask_engine, "releases_here", lambda: here)
    address = ClusterAddress.of(cluster.address)

    with pytest.raises(ClusterError, match=r"usagestats 99\.0 here"), opened_dask(address, None):
        pass


def test_a_worker_that_comes_later_is_asked_for_its_release() -> None:
    with pytest.raises(ClusterError, match=r"usagestats 99\.0 here"):
        dask_engine._worked(StubWork(), StubTask(1), "99.0")  # type: ignore[arg-type]  # noqa: SLF001


def test_polars_has_as_many_threads_as_its_worker(cluster: DaskCluster) -> None:
    def threads() -> int:
        import polars as pl  # noqa: PLC0415

        return pl.thread_pool_size()

    with opened_dask(ClusterAddress.of(cluster.address), None) as engine:
        assert set(engine._client.run(threads).values()) == {1}  # noqa: SLF001


def test_nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_engine, "_CONNECT_SECONDS", 1)
    address = ClusterAddress.of("tcp://127.0.0.1:9")

    with pytest.raises(ClusterError, match="cannot be reached"), opened_dask(address, None):
        pass


def test_a_cluster_without_workers_says_how_to_start_some(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_engine, "_FIRST_WORKER_SECONDS", 1)
    with dask_cluster(tmp_path, 0) as running:
        address = ClusterAddress.of(running.address)
        began = time.monotonic()
        with pytest.raises(ClusterError, match="no worker") as error, opened_dask(address, None):
            pass
    assert time.monotonic() - began < 20
    assert f"dask worker {running.address}" in str(error.value.hint)


def certificates(folder: Path) -> tuple[str, ...]:
    """Make certificates in a folder; return the options of the scheduler and the workers."""
    folder.mkdir()
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    one = authority.issue_cert("127.0.0.1")
    one.private_key_and_cert_chain_pem.write_to_path(folder / "cert.pem")
    return (
        "--tls-ca-file", str(folder / "ca.pem"),
        "--tls-cert", str(folder / "cert.pem"),
        "--tls-key", str(folder / "cert.pem"),
    )  # fmt: skip


def variables(folder: Path) -> dict[str, str]:
    """Return the environment of a client that has these certificates."""
    prefix = "DASK_DISTRIBUTED__COMM__TLS__"
    return {
        prefix + "CA_FILE": str(folder / "ca.pem"),
        prefix + "CLIENT__CERT": str(folder / "cert.pem"),
        prefix + "CLIENT__KEY": str(folder / "cert.pem"),
    }


def test_certificates_decide_who_may_connect(tmp_path: Path) -> None:
    options = certificates(tmp_path / "ours")
    certificates(tmp_path / "others")
    words = ["traffic", "sample_logs/apicast.log", "--cluster"]
    with dask_cluster(tmp_path / "dask", 1, None, *options) as running:
        right, wrong, none = (
            run_as_process(
                Invocation([*words, running.address], environment=ENVIRONMENT | certificate)
            )
            for certificate in (variables(tmp_path / "ours"), variables(tmp_path / "others"), {})
        )

    assert running.address.startswith("tls://")
    assert (right.exit, right.stderr) == (0, "")
    for refused in (wrong, none):
        assert (refused.exit, refused.stdout) == (1, "")
        first, *rest = refused.stderr.splitlines()
        assert first.startswith(f"usagestats: {running.address}: cannot be reached: ")
        assert len(rest) == 1
        assert "certificates" in rest[0]


def test_an_error_of_the_question_for_releases_is_raised(
    cluster: DaskCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_engine, "releases_question", lambda: partial(int, "none"))
    with (
        pytest.raises(ValueError, match="invalid literal"),
        opened_dask(ClusterAddress.of(cluster.address), None),
    ):
        pass
