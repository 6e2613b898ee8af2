from __future__ import annotations

from tests.line_tables import Cells, Lines, at, cells, each
from usagestats.logs.formats.google import GOOGLE_LOAD_BALANCER

LINES: Lines = [
    (
        "of an external load balancer",
        '{"httpRequest":{"requestMethod":"POST","requestUrl":"https://api.example.org/v1/items?page=2",'
        '"requestSize":"577","status":502,"responseSize":"447","userAgent":"curl/7.85.0",'
        '"remoteIp":"1.128.0.0:33222","latency":"0.350s"},"resource":{"type":"http_load_balancer",'
        '"labels":{"backend_service_name":"items","forwarding_rule_name":"rule"}},'
        '"timestamp":"2026-05-04T10:15:30.123456789Z"}',
        {
            "time": at(2026, 5, 4, 10, 15, 30, 123_456),
            "http_method": "POST",
            "host": "api.example.org",
            "path": "/v1/items",
            "query": "page=2",
            "status": 502,
            "response_bytes": 447,
            "duration_ms": 350.0,
            "remote_address": "1.128.0.0",
            "user_agent": "curl/7.85.0",
            "service": "items",
            "fields": {"httpRequest.requestSize": "577"},
        },
    ),
    (
        "no backend: the forwarding rule",
        '{"httpRequest":{"status":404},"resource":{"labels":{"backend_service_name":"","forwarding_rule_name":"rule"}},'
        '"timestamp":"2026-05-04T10:15:30Z"}',
        {"service": "rule", "duration_ms": None, "host": None},
    ),
]


@each(LINES)
def test_a_line_says(line: str, expected: Cells) -> None:
    assert cells(GOOGLE_LOAD_BALANCER, line, expected) == expected
