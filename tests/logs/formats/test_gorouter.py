from __future__ import annotations

import pytest

from tests.line_tables import Cells, Lines, at, cells, each
from usagestats.logs.formats.gorouter import GOROUTER
from usagestats.logs.readers.log_format import NoRequestError

REST = 'response_time:0.028583 gorouter_time:0.000317 app_id:"5f36" app_index:"0"'
LINES: Lines = [
    (
        "all parts, nine decimals",
        'api.example.org:443 - [2026-07-22T17:00:01.945714608Z] "GET /v2/x?user_key=K HTTP/1.1" 200 7 1951 "-"'
        ' "Go-http-client/1.1" "192.0.2.1:52120" "203.0.113.3:61012" x_forwarded_for:"198.51.100.4, 192.0.2.1"'
        f' x_forwarded_proto:"https" vcap_request_id:"e33f" {REST} x_cf_routererror:"-" x_team:"a b"',
        {
            "time": at(2026, 7, 22, 17, 0, 1, 945_714),
            "http_method": "GET",
            "host": "api.example.org",
            "path": "/v2/x",
            "query": "user_key=K",
            "status": 200,
            "upstream_status": 200,
            "response_bytes": 1951,
            "duration_ms": 28.583,
            "remote_address": "192.0.2.1",
            "user_agent": "Go-http-client/1.1",
            "service": "5f36",
            "fields": {
                "bytes_received": "7",
                "x_forwarded_for": "198.51.100.4, 192.0.2.1",
                "backend": "203.0.113.3:61012",
                "x_team": "a b",
                "gorouter_time": "0.000317",
            },
        },
    ),
    (
        "the router answered itself",
        'a.example.org - [2026-07-22T17:00:01Z] "GET / HTTP/1.1" 404 0 68 "-" "-" "192.0.2.1:1" "-" x_forwarded_for:"-"'
        ' response_time:0.000100 gorouter_time:"-" app_id:"-" x_cf_routererror:"unknown_route"',
        {
            "status": 404,
            "upstream_status": 0,
            "service": None,
            "user_agent": None,
            "duration_ms": 0.1,
        },
    ),
    (
        "an older router: an offset, no backend, names without quotation marks",
        'a.example.org - [2026-06-18T10:15:30.250+0000] "GET / HTTP/1.1" 200 0 5 "-" "curl" "192.0.2.1:1"'
        ' x_forwarded_for:"-" vcap_request_id:ab response_time:0.5 app_id:cd',
        {
            "time": at(2026, 6, 18, 10, 15, 30, 250_000),
            "duration_ms": 500.0,
            "service": "cd",
            "upstream_status": None,
            "fields": {"vcap_request_id": "ab"},
        },
    ),
    (
        "the oldest notation of the time",
        'a.example.org - [14/06/2026:22:22:26.390 +0000] "GET / HTTP/1.1" 200 0 5 "-" "curl" "192.0.2.1:1"'
        ' x_forwarded_for:"-"',
        {"time": at(2026, 6, 14, 22, 22, 26, 390_000)},
    ),
    (
        "no status, escapes of Go",
        r'a.example.org - [2026-07-22T17:00:01Z] "GET /\"\u00e9?a HTTP/1.1" "-" 0 0 "-" "say \"hi\"" "[2001:db8::1]:80" "-"'
        ' x_forwarded_for:"-" response_time:"-"',
        {
            "path": '/"é',
            "status": None,
            "user_agent": 'say "hi"',
            "remote_address": "2001:db8::1",
            "duration_ms": None,
            "upstream_status": None,
        },
    ),
    (
        "no status, no reason of the router, and a field with the name of the column",
        'a.example.org - [2026-07-22T17:00:01Z] "GET / HTTP/1.1" - 0 0 "-" "curl" "192.0.2.1:1"'
        ' x_forwarded_for:"-" upstream_status:"500" x_cf_routererror:"-"',
        {"status": None, "upstream_status": None},
    ),
]


@each(LINES)
def test_a_line_says(line: str, expected: Cells) -> None:
    assert cells(GOROUTER, line, expected) == expected


@pytest.mark.parametrize(
    "line",
    [
        'a.example.org - [2026-07-22T17:00:01Z] "GET / HTTP/1.1" 200 0 5 "-" "curl"',
        '192.0.2.1 - - [22/Jul/2026:17:00:01 +0000] "GET / HTTP/1.1" 200 5 "-" "curl"',
    ],
)
def test_other_lines_are_refused(line: str) -> None:
    with pytest.raises(NoRequestError, match="gorouter"):
        GOROUTER.read_line(line)
