from __future__ import annotations

from tests.line_tables import Cells, Lines, at, cells, each
from usagestats.logs.formats.apisix import APISIX, APISIX_JSON

LINES: Lines = [
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
JSON_LINES: Lines = [
    (
        "of file-logger, no service and no consumer",
        '{"service_id":"","start_time":1703907485819,"latency":101.99999809265,"upstream_latency":1,'
        '"client_ip":"127.0.0.1","route_id":"1","request":{"headers":{"host":"127.0.0.1:1984",'
        '"user-agent":"lua-resty-http/0.16.1"},"method":"POST","uri":"/hello?log_body=no"},'
        '"response":{"status":200,"size":123},"upstream":"127.0.0.1:1982"}',
        {
            "time": at(2023, 12, 30, 3, 38, 5, 819_000),
            "http_method": "POST",
            "host": "127.0.0.1",
            "path": "/hello",
            "query": "log_body=no",
            "status": 200,
            "response_bytes": 123,
            "duration_ms": 101.999998,
            "remote_address": "127.0.0.1",
            "remote_user": None,
            "user_agent": "lua-resty-http/0.16.1",
            "service": "1",
            "fields": {"upstream": "127.0.0.1:1982"},
        },
    ),
]


@each(LINES)
def test_a_line_says(line: str, expected: Cells) -> None:
    assert cells(APISIX, line, expected) == expected


@each(JSON_LINES)
def test_a_line_says_in_json(line: str, expected: Cells) -> None:
    assert cells(APISIX_JSON, line, expected) == expected
