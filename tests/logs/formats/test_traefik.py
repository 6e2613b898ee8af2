from __future__ import annotations

from tests.line_tables import Cells, Lines, at, cells, each
from usagestats.logs.formats.traefik import TRAEFIK, TRAEFIK_JSON

BEGINNING = '10.1.2.3 - frank [08/Dec/2021:09:16:05 +0000] "GET /a?b=c HTTP/1.1" 200 405'
LINES: Lines = [
    (
        "default",
        BEGINNING + ' "-" "curl/8" 502 "test@docker" "http://172.17.0.3:80" 247ms',
        {
            "path": "/a",
            "query": "b=c",
            "status": 200,
            "response_bytes": 405,
            "remote_user": "frank",
            "service": "test@docker",
            "duration_ms": 247.0,
            "user_agent": "curl/8",
            "remote_address": "10.1.2.3",
            "upstream_status": None,
            "fields": {"service_url": "http://172.17.0.3:80", "request_count": "502"},
        },
    ),
    (
        "version 1: a referer without quotation marks",
        BEGINNING + ' - "Mozilla/5.0 (X)" 13 "Host-a-0" "http://172.19.0.6:14008" 0ms',
        {"service": "Host-a-0", "duration_ms": 0.0, "user_agent": "Mozilla/5.0 (X)"},
    ),
    (
        "no router, neither status nor size",
        '::1 - - [15/Apr/2024:13:04:10 +0000] "GET / HTTP/1.1" - - "-" "-" 27 "-" "-" 0ms',
        {"status": None, "response_bytes": None, "service": None, "user_agent": None},
    ),
    (
        "a chain of routers; quotation marks that are not escaped",
        BEGINNING + ' "a"b" "x"y" 244 "test@docker -> leaf@docker" "http://172.17.0.3:80" 42ms',
        {"service": "test@docker -> leaf@docker", "duration_ms": 42.0},
    ),
    (
        "another line of the family",
        BEGINNING + ' "-" "curl/8"',
        {"service": None, "user_agent": "curl/8"},
    ),
]
JSON_LINES: Lines = [
    (
        "nanoseconds",
        '{"StartUTC":"2026-05-04T10:15:30.000000999Z","DownstreamStatus":200,"Duration":59518533}',
        {"time": at(2026, 5, 4, 10, 15, 30), "duration_ms": 59.518533},
    ),
]


@each(LINES)
def test_a_line_says(line: str, expected: Cells) -> None:
    assert cells(TRAEFIK, line, expected) == expected


@each(JSON_LINES)
def test_a_line_says_in_json(line: str, expected: Cells) -> None:
    assert cells(TRAEFIK_JSON, line, expected) == expected
