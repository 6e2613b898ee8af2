"""Objects are counted once more: the counts of a day are one sum, which is replaced as a whole."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta
from pathlib import Path

import pytest

from tests.case import Outcome
from tests.object_runs import START, log, run
from tests.s3_server import Proxy, S3Server, running_proxy
from usagestats.ingest.objects import again as again_module
from usagestats.ingest.objects.batch import ObjectBatch
from usagestats.store.table import StoreTable

CATALOG = """
timezone = "UTC"
[[products]]
name = "items"
rules = [{ http_method = "GET", pattern = "/a/1$", metric = "ones", delta = 2 }]
metrics = ["ones"]
"""


@pytest.fixture
def store(s3: S3Server, tmp_path: Path) -> Path:
    """Give the store of three objects of a day, and one of the day after."""
    for number in range(3):
        s3.put("logs", f"{number}.log", log(10 + number, key=number))
    s3.put("logs", "next.log", log(7, key=1, start=START + timedelta(days=1)))
    s3.put("logs", "comments.log", b"#Version: 1.0\n#Fields: date time cs-method cs-uri-stem\n")
    (tmp_path / "new.toml").write_text(CATALOG, encoding="utf-8")
    outcome = run(f"ingest --no-catalog s3://logs --store {tmp_path / 'store'}", s3)
    assert outcome.exit == 0, outcome.stderr
    return tmp_path / "store"


def again(server: S3Server, store: Path, logs: str = "s3://logs", more: str = "") -> Outcome:
    catalog = store.with_name("new.toml")
    return run(f"ingest -v --again {logs} --catalog {catalog} --store {store} {more}", server)


def counted(server: S3Server, store: Path) -> int:
    report = "traffic --by all --format json -q --no-catalog"
    outcome = run(f"{report} --store {store}", server)
    return sum(row["requests"] for row in json.loads(outcome.stdout)["rows"])


@pytest.mark.parametrize("cluster", ["", "--cluster local:2"])
def test_objects_are_counted_by_another_catalog(s3: S3Server, store: Path, cluster: str) -> None:
    outcome = again(s3, store, more=cluster)
    assert outcome.exit == 0, outcome.stderr
    assert "40 requests" in outcome.stderr
    report = f"traffic --by day --catalog {store.with_name('new.toml')} --format csv"
    from_logs = run(f"{report} s3://logs", s3)
    assert run(f"{report} --store {store}", s3) == from_logs
    assert ",22\n" in from_logs.stdout  # 11 requests of /a/1, twice each


def test_a_new_object_is_counted_in_the_same_run(s3: S3Server, store: Path) -> None:
    s3.put("logs", "new.log", log(5, key=9))
    for _ in range(2):
        assert "45 requests" in again(s3, store).stderr
        assert counted(s3, store) == 45


def test_an_object_that_has_grown_is_counted_as_a_whole(s3: S3Server, store: Path) -> None:
    s3.put("logs", "0.log", log(14, key=0))
    s3.put("logs", "1.log", gzip.compress(log(11, key=1)))
    assert "44 requests" in again(s3, store).stderr
    assert counted(s3, store) == 44
    with running_proxy(Proxy(s3)) as there:
        outcome = run(f"ingest -v --no-catalog s3://logs --store {store}", there)
    assert "added 0 bytes" in outcome.stderr


def test_the_objects_of_other_days_are_left_alone(s3: S3Server, store: Path) -> None:
    proxy = Proxy(s3)
    with running_proxy(proxy) as there:
        assert "7 requests" in again(there, store, "s3://logs/next.log").stderr
    assert {path for _, path, _ in proxy.seen if "list" not in path} == {"/logs/next.log"}
    assert counted(s3, store) == 40


@pytest.mark.parametrize("change", ["deleted", "replaced", "shorter", "not named"])
def test_a_day_of_which_an_object_lacks_is_refused(s3: S3Server, store: Path, change: str) -> None:
    version = StoreTable.open(str(store)).version
    if change == "deleted":
        s3.delete("logs", "1.log")
    elif change != "not named":
        s3.put("logs", "1.log", log(5, key=1 if change == "shorter" else 8))
    logs = "s3://logs/0.log s3://logs/2.log" if change == "not named" else "s3://logs"
    outcome = again(s3, store, logs)
    assert outcome.exit == 2
    assert outcome.stderr.endswith(
        "usagestats: --again: the counts of 3 objects that end on 2026-05-04 are one sum:"
        " s3://logs/1.log missing, or replaced since\n"
        "  help: name all objects of that day; where one no longer exists as it was counted,\n"
        "  help: the counts of that day stay as they are: leave its objects out\n"
    )
    assert StoreTable.open(str(store)).version == version
    assert again(s3, store, "s3://logs/next.log").exit == 0


def test_a_day_keeps_its_counts_where_an_object_cannot_be_read(s3: S3Server, store: Path) -> None:
    def deny(method: str, path: str) -> None:
        if method == "GET" and path == "/logs/1.log":
            s3.put("logs", "1.log", log(3, key=5))

    with running_proxy(Proxy(s3, before=deny)) as there:
        outcome = again(there, store)
    assert "s3://logs/1.log: is another object by now, or gone" in outcome.stderr
    assert "s3://logs/0.log: is one sum with an object that could not be" in outcome.stderr
    assert counted(s3, store) == 40


def test_another_run_adds_to_the_day_meanwhile(
    s3: S3Server, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = StoreTable.commit
    turns = iter([True])

    def commit_after_another(self: StoreTable, *arguments: object) -> None:
        if next(turns, False):
            s3.put("logs", "late.log", log(6, key=6))
            run(f"ingest --no-catalog s3://logs/late.log --store {store}", s3)
        commit(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(StoreTable, "commit", commit_after_another)
    outcome = again(s3, store, "s3://logs")
    # the objects that were listed before are no longer all of the day
    assert outcome.exit == 2
    assert "4 objects that end on 2026-05-04 are one sum: s3://logs/late.log" in outcome.stderr
    assert counted(s3, store) == 46
    assert "46 requests" in again(s3, store).stderr
    assert counted(s3, store) == 46


def test_few_rows_are_in_memory(s3: S3Server, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ObjectBatch, "is_large", lambda *_: True)
    monkeypatch.setattr(again_module, "_HELD_IN_MEMORY", 3)
    assert "40 requests" in again(s3, store).stderr
    assert counted(s3, store) == 40
