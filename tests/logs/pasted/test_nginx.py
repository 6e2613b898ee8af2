"""The formats of nginx."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.line_tables import cells
from tests.logs.pasted.given import given
from usagestats.logs.readers.log_format import NoRequestError

COMBINED = (
    '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent'
    ' "$http_referer" "$http_user_agent"'
)
LINE = '192.0.2.1 - ann [04/May/2026:10:00:00 +0000] "GET /a?b=c HTTP/1.1" 200 5 "-" "curl/8"'
PIPES = "$time_iso8601|$remote_addr|$request|$status|$body_bytes_sent|$request_time"


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        (
            COMBINED,
            LINE,
            {"path": "/a", "query": "b=c", "remote_user": "ann", "user_agent": "curl/8"},
        ),
        (
            COMBINED + ' "$http_x_forwarded_for" rt=$request_time us="$upstream_status" k=$api_key',
            LINE + ' "192.0.2.9, 10.0.0.1" rt=0.034 us="502, 200" k=abc',
            {
                "duration_ms": 34.0,
                "upstream_status": 200,
                "remote_address": "192.0.2.1",
                "fields": {"http_x_forwarded_for": "192.0.2.9, 10.0.0.1", "api_key": "abc"},
            },
        ),
        (
            COMBINED.replace("$remote_addr", "$host $remote_addr"),
            "API.example.org " + LINE,
            {"host": "api.example.org", "remote_address": "192.0.2.1", "remote_user": "ann"},
        ),
        (
            PIPES,
            "2026-05-04T12:00:00+02:00|192.0.2.1|GET /a HTTP/1.1|404|5|1.5",
            {"status": 404, "duration_ms": 1500.0, "path": "/a"},
        ),
        (
            PIPES,
            r"2026-05-04T12:00:00+02:00|192.0.2.1|\x16\x03\x22|400|5|0.000",
            {"status": 400, "path": None, "http_method": None},
        ),
        (
            "[$time_local] $request $status ${remote_addr}x",
            "[04/May/2026:10:00:00 +0000] GET /a b c HTTP/1.1 200 192.0.2.1x",
            {"path": "/a b c", "status": 200, "remote_address": "192.0.2.1"},
        ),
        (
            "$msec $request_method $scheme://$host$request_uri $status $request_time",
            "1777889730.250 PUT https://a.example.org/x?y=z 204 0.010",
            {"http_method": "PUT", "host": "a.example.org", "path": "/x", "query": "y=z"},
        ),
        (
            '$msec "$request_method $uri$is_args$args $server_protocol" $status',
            '1777889730.250 "GET /x?y=z HTTP/2.0" 204',
            {"path": "/x", "query": "y=z", "fields": {"is_args": "?", "server_protocol": "HTTP/2.0"}},
        ),
        (
            '$msec "$request_method $uri$is_args$args $server_protocol" $status',
            '1777889730.250 "GET /x HTTP/2.0" 204',
            {"path": "/x", "query": None},
        ),
        (
            '[$time_local] $remote_addr:$remote_port "$request" $status $upstream_addr $upstream_status $request_id',
            '[04/May/2026:10:00:00 +0000] 2001:db8::1:443 "GET / HTTP/1.1" 200 10.0.0.1:80, 10.0.0.2:80 502, 201 ab',
            {
                "remote_address": "2001:db8::1",
                "upstream_status": 201,
                "fields": {"remote_port": "443", "upstream_addr": "10.0.0.1:80, 10.0.0.2:80", "request_id": "ab"},
            },
        ),
        (
            """log_format up escape=json '$time_iso8601 "$request" $status '\n  "\\"$http_user_agent\\" [$proxy_upstream_name]";""",
            '2026-05-04T12:00:00Z "GET /\\"a\\"\\u00e9 HTTP/1.1" 200 "say \\"hi\\"" [a-b-80]',
            {"path": '/"a"é', "user_agent": 'say "hi"', "service": "a-b-80"},
        ),
        (
            "log_format n escape=none '$time_iso8601 \"$request\" $status \"$http_user_agent\" $request_time';",
            '2026-05-04T12:00:00Z "GET /a"b HTTP/1.1" 200 "say "hi" 1 \\x22" 0.001',
            {"path": '/a"b', "user_agent": 'say "hi" 1 \\x22', "duration_ms": 1.0},
        ),
        (
            "'$msec $request_method ' '$request_uri $status'",
            "1777889730.250 GET /x 204",
            {"path": "/x", "status": 204},
        ),
        (
            "nginx:$msec $request_method $request_uri $status $service",
            "1777889730.250 GET /x 000 items",
            {"path": "/x", "status": None, "service": "items"},
        ),
        (
            "$time_iso8601 $request_uri $request_method",
            "2026-05-04T12:00:00.123456789+02:00 /a GET",
            {"time": datetime(2026, 5, 4, 10, 0, 0, 123_456, UTC), "path": "/a", "status": None},
        ),
        (
            '[$time_local] $remote_addr "$request"',
            '[May/04/2026:12:00:00.5 +0200] 192.0.2.1 "GET /a HTTP/1.1"',
            {"time": datetime(2026, 5, 4, 10, 0, 0, 500_000, UTC), "status": None},
        ),
    ],
)  # fmt: skip
def test_a_line_says(text: str, line: str, expected: dict[str, object]) -> None:
    log_format = given(text)

    assert cells(log_format, line, expected) == expected
    assert log_format.read_line(log_format.sample)["path"] == "/v1/items"


@pytest.mark.parametrize(
    "line", ["", "x", LINE, "2026-05-04T12:00:00+02:00|192.0.2.1|GET / HTTP/1.1|abc|5|1.5"]
)
def test_other_lines_are_refused(line: str) -> None:
    with pytest.raises(NoRequestError, match="it does not fit the nginx log_format given"):
        given(PIPES).read_line(line)
