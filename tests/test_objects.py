"""Logs in a bucket give what the same logs give as files, in every report and byte by byte."""

from __future__ import annotations

import gzip
import time
from pathlib import Path

import pytest

from tests.case import Outcome
from tests.object_runs import log, run
from tests.s3_server import SECRET, Proxy, S3Server, running_proxy
from usagestats.object_storage import reading

REPORTS = (
    "traffic --by day",
    "traffic --split-by status --by hour",
    "averages",
    "top-apps",
    "response-codes --by day",
    "integration-errors",
    "top-paths",
    "overview",
    "check",
)
YEARLESS = (
    "Dec 31 23:59:58 host haproxy[1]: 203.0.113.7:5000 [31/Dec/2025:23:59:58.000] in api/s1"
    ' 0/0/1/2/3 200 500 - - ---- 1/1/1/1/0 0/0 "GET /a HTTP/1.1"\n'
)


@pytest.fixture
def filled(s3: S3Server, sample_logs: Path) -> S3Server:
    for file in (sample_logs / "gateway").iterdir():
        s3.put("logs", f"gateway/{file.name}", file.read_bytes())
    return s3


@pytest.mark.parametrize("report", REPORTS)
def test_objects_give_what_files_give(filled: S3Server, report: str) -> None:
    command = f"{report} --catalog sample_logs/usagestats.toml --timezone UTC --format csv"
    files = run(f"{command} sample_logs/gateway", filled)
    objects = run(f"{command} s3://logs/gateway/", filled)
    assert files.exit == 0
    assert objects.stdout.replace("s3://logs/", "sample_logs/") == files.stdout
    assert objects.stderr.replace("s3://logs/", "sample_logs/") == files.stderr
    assert objects.exit == files.exit


def test_small_blocks_give_the_same(filled: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading.ObjectStream.__init__, "__defaults__", (10_000,))
    command = "traffic --by hour --timezone UTC --format csv --no-catalog"
    assert (
        run(f"{command} s3://logs/gateway", filled).stdout
        == run(f"{command} sample_logs/gateway", filled).stdout
    )


def test_a_replaced_object_ends_a_report_with_an_error(s3: S3Server, sample_logs: Path) -> None:
    content = (sample_logs / "gateway" / "api-2026-05-04.log").read_bytes()
    s3.put("logs", "a.log", content)

    def replace_it(method: str, _: str) -> None:
        if method == "GET":
            s3.put("logs", "a.log", content + content)

    with running_proxy(Proxy(s3, before=replace_it)) as there:
        outcome = run("traffic s3://logs/a.log", s3, AWS_ENDPOINT_URL=there.endpoint)
    assert outcome == Outcome(
        "",
        "usagestats: s3://logs/a.log: is another object by now, or gone\n"
        "  help: run it again: the object is then read as it is by then\n",
        4,
    )


def test_the_time_of_the_listing_gives_the_year(s3: S3Server) -> None:
    s3.put("logs", "syslog", YEARLESS.encode())
    outcome = run("requests --format csv --columns time --timezone UTC s3://logs/syslog", s3)
    assert outcome.exit == 0
    assert outcome.stdout.startswith("time\n2025-12-31T23:59:58")


def test_a_poisoned_object_is_named(s3: S3Server) -> None:
    s3.put("logs", "a.log.gz", gzip.compress(YEARLESS.encode() * 50_000)[:-9])
    outcome = run("traffic s3://logs/a.log.gz", s3)
    assert outcome.exit == 4
    assert "s3://logs/a.log.gz: cut in mid-gzip" in outcome.stderr


def run_by_catalog(command: str, s3: S3Server) -> Outcome:
    """Run a command where no variable names the server."""
    return run(command, s3, AWS_ENDPOINT_URL="", AWS_ALLOW_HTTP="", AWS_REGION="")


def test_the_catalog_names_the_server_and_no_credential_is_shown(
    s3: S3Server, tmp_path: Path
) -> None:
    s3.put("logs", "syslog", YEARLESS.encode())
    catalog = tmp_path / "usagestats.toml"
    catalog.write_text(f'[storage]\nendpoint = "{s3.endpoint}"\nregion = "us-east-1"\n')
    command = f"traffic -v --format csv --catalog {catalog} s3://logs/syslog"
    outcome = run_by_catalog(command, s3)
    assert outcome.exit == 0
    assert SECRET not in outcome.stderr
    catalog.write_text('[storage]\nendpoint = "https://me:secret@s3.example.org"\n')
    refused = run(command, s3)
    assert refused.exit == 2
    assert "an endpoint cannot hold a credential" in refused.stderr


def test_usage_is_imported_into_a_store_on_the_server_that_the_catalog_names(
    s3: S3Server, tmp_path: Path
) -> None:
    s3.make_bucket("imported")
    catalog = tmp_path / "usagestats.toml"
    catalog.write_text(f'[storage]\nendpoint = "{s3.endpoint}"\nregion = "us-east-1"\n')
    usage = tmp_path / "usage.csv"
    text = "metric,date,usage\nhits,2025-03,5\nhits,2025-04,6\n"
    usage.write_text(text, encoding="utf-8")
    shared = f"--store s3://imported/store --catalog {catalog} --timezone UTC"

    assert run_by_catalog(f"store import {usage} {shared}", s3) == Outcome("", "", 0)
    shown = run_by_catalog(f"traffic --by all --metric hits {shared}", s3)
    assert shown.stdout.endswith(",11\n")


def test_a_line_of_an_object_is_explained(filled: S3Server) -> None:
    command = "explain --no-catalog --format csv"
    outcome = run(f"{command} s3://logs/gateway/api-2026-05-05.log.gz:3", filled)
    assert outcome.exit == 0
    assert outcome == run(f"{command} sample_logs/gateway/api-2026-05-05.log.gz:3", filled)


def test_the_line_for_cron_has_the_days(s3: S3Server) -> None:
    outcome = run(
        "ingest --print-cron s3://logs/{date:%Y/%m/%d}/ --days 3 --store s3://logs/store", s3
    )
    assert "--days 3" in outcome.stdout
    assert r"'s3://logs/{date:\%Y/\%m/\%d}/'" in outcome.stdout


def test_small_objects_are_asked_for_side_by_side(s3: S3Server) -> None:
    for number in range(24):
        s3.put("logs", f"small/{number}.log", log(2, key=number))
    now, most = [0], [0]

    def wait(method: str, _: str) -> None:
        if method == "GET":
            now[0] += 1
            most[0] = max(most[0], now[0])
            time.sleep(0.2)
            now[0] -= 1

    with running_proxy(Proxy(s3, before=wait)) as there:
        outcome = run("traffic --by all --format csv s3://logs/small/", there)
    assert ",48,48," in outcome.stdout
    assert most[0] > 4
