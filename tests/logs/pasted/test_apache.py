"""The formats of Apache httpd."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.line_tables import cells, on_the_wall
from tests.logs.pasted.given import given

MICROSECOND = timedelta(microseconds=1)
NOON = datetime(2026, 5, 4, 12, 0, 0, 250_000, UTC)


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        (
            '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i" %D %{X-Api-Key}i',
            r'192.0.2.1 - ann [04/May/2026:10:00:00 +0000] "GET /\"a\"\xc3\xa9?b HTTP/1.1" 200 - "-" "c \"8\"" 34000 k1',
            {"path": '/"a"é', "query": "b", "duration_ms": 34.0, "response_bytes": None, "user_agent": 'c "8"', "fields": {"x_api_key": "k1"}},
        ),
        (
            r'LogFormat "%v:%p %h %l %u %t \"%r\" %>s %O \"%{Referer}i\" \"%{User-Agent}i\" %{ms}T" vhost',
            'A.example.org:443 192.0.2.1 - - [04/May/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 9 "http://x" "c" 12',
            {"host": "a.example.org", "duration_ms": 12.0, "response_bytes": 9, "fields": {"referer": "http://x"}},
        ),
        (
            '%a [%{%d/%b/%Y %T}t.%{msec_frac}t %{%z}t] "%m %U%q %H" %>s',
            '192.0.2.1 [04/May/2026 14:00:00.250 +0200] "POST /a?b=c HTTP/1.1" 404',
            {"time": NOON, "http_method": "POST", "path": "/a", "query": "b=c", "status": 404},
        ),
        ('%h %t "%r"', '192.0.2.1 [May/04/2026:12:00:00.25 +0000] "GET /a HTTP/1.1"', {"time": NOON, "status": None}),
        ('%h %t "%r" %>s', '192.0.2.1 [04/May/2026 12:00:00.25] "GET /a HTTP/1.1" 200', {"time": NOON.replace(tzinfo=None)}),
        ('%h %t "%r" %>s', '192.0.2.1 [2026-05-04T14:00:00.25+02:00] "GET /a HTTP/1.1" 200', {"time": NOON}),
        ('%h %t "%r" %>s', '192.0.2.1 [Mon, 04 May 2026 12:00:00 GMT] "GET /a HTTP/1.1" 200', {"time": NOON.replace(microsecond=0)}),
        ('%{msec}t "%r" %s %>s', '1777896000250 "GET /a HTTP/1.1" 401 200', {"time": NOON, "status": 200}),
        ('%{usec}t "%r" %s', '1777896000250000 "GET /a HTTP/1.1" -', {"time": NOON, "status": None}),
        ('%{usec}t "%r" %s', '1777896000250001 "GET /a HTTP/1.1" -', {"time": NOON + MICROSECOND}),
        ('%{sec}t.%{usec_frac}t "%r" %s', '1777896000.250000 "GET /a HTTP/1.1" 200', {"time": NOON}),
        ('%{end:%F %I:%M:%S %p}t,%{end:msec_frac}t "%r" %s', '2026-05-04 12:00:00 PM,250 "GET /a HTTP/1.1" 200', {"time": NOON.replace(tzinfo=None)}),
        ('%{begin:%c}t "%r" %s %T', 'Mon May  4 12:00:00 2026 "-" 408 2', {"time": on_the_wall(2026, 5, 4, 12), "path": None, "duration_ms": 2000.0}),
        (
            "%t %!200,304{User-agent}i|%r|%s|%{SSL_PROTOCOL}e|%{key}C|%{x}n|%{Y}o",
            "[04/May/2026:10:00:00] c|GET /a HTTP/1.1|200|TLSv1.3|k|-|y",
            {"user_agent": "c", "fields": {"environment_ssl_protocol": "TLSv1.3", "cookie_key": "k", "response_y": "y"}},
        ),
        (
            r'LogFormat "{\"time\":\"%{%Y-%m-%dT%H:%M:%S%z}t\",\"verb\":\"%m\",\"uri\":\"%U%q\",\"code\":%>s,\"us\":%D}" json',
            '{"time":"2026-05-04T14:00:00+0200","verb":"GET","uri":"/a?b=c","code":200,"us":1500}',
            {"time": NOON.replace(microsecond=0), "path": "/a", "query": "b=c", "status": 200, "duration_ms": 1.5},
        ),
    ],
)  # fmt: skip
def test_a_line_says(text: str, line: str, expected: dict[str, object]) -> None:
    log_format = given(text)

    assert cells(log_format, line, expected) == expected
    assert log_format.read_line(log_format.sample)["path"] == "/v1/items"
