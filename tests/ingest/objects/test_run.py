"""Objects are counted once, whatever happens to them and to programs."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import polars as pl
import pytest

from tests.object_runs import log, run
from tests.s3_server import Proxy, S3Server, running_proxy
from usagestats.object_storage import reading
from usagestats.store.table import StoreTable


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def ingest(server: S3Server, store: Path, *more: str) -> str:
    """Ingest the bucket; return what is written."""
    outcome = run(
        f"ingest -v --no-catalog {' '.join(more) or 's3://logs/'} --store {store}", server
    )
    assert outcome.exit == 0, outcome.stderr
    return outcome.stderr


def requests_in(store: Path, server: S3Server) -> int:
    outcome = run(f"traffic --by all --format json --no-catalog --store {store}", server)
    return sum(row["requests"] for row in json.loads(outcome.stdout)["rows"])


def test_known_objects_are_not_opened_again(s3: S3Server, store: Path) -> None:
    for number in range(5):
        s3.put("logs", f"gw/{number}.log", log(20, key=number))
    s3.put("logs", "gw/nothing.log.gz", gzip.compress(b""))
    ingest(s3, store)
    proxy = Proxy(s3)
    with running_proxy(proxy) as there:
        assert "added 0 bytes, 0 lines" in ingest(there, store)
    assert set(proxy.methods()) == {"LIST"}
    assert requests_in(store, s3) == 100


def test_a_new_object_is_counted_and_no_other_is_opened(s3: S3Server, store: Path) -> None:
    s3.put("logs", "b.log", log(10, key=1))
    ingest(s3, store)
    s3.put("logs", "a.log", log(7, key=2))
    proxy = Proxy(s3)
    with running_proxy(proxy) as there:
        assert "7 requests" in ingest(there, store)
    assert [path for method, path, _ in proxy.seen if method == "GET" and "list" not in path] == [
        "/logs/a.log"
    ]
    assert requests_in(store, s3) == 17


def test_a_copy_is_skipped_without_being_opened(s3: S3Server, store: Path) -> None:
    s3.put("logs", "a.log", log(100))
    ingest(s3, store)
    s3.put("logs", "backup/a.log", log(100))
    assert "s3://logs/backup/a.log: has the content of s3://logs/a.log" in ingest(s3, store)
    s3.put("logs", "c/1.log", log(100, key=3))
    s3.put("logs", "c/2.log", log(100, key=3))
    assert "s3://logs/c/2.log: has the content of s3://logs/c/1.log" in ingest(s3, store)
    assert requests_in(store, s3) == 200


def test_short_objects_of_two_gateways_may_be_equal(s3: S3Server, store: Path) -> None:
    s3.put("logs", "gw1/a.log", log(2))
    s3.put("logs", "gw2/a.log", log(2))
    ingest(s3, store)
    assert requests_in(store, s3) == 4


def test_a_replaced_object_is_counted_and_a_grown_one_goes_on(s3: S3Server, store: Path) -> None:
    s3.put("logs", "replaced.log", log(50, key=1))
    s3.put("logs", "grown.log", log(60, key=2))
    s3.put("logs", "uploaded-again.log", log(70, key=3))
    ingest(s3, store)
    s3.put("logs", "replaced.log", log(5, key=4))
    s3.put("logs", "grown.log", log(61, key=2))
    s3.put("logs", "uploaded-again.log", gzip.compress(log(70, key=3)))
    assert "6 requests" in ingest(s3, store)
    assert requests_in(store, s3) == 186
    proxy = Proxy(s3)
    with running_proxy(proxy) as there:
        ingest(there, store)
    assert set(proxy.methods()) == {"LIST"}


def test_an_object_that_became_shorter_is_left(s3: S3Server, store: Path) -> None:
    s3.put("logs", "a.log", log(200))
    s3.put("logs", "b.log", log(8, key=2))
    ingest(s3, store)
    s3.put("logs", "a.log", log(150))
    s3.put("logs", "b.log", log(9, key=2) + b"rubbish\n")  # known ones are looked at in order
    written = ingest(s3, store)
    assert "s3://logs/a.log: is the beginning of what was counted" in written
    assert " in s3://logs/b.log" in written
    assert requests_in(store, s3) == 209


def test_an_object_that_is_replaced_while_it_is_read_is_counted_by_the_next_run(
    s3: S3Server, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading.ObjectStream.__init__, "__defaults__", (4096,))
    s3.put("logs", "a.log", log(500, key=1))
    s3.put("logs", "b.log", log(3, key=2))

    def replace_it(method: str, path: str) -> None:
        if method == "GET" and path == "/logs/a.log" and proxy.methods()["GET"] > 4:
            s3.put("logs", "a.log", log(400, key=3))

    proxy = Proxy(s3, before=replace_it)
    with running_proxy(proxy) as there:
        assert "s3://logs/a.log: is another object by now, or gone: left" in ingest(there, store)
    assert requests_in(store, s3) == 3
    ingest(s3, store)
    ingest(s3, store)
    assert requests_in(store, s3) == 403


def test_a_poisoned_object_is_named_and_all_others_are_counted(s3: S3Server, store: Path) -> None:
    s3.put("logs", "a.log", log(10, key=1))
    s3.put("logs", "b.log.gz", gzip.compress(log(5000, key=2))[:-20])
    s3.put("logs", "c.log", log(12, key=3))
    for added in (22, 0):
        outcome = run(f"ingest -v --no-catalog s3://logs/ --store {store}", s3)
        assert outcome.exit == 4
        assert "s3://logs/b.log.gz: cut in mid-gzip" in outcome.stderr
        assert f"{added} requests" in outcome.stderr
    assert requests_in(store, s3) == 22
    s3.put("logs", "b.log.gz", gzip.compress(log(5000, key=2)))
    ingest(s3, store)
    assert requests_in(store, s3) == 5022


def test_another_run_counts_the_same_objects_meanwhile(
    s3: S3Server, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        s3.put("logs", f"{number}.log", log(10 + number, key=number))
    commit = StoreTable.commit
    turns = iter([True])

    def commit_after_another(self: StoreTable, rows: pl.DataFrame, *more: str) -> None:
        if next(turns, False):
            ingest(s3, store, "s3://logs/2.log", "s3://logs/3.log")
        commit(self, rows, *more)

    monkeypatch.setattr(StoreTable, "commit", commit_after_another)
    assert "21 requests" in ingest(s3, store)
    assert requests_in(store, s3) == 46


def test_many_objects_make_no_more_rows_than_one_file(
    s3: S3Server, store: Path, tmp_path: Path
) -> None:
    logs = [log(28, key=number, seconds=120) for number in range(60)]
    for number, content in enumerate(logs):
        s3.put("logs", f"{number}.log", content)
    ingest(s3, store)
    whole = tmp_path / "whole.log"
    whole.write_bytes(b"".join(logs))
    ingest(s3, tmp_path / "one", str(whole))
    rows = [
        StoreTable.open(str(one)).rows("usage").collect().height
        for one in (store, tmp_path / "one")
    ]
    assert rows[0] == rows[1]


def test_a_compacted_store_knows_the_objects(s3: S3Server, store: Path) -> None:
    for number in range(3):
        s3.put("logs", f"{number}.log", log(20, key=number))
        ingest(s3, store)
    assert run(f"store compact --no-catalog --store {store}", s3).exit == 0
    proxy = Proxy(s3)
    with running_proxy(proxy) as there:
        ingest(there, store)
    assert set(proxy.methods()) == {"LIST"}
    assert requests_in(store, s3) == 60


def test_forgotten_usage_of_objects_is_not_counted_again(s3: S3Server, store: Path) -> None:
    s3.put("logs", "a.log", log(20, key=1))
    ingest(s3, store)
    assert run(f"store forget --before 2026-05-05 --no-catalog --store {store}", s3).exit == 0
    s3.put("logs", "late.log", log(20, key=2))
    ingest(s3, store)
    assert requests_in(store, s3) == 0


def test_files_and_objects_go_into_one_store(s3: S3Server, store: Path, tmp_path: Path) -> None:
    s3.put("logs", "a.log", log(20, key=1))
    file = tmp_path / "b.log"
    file.write_bytes(log(30, key=2))
    for added in (50, 0):
        assert f"{added} requests" in ingest(s3, store, "s3://logs/a.log", str(file))
    assert requests_in(store, s3) == 50


def test_a_dry_run_opens_nothing(s3: S3Server, store: Path) -> None:
    s3.put("logs", "a.log", log(100, key=1))
    ingest(s3, store)
    s3.put("logs", "a.log", log(101, key=1))
    s3.put("logs", "b.log", log(3, key=2))
    proxy = Proxy(s3)
    with running_proxy(proxy) as there:
        outcome = run(f"ingest --dry-run --no-catalog s3://logs --store {store}", there)
    assert [line.split(",")[:2] for line in outcome.stdout.splitlines()[1:]] == [
        ["s3://logs/a.log", "changed"],
        ["s3://logs/b.log", "new"],
    ]
    assert set(proxy.methods()) == {"LIST"}


def test_objects_are_named_on_standard_input(s3: S3Server, store: Path) -> None:
    s3.put("logs", "a.log", log(4, key=1))
    s3.put("logs", "b.log", log(5, key=2))
    names = b"s3://logs/a.log\ns3://logs/a.log\ns3://logs/absent.log\n"
    for added in ("4 requests", "0 requests"):
        outcome = run(f"ingest -v --no-catalog --objects - --store {store}", s3, names)
        assert outcome.exit == 0, outcome.stderr
        assert added in outcome.stderr
    outcome = run(f"ingest -v --no-catalog --objects - s3://logs/b.log --store {store}", s3, names)
    assert "5 requests" in outcome.stderr
    nothing = run(f"ingest --no-catalog --objects - --store {store}", s3, b"")
    assert (nothing.exit, nothing.stderr) == (0, "")


def test_the_last_days_are_listed_and_a_day_may_lack(s3: S3Server, store: Path) -> None:
    for day in ("2026/05/07", "2026/05/08", "2026/05/10"):
        s3.put("logs", f"gw/{day}/a.log", log(int(day[-2:]), key=int(day[-2:])))
    dated = "s3://logs/gw/{date:%Y/%m/%d}/"
    assert "18 requests" in ingest(s3, store, dated, "--days 3")
    refused = run(f"ingest {dated} --store {store}", s3)
    assert refused.exit == 2
    assert "no dates are given" in refused.stderr
    whole = run(f"ingest s3://logs/gw/ --days 3 --store {store}", s3)
    assert whole.exit == 2
    assert "--days: no URL has a place for dates" in whole.stderr
    report = run(f"traffic --by all --format csv --range 2026-05-07..2026-05-07 {dated}", s3)
    assert report.exit == 0, report.stderr
    none = run(f"traffic --range 2026-05-01 {dated}", s3)
    assert none.exit == 4
    assert "no object from s3://logs/gw/2026/05/01/ to s3://logs/gw/2026/05/02/" in none.stderr
