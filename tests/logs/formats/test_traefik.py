from __future__ import annotations

import pytest

from tests.line_tables import Lines, cells
from usagestats.logs.formats.ncsa_variants import APISIX, HAPROXY_CLF, INGRESS_NGINX, TRAEFIK
from usagestats.logs.readers.log_format import LogFormat

BEGINNING = '10.1.2.3 - frank [08/Dec/2021:09:16:05 +0000] "GET /a?b=c HTTP/1.1" 200 405'


def lines(log_format: LogFormat, table: Lines) -> list[object]:
    return [
        pytest.param(log_format, line, expected, id=f"{log_format.name}: {name}")
        for name, line, expected in table
    ]


TRAEFIK_LINES: Lines = [
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
INGRESS_LINES: Lines = [
    (
        "default",
        BEGINNING
        + ' "-" "curl/7.54.0" 89 0.001 [default-web-8080] [] 172.17.0.5:8080 59 0.000 200 529a',
        {
            "service": "default-web-8080",
            "duration_ms": 1.0,
            "upstream_status": 200,
            "user_agent": "curl/7.54.0",
            "fields": {"req_id": "529a", "upstream_addr": "172.17.0.5:8080"},
        },
    ),
    (
        "no upstream",
        BEGINNING + ' "-" "-" 0 0.000 [] [] - - - - 4c7d',
        {"service": None, "upstream_status": 0, "duration_ms": 0.0},
    ),
    (
        "two upstreams: the last one answered",
        BEGINNING
        + ' "-" "M" 27 3.000 [l-8080] [] [2a02::7]:5000, [2a02::3]:5000 0, 7 1.000, 2.000 502, 200 3db7',
        {
            "service": "l-8080",
            "upstream_status": 200,
            "duration_ms": 3000.0,
            "fields": {"upstream_addr": "[2a02::7]:5000, [2a02::3]:5000"},
        },
    ),
    (
        "before 0.22, a redirect inside",
        BEGINNING
        + ' "-" "M" 27 3.000 [l-8080] 10.0.0.1:80 : 10.0.0.2:80 0 : 7 1.0 : 2.0 302 : 404 3db7',
        {"service": "l-8080", "upstream_status": 404},
    ),
]
APISIX_LINES: Lines = [
    (
        "default",
        '192.168.215.1 - - [30/Jan/2026:07:21:31 +0000] localhost:9080 "GET /anything HTTP/1.1" 200 391 1.657'
        ' "-" "curl/8.6.0" 3.210.41.225:80 200 1.608 "http://localhost:9080" "8a14012e"',
        {
            "host": "localhost",
            "duration_ms": 1657.0,
            "upstream_status": 200,
            "user_agent": "curl/8.6.0",
            "fields": {"upstream_addr": "3.210.41.225:80"},
        },
    ),
    (
        "answered by a plugin",
        '192.168.215.1 - - [21/Mar/2025:04:28:03 +0000] api.openai.com "POST /anything HTTP/1.1" 200 804 2.858 "-"'
        ' "curl/8.6.0" - - - 5765 "http://api.openai.com" "5c5e0b95" "ai_chat" "2858"',
        {"host": "api.openai.com", "duration_ms": 2858.0, "upstream_status": 0},
    ),
]
HAPROXY_LINES: Lines = [
    (
        "option httplog clf",
        BEGINNING
        + ' "" "" 33317 655 "http-in" "items" "srv1" 10 0 30 69 109 "----" 1 1 1 1 0 0 0 "" ""',
        {"service": "items", "duration_ms": 109.0, "fields": {"server": "srv1"}},
    ),
]


@pytest.mark.parametrize(
    ("log_format", "line", "expected"),
    [
        *lines(TRAEFIK, TRAEFIK_LINES),
        *lines(INGRESS_NGINX, INGRESS_LINES),
        *lines(APISIX, APISIX_LINES),
        *lines(HAPROXY_CLF, HAPROXY_LINES),
    ],
)
def test_a_line_says(log_format: LogFormat, line: str, expected: dict[str, object]) -> None:
    assert cells(log_format, line, expected) == expected


@pytest.mark.parametrize(
    "log_format", [TRAEFIK, INGRESS_NGINX, APISIX, HAPROXY_CLF], ids=lambda known: known.name
)
def test_only_the_end_of_a_line_speaks_for_a_format(log_format: LogFormat) -> None:
    assert log_format.bears_signature(log_format.sample)
    assert not log_format.bears_signature(BEGINNING)
    assert not log_format.bears_signature(BEGINNING + ' "-" "curl/8" "-"')
