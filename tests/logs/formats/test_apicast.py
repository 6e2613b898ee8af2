"""The default line of APIcast."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.chunks import read_fast
from usagestats.logs.formats.apicast import APICAST
from usagestats.logs.readers.log_format import NoRequestError


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "[17/May/2018:14:19:02 +0000] someclient.production.gw.apicast.io:8080 10.1.13.3:36054"
            ' "GET /?user_key=XXXX HTTP/1.1" 200 747 (0.100) 0.1',
            {"time": datetime(2018, 5, 17, 14, 19, 2, tzinfo=UTC), "http_method": "GET",
             "host": "someclient.production.gw.apicast.io", "path": "/", "query": "user_key=XXXX",
             "status": 200, "response_bytes": 747, "duration_ms": 100.0, "remote_address": "10.1.13.3"},
        ),
        (
            '[29/Apr/2019:09:43:17 +0000] localhost:8080 ::1:40946 "GET / HTTP/1.1" 403 175 (0.000) ',
            {"host": "localhost", "status": 403, "duration_ms": 0.0, "remote_address": "::1"},
        ),
    ],
)  # fmt: skip
def test_a_line_is_read(line: str, expected: dict[str, Any]) -> None:
    request = APICAST.read_line(line)

    assert {name: request[name] for name in expected} == expected


@pytest.mark.parametrize(
    "line",
    [
        '[10/Aug/2018:09:45:56 +0200] 172.30.0.119 TLSv1.2 ECDHE-RSA "GET / HTTP/1.1" 1375',
        '1.2.3.4 - - [06/May/2026:09:00:08 +0000] "GET / HTTP/1.1" 200 1',
        '"GET /x HTTP/1.1" to service 42 and My service',
    ],
)  # fmt: skip
def test_lines_of_other_formats_are_no_requests(line: str) -> None:
    with pytest.raises(NoRequestError):
        APICAST.read_line(line)


def test_real_lines_take_the_fast_path(real_logs: Path) -> None:
    data = (real_logs / "small" / "apicast-default.log").read_bytes()
    fast = read_fast(APICAST, data, ["host", "path", "duration_ms"])

    assert all(fast.accepted)
    assert fast.requests["host"].unique().sort().to_list() == [
        "localhost",
        "someclient.production.gw.apicast.io",
    ]
