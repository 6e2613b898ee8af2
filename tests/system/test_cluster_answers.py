"""The same logs as files and as objects, by each engine: the same bytes of every report."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from backports import zstd

from tests.case import ENVIRONMENT, Invocation
from tests.dask_cluster import dask_cluster
from tests.object_runs import START, log
from tests.s3_server import S3Server, moto
from tests.same_process import run_in_process

pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]
REPORTS = (
    "traffic --by hour --split-by app,status", "averages", "top-apps", "movement --range 2026-05-04",
    "response-codes --by day", "latency", "integration-errors", "top-paths", "peaks", "clients",
    "overview", "signups", "limits", "alerts",
)  # fmt: skip
ENGINES = ("threads", "local:2", "1 worker", "4 workers")


def w3c(requests: int) -> bytes:
    """Return a log whose columns change in its middle."""
    lines = ["#Version: 1.0", "#Fields: date time cs-method cs-uri-stem sc-status time-taken"]
    for number in range(requests):
        time = f"{START + timedelta(seconds=number):%Y-%m-%d %H:%M:%S}"
        if number == requests // 2:
            lines.append("#Fields: date time c-ip sc-status cs-method cs-uri-stem cs-uri-query")
        if number < requests // 2:
            lines.append(f"{time} GET /w/{number % 5} 200 {number % 90}")
        else:
            lines.append(f"{time} 203.0.113.9 404 POST /w/{number % 5} user_key=w{number % 3}")
    return "\n".join([*lines, ""]).encode()


def container(plain: bytes) -> bytes:
    """Return a log of a container whose every third line is written in two parts."""
    lines = []
    for number, line in enumerate(plain.decode().splitlines()):
        stamp = f"{START + timedelta(seconds=number):%Y-%m-%dT%H:%M:%S}.000000000Z stdout"
        if number % 3:
            lines.append(f"{stamp} F {line}\n")
        else:
            lines += [f"{stamp} P {line[:40]}\n", f"{stamp} F {line[40:]}\n"]
    return "".join(lines).encode()


def syslog(requests: int) -> bytes:
    """Return a log of Tyk, whose lines have no year, in syslog, whose lines have none either."""
    lines = []
    for number in range(requests):
        time = f"{START + timedelta(seconds=number):%b %e %H:%M:%S}"
        lines.append(
            f'{time} host1 tyk[7]: time="{time}" level=info api_id=b1 api_key=000{number % 4}'
            f" api_name=items client_ip=203.0.113.{number % 9} latency_total={number % 70}"
            f' method=GET path=/t/{number % 6} prefix=access-log status=200 user_agent="curl"\n'
        )
    return "".join(lines).encode()


LOGS = {
    "a/plain.log": log(3000),
    "a/large.log": log(60_000, key=5),
    "a/packed.log.gz": gzip.compress(log(2000, key=1)),
    "a/packed.log.zst": zstd.compress(log(2000, key=2)),
    "a/limited.log": log(300, key=6).replace(b'" 200 ', b'" 429 '),
    "a/failing.log": log(300, key=7).replace(b'" 200 ', b'" 502 '),
    "iis/w3c.log": w3c(900),
    "pods/0.log": container(log(900, key=3)),
    "tyk/messages": syslog(900),
    **{f"small/{number}.log": log(20, key=10 + number) for number in range(40)},
}


@pytest.fixture(scope="module")
def server() -> Iterator[S3Server]:
    with moto() as found:
        found.make_bucket("logs")
        for name, data in LOGS.items():
            found.put("logs", f"in/{name}", data)
        yield found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("logs")
    for name, data in LOGS.items():
        (made / name).parent.mkdir(exist_ok=True)
        (made / name).write_bytes(data)
    return made


@pytest.fixture(scope="module")
def engines(
    server: S3Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, list[str]]]:
    """Give the options by which each engine counts."""
    with ExitStack() as stack:
        dask = {
            name: stack.enter_context(
                dask_cluster(tmp_path_factory.mktemp("dask"), count, server.environment)
            ).address
            for name, count in (("1 worker", 1), ("4 workers", 4))
        }
        addresses = {"threads": None, "local:2": "local:2"} | dask
        yield {
            name: ["--cluster", address] if address else [] for name, address in addresses.items()
        }


def printed(server: S3Server, *words: str) -> str:
    environment = ENVIRONMENT | server.environment
    outcome = run_in_process(
        Invocation([*words, "--timezone", "UTC", "--no-catalog"], environment=environment)
    )
    assert outcome.exit == 0, outcome.stderr
    return outcome.stdout


@pytest.mark.parametrize("report", REPORTS)
def test_every_report_is_the_same_to_the_byte(
    server: S3Server, folder: Path, engines: dict[str, list[str]], report: str
) -> None:
    expected = printed(server, *report.split(), f"{folder}/**/*", "--format", "csv")
    files, objects = f"{folder}/**/*", "s3://logs/in/"
    for engine, place in (
        *(("threads", objects), ("local:2", objects)),
        *(("1 worker", files), ("4 workers", objects)),
    ):
        on_engine = ("--format", "csv", *engines[engine])
        assert printed(server, *report.split(), place, *on_engine) == expected, (engine, place)
    assert expected.count("\n") > 1 or report in {"signups", "limits", "alerts"}


@pytest.mark.parametrize("engine", ENGINES)
def test_the_exported_usage_is_the_same(
    server: S3Server, folder: Path, tmp_path: Path, engines: dict[str, list[str]], engine: str
) -> None:
    def exported(name: str, place: str, *options: str) -> str:
        store = str(tmp_path / name)
        printed(server, "ingest", place, "--store", store, *options)
        file = tmp_path / f"{name}.csv"
        printed(server, "store", "export", "--store", store, "--output", str(file))
        return file.read_text(encoding="utf-8")

    expected = exported("here", f"{folder}/**/*")

    assert expected.count("\n") > 1000
    for name, place in (("files", f"{folder}/**/*"), ("objects", "s3://logs/in/")):
        assert exported(name, place, *engines[engine]) == expected
