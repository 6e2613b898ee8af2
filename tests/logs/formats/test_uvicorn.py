from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.chunks import source_reader
from usagestats.logs.read_chunk import read_chunk
from usagestats.logs.source_reader import SourceOutcome

LINES = [
    "INFO:     Started server process [1]",
    'INFO:     203.0.113.7:51234 - "GET /v1/items?page=2 HTTP/1.1" 200 OK',
    '\x1b[32mINFO\x1b[0m:     2001:db8::1:5 - "\x1b[1mPOST /v1/items HTTP/1.1\x1b[0m"'
    " \x1b[31m404 Not Found\x1b[0m",
    "INFO:     Application shutdown complete.",
]
WRITTEN = datetime(2026, 5, 4, 8, 15, 30, 493035, UTC)
TIME = "2026-05-04T10:15:30.493035218+02:00"


def docker(line: str) -> str:
    return json.dumps({"log": f"{line}\n", "stream": "stdout", "time": TIME})


def docker_in_parts(line: str) -> str:
    parts = [{"log": line[:9]}, {"log": f"{line[9:]}\n"}]
    return "\n".join(json.dumps({**part, "stream": "stdout", "time": TIME}) for part in parts)


WRAPPED = {
    "cri with its time": f"{TIME} stdout F {{}}",
    "syslog-5424 with its time": f"<165>1 {TIME} gw1 uvicorn 123 - - {{}}",
    "syslog with its time": f"{TIME} gw1 uvicorn[7]: {{}}",
    "fluentd with its time": f"{TIME}\tkube.web\t{{}}",
    "kubectl-prefix": f"[pod/web-7d4b9/web] {TIME} {{}}",
    "": f"{TIME} {{}}",
}


def read(log: Path, lines: list[str]) -> tuple[list[dict[str, object]], SourceOutcome, int]:
    log.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    reading = source_reader(log).open()
    found = [read_chunk(chunk, ZoneInfo("UTC")) for chunk in reading.chunks()]
    rows = [row for part in found for row in part.requests.iter_rows(named=True)]
    return rows, reading.outcome(), sum(part.rejects.total() for part in found)


def check(log: Path, lines: list[str], wrapper: str) -> None:
    rows, opened, rejects = read(log, lines)

    assert opened.detection is not None
    assert opened.detection.layers == ", ".join(name for name in (wrapper, "uvicorn") if name)
    assert rejects == 0
    assert [(row["time"], row["http_method"], row["status"]) for row in rows] == [
        (WRITTEN, "GET", 200),
        (WRITTEN, "POST", 404),
    ]
    assert [(row["path"], row["query"], row["remote_address"]) for row in rows] == [
        ("/v1/items", "page=2", "203.0.113.7"),
        ("/v1/items", None, "2001:db8::1"),
    ]


@pytest.mark.parametrize("wrapper", WRAPPED)
def test_the_time_of_the_wrapper_is_taken_where_the_line_has_none(
    tmp_path: Path, wrapper: str
) -> None:
    check(tmp_path / "log", [WRAPPED[wrapper].format(line) for line in LINES], wrapper)


def test_docker_and_journald_tell_the_time_in_json(tmp_path: Path) -> None:
    microseconds = str(int(WRITTEN.timestamp()) * 1_000_000 + WRITTEN.microsecond)
    journal = [
        json.dumps({"__REALTIME_TIMESTAMP": microseconds, "MESSAGE": line}) for line in LINES
    ]
    shipped = [json.dumps({"@timestamp": TIME, "message": line}) for line in LINES]

    check(tmp_path / "docker", [docker(line) for line in LINES], "docker with its time")
    check(tmp_path / "parts", [docker_in_parts(line) for line in LINES], "docker with its time")
    check(tmp_path / "journal", journal, "journald with its time")
    check(tmp_path / "shipped", shipped, "json-envelope with its time")


def test_without_any_time_it_is_refused_with_the_reason(tmp_path: Path) -> None:
    _, opened, _ = read(tmp_path / "log", LINES)

    assert opened.detection is not None
    assert opened.is_skipped
    assert "uvicorn, whose lines have no time" in str(opened.detection)


def test_a_time_of_its_own_wins(tmp_path: Path) -> None:
    line = '203.0.113.7 - - [04/May/2026:09:00:00 +0000] "GET / HTTP/1.1" 200 5'
    rows, opened, _ = read(tmp_path / "log", [f"{TIME} stdout F {line}"])

    assert opened.detection is not None
    assert opened.detection.layers == "cri, ncsa"
    assert [row["time"] for row in rows] == [datetime(2026, 5, 4, 9, tzinfo=UTC)]
