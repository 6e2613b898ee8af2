from __future__ import annotations

import pytest

from tests.line_tables import Cells, Lines, at, cells, each
from usagestats.logs.formats.ltsv import LTSV
from usagestats.logs.readers.log_format import NoRequestError

LINES: Lines = [
    (
        "labels of ltsv.org",
        "time:[04/May/2026:10:15:30 +0200]\thost:203.0.113.7\tuser:ann\treq:GET /v1?x=1 HTTP/1.1\tstatus:200\tsize:512"
        "\treqtime:0.034\tua:curl/8.5.0\tvhost:api.example.org\tforwardedfor:-\treferer:-\tcache:HIT",
        {
            "time": at(2026, 5, 4, 8, 15, 30),
            "remote_address": "203.0.113.7",
            "host": "api.example.org",
            "path": "/v1",
            "query": "x=1",
            "duration_ms": 34.0,
            "remote_user": "ann",
            "response_bytes": 512,
            "fields": {"cache": "HIT"},
        },
    ),
    (
        "method and target of their own, ISO time",
        "time:2026-05-04T10:15:30+02:00\tmethod:GET\turi:/v1?x=1\tstatus:200",
        {"time": at(2026, 5, 4, 8, 15, 30), "http_method": "GET", "path": "/v1", "query": "x=1"},
    ),
]


@each(LINES)
def test_a_line_says(line: str, expected: Cells) -> None:
    assert cells(LTSV, line, expected) == expected


@pytest.mark.parametrize(
    "line",
    [
        "time:2026-05-04T10:15:30Z\tlevel:info",
        "GET / HTTP/1.1",
    ],
)
def test_others_are_refused(line: str) -> None:
    with pytest.raises(NoRequestError):
        LTSV.read_line(line)
