from __future__ import annotations

from tests.chunks import read_fast
from tests.line_tables import Cells, Lines, at, cells, each
from usagestats.logs.formats.usual_names import USUAL_NAMES
from usagestats.tables.declared import REQUESTS

MORNING = at(2026, 5, 4, 10, 15, 30)
NGINX = '{"time_iso8601":"2026-05-04T10:15:30+00:00","status":"200"'
LINES: Lines = [
    (
        "numbers as texts, an upstream that was retried",
        '{"msec":1777889730.000,"status":"502","request_uri":"/list?a=1","request_method":"GET",'
        '"request_time":"33.093","body_bytes_sent":"556","upstream_status":"504, 502","args":"a=1"}',
        {
            "time": MORNING,
            "status": 502,
            "path": "/list",
            "query": "a=1",
            "duration_ms": 33093.0,
            "response_bytes": 556,
            "upstream_status": 502,
        },
    ),
    (
        "a request line and the usual names",
        NGINX
        + ',"request":"POST /a?b=c HTTP/1.1","remote_user":"-","http_host":"API.example.org:8080"}',
        {
            "http_method": "POST",
            "path": "/a",
            "query": "b=c",
            "host": "api.example.org",
            "remote_user": None,
        },
    ),
    (
        "a path without its query beside the request line",
        NGINX + ',"uri":"/a","request":"GET /a?user_key=k HTTP/1.1"}',
        {"path": "/a", "query": "user_key=k"},
    ),
    (
        "a path that was rewritten, beside the request line",
        NGINX + ',"request":"GET /v1/items?user_key=k HTTP/1.1","uri":"/index.php?q=1"}',
        {"path": "/v1/items", "query": "user_key=k"},
    ),
    (
        "a path as it was sent, beside a request line made of the rewritten one",
        NGINX + ',"request_uri":"/v1/items?user_key=k","request":"GET /index.php"}',
        {"path": "/v1/items", "query": "user_key=k", "http_method": "GET"},
    ),
    (
        "a rewritten path where the request line is none",
        NGINX + ',"request":"-","uri":"/index.php"}',
        {"path": "/index.php", "http_method": None},
    ),
    (
        "the host of a URL beside the request line",
        NGINX + ',"request":"GET /a HTTP/1.1","url":"https://api.example.org/b"}',
        {"path": "/a", "host": "api.example.org"},
    ),
    (
        "parameters as an object",
        NGINX + ',"uri":"/a","query_params":{"user_key":"k"}}',
        {"query": "user_key=k"},
    ),
    (
        "an empty client before a forwarded one",
        NGINX + ',"remote_addr":"","x_forwarded_for":"203.0.113.9, 198.51.100.1"}',
        {"remote_address": "203.0.113.9"},
    ),
    (
        "the query in a key of its own",
        NGINX + ',"uri":"/a","args":"x=1"}',
        {"query": "x=1"},
    ),
    (
        "a whole URL",
        NGINX + ',"url":"https://ann@API.example.org:8443/a?b"}',
        {"host": "api.example.org", "path": "/a", "query": "b"},
    ),
    (
        "a URL without path",
        NGINX + ',"url":"https://api.example.org?b"}',
        {"path": "/", "query": "b"},
    ),
    (
        "hexadecimal escapes, made by hand",
        NGINX + r',"http_user_agent":"say \x22caf\xC3\xA9\x22 \xFF","uri":"/a\\x22"}',
        {"user_agent": r'say "café" \xff', "path": r"/a\x22"},
    ),
    (
        "values that are missing where a number is unquoted",
        NGINX + ',"request_time":,"upstream_status":-,"body_bytes_sent":}',
        {"status": 200, "duration_ms": None, "upstream_status": None, "response_bytes": None},
    ),
    (
        "an unquoted list",
        NGINX + ',"urt":0.001, 0.002,"upstream_status":504, 200}',
        {"upstream_status": 200},
    ),
    (
        "a raw tab inside a text",
        NGINX + ',"agent":"a\tb"}',
        {"user_agent": "a\tb"},
    ),
    (
        "a backslash escapes nothing",
        NGINX + r',"request":"GET /\\x41 HTTP/1.1"}',
        {"path": r"/\x41"},
    ),
    (
        "the time of the common log",
        '{"time_local":"04/May/2026:13:15:30 +0300","status":200}',
        {"time": MORNING},
    ),
    (
        "a time without offset",
        '{"time":"2026-05-04 10:15:30","status":200}',
        {"time": MORNING.replace(tzinfo=None)},
    ),
    (
        "the first time that can be read",
        '{"@timestamp":"soon","time":"2026-05-04T10:15:30Z","status":200}',
        {"time": MORNING},
    ),
    (
        "a duration that names its unit",
        NGINX + ',"duration":"1m2.5s"}',
        {"duration_ms": 62500.0},
    ),
    (
        "a duration that names none",
        NGINX + ',"duration":12}',
        {"duration_ms": None},
    ),
    (
        "no status, as nginx and Envoy write it",
        '{"msec":1777889730.000,"status":"000"}',
        {"status": None},
    ),
    (
        "no upstream",
        NGINX + ',"upstream_status":"-"}',
        {"upstream_status": 0},
    ),
    (
        "no upstream's answer after one that timed out",
        NGINX + ',"upstream_status":"504, -"}',
        {"upstream_status": 0},
    ),
    (
        "no upstream in one place, one in another",
        NGINX + ',"upstream_status":"","upstream_response_status":"502"}',
        {"upstream_status": 502},
    ),
    (
        "an upstream that the log does not tell of",
        NGINX + ',"upstream_status":null}',
        {"upstream_status": None},
    ),
]


@each(LINES)
def test_a_line_says(line: str, expected: Cells) -> None:
    assert cells(USUAL_NAMES, line, expected) == expected


def test_usual_lines_take_the_fast_path() -> None:
    fast = {name: read_fast(USUAL_NAMES, line.encode(), REQUESTS) for name, line, _ in LINES}

    refused = [name for name, read in fast.items() if not read.accepted[0]]
    assert refused == [
        "parameters as an object",
        "hexadecimal escapes, made by hand",
        "values that are missing where a number is unquoted",
        "an unquoted list",
        "the first time that can be read",
        "no status, as nginx and Envoy write it",
    ]
