"""The whole way from log files to a report, on real logs and on made ones."""

from __future__ import annotations

import bz2
import csv
import gzip
import lzma
import re
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.case import Invocation
from tests.same_process import run_in_process
from usagestats.catalog.model import DEFAULT_CATALOG
from usagestats.choices import Granularity
from usagestats.errors import InputError
from usagestats.logs.files.compression import decompressed_blocks
from usagestats.logs.files.sources import find_sources
from usagestats.periods.period import Range
from usagestats.pipeline.counting import UsageQuestion, read_logs
from usagestats.report import Report
from usagestats.reports.traffic import traffic_report
from usagestats.reports.traffic_parts.question import Traffic

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ZONES = ("UTC", "Asia/Kathmandu", "America/St_Johns", "Pacific/Chatham", "Europe/Athens")


def report_of(paths: list[Path], by: Granularity, zone: str, chunk_bytes: int = 1 << 24) -> Report:
    question = Traffic(by, Range(), ZoneInfo(zone), DEFAULT_CATALOG.metrics())
    asked = UsageQuestion(DEFAULT_CATALOG, question.grain(), ZoneInfo("UTC"))
    read = read_logs(find_sources(map(str, paths)), asked, chunk_bytes=chunk_bytes)
    return traffic_report(question, read.usage, read.coverage, read.counts)


def totals(report: Report) -> tuple[int, ...]:
    return report.rows.select(DEFAULT_CATALOG.metrics()).sum().row(0)


@pytest.mark.slow  # large logs
@pytest.mark.parametrize("zone", ZONES)
def test_a_real_log_has_the_same_total_at_every_granularity_in_every_zone(
    real_logs: Path, zone: str
) -> None:
    log = real_logs / "apache_combined.log"

    assert {totals(report_of([log], by, zone)) for by in Granularity} == {
        (10_000, 10_000, 9_952, 5)
    }


@pytest.mark.slow  # large logs
def test_a_real_log_of_a_half_hour_zone_falls_into_two_local_hours(real_logs: Path) -> None:
    log = real_logs / "nginx_main_half_hour_zone.log.gz"
    report = report_of([log], Granularity.HOUR, "Asia/Tehran")

    assert report.rows.height == 2
    assert totals(report) == (100_000, 100_000, 98_254, 1_379)


@pytest.mark.parametrize(
    ("name", "requests", "rejects", "ignored"),
    [
        ("logfile_shop_access_log.0", 1000, 0, 0),
        ("logfile_access_log.0", 3, 0, 0),
        ("logfile_access_log.1", 1, 0, 0),
        ("logfile_bad_access_log.0", 3, 0, 0),
        ("kong-nginx.log", 2, 0, 0),
        ("apisix-access.log", 3, 0, 0),
        ("apicast-default.log", 11, 0, 0),
        ("nginx-odd.log", 6, 0, 0),
        ("apisix-file-logger.jsonl", 1, 0, 0),
        ("apisix-nginx-json.jsonl", 2, 0, 0),
        ("docker-json-nginx.log", 4, 0, 0),
        ("envoy-injection.log", 2, 0, 0),
        ("gin.log", 8, 0, 1),
        ("haproxy-docs.log", 13, 0, 4),
        ("heroku-router.log", 5, 0, 0),
        ("kong-file-log-2.0.jsonl", 2, 0, 0),
        ("kong-file-log-3.8.jsonl", 1, 0, 0),
        ("logfile_caddy_log.0", 4, 0, 35),
        ("logfile_w3c.3", 3, 0, 7),
        ("logfile_w3c.6", 1, 0, 4),
        ("logfile_w3c_big.0", 210, 0, 44),
        ("tyk-access-text.log", 1, 0, 0),
    ],
)
def test_small_real_logs_are_counted(
    real_logs: Path, name: str, requests: int, rejects: int, ignored: int
) -> None:
    counts = report_of([real_logs / "small" / name], Granularity.ALL, "UTC").counts

    assert counts
    assert (counts.requests, counts.rejects, counts.ignored) == (requests, rejects, ignored)


@pytest.mark.parametrize(
    "name",
    [
        *("logfile_crlf.0", "logfile_invalid_utf8.0", "logfile_docker_compose.0"),
        "azure-apim.jsonl",
    ],
)
def test_real_files_in_no_known_format_are_refused(real_logs: Path, name: str) -> None:
    with pytest.raises(InputError, match="not a recognised access log"):
        report_of([real_logs / "small" / name], Granularity.ALL, "UTC")


@pytest.mark.slow  # large logs
def test_the_real_log_is_counted_alike_however_it_is_cut(real_logs: Path, tmp_path: Path) -> None:
    content = (real_logs / "apache_combined.log").read_bytes()
    lines = content.splitlines(keepends=True)
    parts = []
    for number in range(3):
        parts.append(tmp_path / f"{number}.log")
        parts[-1].write_bytes(b"".join(lines[number::3]))
    whole = report_of([real_logs / "apache_combined.log"], Granularity.HOUR, "UTC")

    for chunk_bytes in (100_000, 1 << 24):
        report = report_of([parts[2], parts[0], parts[1]], Granularity.HOUR, "UTC", chunk_bytes)
        assert report.rows.equals(whole.rows)


@pytest.mark.parametrize(
    ("zone", "sunday", "requests"),
    [
        ("Europe/Athens", datetime(2026, 3, 29), 92),  # noqa: DTZ001
        ("Europe/Athens", datetime(2026, 10, 25), 100),  # noqa: DTZ001
        ("America/New_York", datetime(2026, 3, 8), 92),  # noqa: DTZ001
        ("America/New_York", datetime(2026, 11, 1), 100),  # noqa: DTZ001
    ],
)
def test_days_on_which_clocks_change_have_23_or_25_hours(
    zone: str, sunday: datetime, requests: int, tmp_path: Path
) -> None:
    log = tmp_path / "a.log"
    start = sunday.replace(tzinfo=UTC) - timedelta(days=2)
    times = [start + timedelta(minutes=15 * number) for number in range(4 * 24 * 4)]
    log.write_text(
        "".join(
            f'1.2.3.4 - - [{t:%d/%b/%Y:%H:%M:%S} +0000] "GET / HTTP/1.1" 200 1\n' for t in times
        ),
        encoding="utf-8",
    )
    rows = report_of([log], Granularity.DAY, zone).rows.rows(named=True)
    whole = {
        row["period_start"].astimezone(ZoneInfo(zone)).date(): row["requests"]
        for row in rows
        if not row["partial"]
    }

    assert whole[sunday.date()] == requests
    assert whole[(sunday - timedelta(days=1)).date()] == 96


@pytest.mark.parametrize("form", ["gz", "gz members", "bz2", "xz", "zst", "stdin", "stdin gz"])
def test_every_way_in_gives_the_same_bytes(sample_logs: Path, tmp_path: Path, form: str) -> None:
    plain = (sample_logs / "gateway" / "api-2026-05-04.log").read_bytes()
    half = plain.index(b"\n", len(plain) // 2) + 1
    packed = {
        "gz": gzip.compress(plain),
        "gz members": gzip.compress(plain[:half]) + gzip.compress(plain[half:]),
        "bz2": bz2.compress(plain),
        "xz": lzma.compress(plain),
        "zst": zstd.compress(plain),
        "stdin": plain,
        "stdin gz": gzip.compress(plain),
    }
    options = ["--by", "hour", "--split-by", "backend,app,status", "--timezone", "Asia/Kathmandu"]
    log = tmp_path / "a.log"
    log.write_bytes(plain)
    expected = run(["traffic", str(log), *options])
    if form.startswith("stdin"):
        assert run(["traffic", *options], packed[form]) == expected
    else:
        log.write_bytes(packed[form])
        assert run(["traffic", str(log), *options]) == expected


def run(arguments: list[str], stdin: bytes = b"") -> bytes:
    outcome = run_in_process(Invocation(arguments, stdin=stdin))
    assert outcome.exit == 0
    return outcome.stdout.encode()


PLAIN_LINE = re.compile(
    r'(\S+):443 \S+ - (\S+) \[(\d\d)/May/2026:(\d\d)[^]]*\] "(\w+) [^ ?]*(?:\?(\w+)=(\S+))? HTTP/1.1" (\d+) '
)


def test_sample_logs_are_counted_as_by_plain_python(sample_logs: Path) -> None:
    """Another way to the same numbers: one regular expression and a counter."""
    expected: Counter[tuple[str, ...]] = Counter()
    for path in sorted((sample_logs / "gateway").iterdir()):
        with path.open("rb") as file:
            lines = b"".join(decompressed_blocks(file)).decode().splitlines()
        for line in lines:
            found = PLAIN_LINE.match(line)
            assert found
            backend, user, day, hour, verb, parameter, value, status = found.groups()
            application = "(none)" if user == "-" else user
            if parameter == "user_key":
                application = "key:" + sha256(value.encode()).hexdigest()[:12]
            elif parameter:
                application = value
            method = {"GET": "metadata", "POST": "datastore"}.get(verb, "other")
            expected[f"2026-05-{day}T{hour}", backend, application, status, method] += 1
    options = ["--by", "hour", "--split-by", "backend,app,status", "--timezone", "UTC"]
    actual: Counter[tuple[str, ...]] = Counter()
    printed = run(["traffic", str(sample_logs / "gateway"), *options]).decode()
    for row in csv.DictReader(printed.splitlines()):
        key = (row["period_start"][:13], row["backend"], row["application"], row["status"])
        named = int(row["metadata"]) + int(row["datastore"])
        actual[*key, "metadata"] += int(row["metadata"])
        actual[*key, "datastore"] += int(row["datastore"])
        actual[*key, "other"] += int(row["requests"]) - named
        assert row["requests"] == row["hits"]

    assert +actual == expected
