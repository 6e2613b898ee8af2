from __future__ import annotations

import pytest

from tests.line_tables import Cells, Lines, at, cells, each, on_the_wall
from usagestats.logs.formats.haproxy import HAPROXY, HAPROXY_CLF, HAPROXY_JSON
from usagestats.logs.readers.ignored import is_ignored
from usagestats.logs.readers.log_format import NoRequestError

LINES: Lines = [
    (
        "captured headers on both sides",
        "10.0.1.2:33317 [06/Feb/2009:12:14:14.655] http-in static/srv1 10/0/30/69/109 200 2750"
        ' - - ---- 1/1/1/1/0 0/0 {1wt.eu} {} "GET /index.html?a=1 HTTP/1.1"',
        {
            "time": on_the_wall(2009, 2, 6, 12, 14, 14, 655_000),
            "http_method": "GET",
            "path": "/index.html",
            "query": "a=1",
            "status": 200,
            "response_bytes": 2750,
            "duration_ms": 109.0,
            "upstream_status": 200,
            "service": "static",
            "remote_address": "10.0.1.2",
            "remote_user": None,
            "fields": {
                "server": "srv1",
                "captured_request_headers": "1wt.eu",
                "frontend": "http-in",
                "termination_state": "----",
            },
        },
    ),
    (
        "capture with spaces, TLS frontend",
        "92.193.212.151:59841 [25/Feb/2019:16:19:49.851] in~ bk/n1 0/0/0/62/62 200 306 - - ----"
        ' 3/2/0/0/0 0/0 {Mozilla/5.0 (X; U) A/5} {} "POST /p/?S=9 HTTP/1.1"',
        {
            "http_method": "POST",
            "service": "bk",
            "fields": {"captured_request_headers": "Mozilla/5.0 (X; U) A/5"},
        },
    ),
    (
        "option logasap, tag before the line",
        "haproxy[674]: 127.0.0.1:33320 [15/Oct/2003:08:32:17.654] px-http px-http/srv1 9/0/7/14/+30"
        ' 200 +243 - - ---- 3/3/3/1/0 0/0 "GET /image.iso HTTP/1.0"',
        {"duration_ms": 30.0, "response_bytes": 243, "path": "/image.iso"},
    ),
    (
        "aborted before a request",
        "127.0.0.1:34548 [15/Oct/2003:15:18:55.798] px px/<NOSRV> -1/-1/-1/-1/8490 -1 0 - - CR--"
        ' 2/2/2/0/0 0/0 ""',
        {"status": None, "upstream_status": 0, "http_method": None, "duration_ms": 8490.0},
    ),
    (
        "no server, no client address, no milliseconds",
        "-:22222 [22/May/2021:02:22:22] PROD_A PROD_A/ -1/-1/-1/-1/0 503 216 - - SC-- 2/2/0/0/0 0/0"
        r' "GET /..\..\windows\win.ini HTTP/1.1" -',
        {
            "time": on_the_wall(2021, 5, 22, 2, 22, 22),
            "status": 503,
            "upstream_status": 0,
            "remote_address": None,
            "path": r"/..\..\windows\win.ini",
            "service": "PROD_A",
        },
    ),
    (
        "a field of the operator, IPv6, a retry",
        "2001:db8::1234:58430 [22/May/2021:02:22:22.222] w~ app/n2 site.example.com 0/0/0/18/18 200"
        ' 200 - - ---- 222/222/2/0/+1 0/0 "OPTIONS /v2/ HTTP/1.1"',
        {"remote_address": "2001:db8::1234", "fields": {"added": "site.example.com"}},
    ),
    (
        "httpslog: more after the request; a proxy's target",
        "10.0.1.2:33317 [06/Feb/2009:12:14:14.655] h s/s1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0"
        ' 0/0 "GET http://Www.example.net/x?y HTTP/1.1" 0/0/0/0/0 1wt.eu/TLSv1.3/TLS_AES',
        {"host": "www.example.net", "path": "/x", "query": "y"},
    ),
    (
        "escapes",
        "10.0.1.2:3 [06/Feb/2009:12:14:14.655] h s/s1 1/0/3/6/10 200 2 - - ---- 1/1/1/1/0 0/0"
        ' "GET /#22#C3#A9#23 HTTP/1.1"',
        {"path": '/"é#'},
    ),
    (
        "cut off within the request",
        "10.0.1.2:3 [06/Feb/2009:12:14:14.655] h s/s1 1/0/3/6/10 200 2 - - ---- 1/1/1/1/0 0/0"
        ' "GET /abc',
        {"http_method": "GET", "path": "/abc"},
    ),
    (
        "no request",
        "10.0.1.2:3 [06/Feb/2009:12:14:14.655] h h/<NOSRV> -1/-1/-1/-1/5 400 187 - - PR-- 1/1/0/0/0"
        ' 0/0 "<BADREQ>"',
        {"http_method": None, "path": None, "status": 400},
    ),
]
LINES += [
    (
        "HAPEE: blanks, the protocol and a named value behind the request",
        " hapee-lb[99]:  192.0.2.1:33317 [06/Feb/2026:12:14:14.655] h s/s1 1/0/3/6/10 200 2 - - ---- 1/1/1/1/0"
        ' 0/0 "GET /x HTTP/1.1" TLSv1.2 name:"192.0.2.65" team="a#22b"',
        {
            "path": "/x",
            "remote_address": "192.0.2.1",
            "fields": {
                "name": "192.0.2.65",
                "team": 'a"b',
                "after_request": 'TLSv1.2 name:"192.0.2.65" team="a"b"',
            },
        },
    ),
    (
        "a cipher behind the request",
        "192.0.2.1:33317 [06/Feb/2026:12:14:14.655] h s/s1 1/0/3/6/10 200 2 - - ---- 1/1/1/1/0 0/0"
        ' "GET /x HTTP/1.1" TLS_AES_128_GCM_SHA256',
        {"status": 200, "fields": {"after_request": "TLS_AES_128_GCM_SHA256"}},
    ),
]
CLF_LINES: Lines = [
    (
        "option httplog clf",
        '10.1.2.3 - frank [08/Dec/2021:09:16:05 +0000] "GET /a?b=c HTTP/1.1" 200 405'
        ' "" "" 33317 655 "http-in" "items" "srv1" 10 0 30 69 109 "----" 1 1 1 1 0 0 0 "" ""',
        {"service": "items", "duration_ms": 109.0, "fields": {"server": "srv1"}},
    ),
]


@each(LINES)
def test_a_line_says(line: str, expected: Cells) -> None:
    assert cells(HAPROXY, line, expected) == expected


@pytest.mark.parametrize(
    "line",
    [
        "Connect from 10.0.1.2:33312 to 10.0.3.31:8012 (www/HTTP)",
        "10.0.1.2:33313 [06/Feb/2009:12:12:51.443] fnt bck/srv1 0/0/5007 212 -- 0/0/0/0/3 0/0",
        "127.0.0.1:40962 [20/Sep/2018:15:44:23.285] main app/<NOSRV> -1/-1/1 212 SC 1/1/0/0/0 0/0",
        "127.0.0.1:56059 [03/Dec/2012:17:35:10.380] frt/f1: Connection error during SSL handshake",
        "127.0.0.1:56059 [03/Dec/2012:17:35:10.380] frt/f1: SSL handshake failure",
        "Proxy prod_http_in started.",
        "Server bk/srv1 is DOWN, reason: Layer4 timeout, check duration: 2001ms.",
    ],
)
def test_what_is_no_http_is_ignored(line: str) -> None:
    assert is_ignored(line)
    with pytest.raises(NoRequestError):
        HAPROXY.read_line(line)


JSON_LINES: Lines = [
    (
        "the names of an enterprise gateway",
        '{"request_date":"27/Nov/2026:21:44:43.568","http_request":"GET /a?b=c HTTP/1.1","status_code":404,"bytes_read":210,'
        '"client_ip":"192.0.2.1","backend_name":"be","server_name":"s1","time_backend_response":12,"time_active":20}',
        {
            "time": on_the_wall(2026, 11, 27, 21, 44, 43, 568_000),
            "http_method": "GET",
            "path": "/a",
            "query": "b=c",
            "status": 404,
            "response_bytes": 210,
            "duration_ms": 20.0,
            "remote_address": "192.0.2.1",
            "service": "be",
            "fields": {"time_backend_response": "12"},
        },
    ),
    (
        "numbers as text, an offset, no response",
        '{"accept_date_gmt":"27/Nov/2026:21:44:43 +0000","http_request":"<BADREQ>","status_code":"-1","bytes_read":"0",'
        '"be_name":"be","time_active":"-1"}',
        {
            "time": at(2026, 11, 27, 21, 44, 43),
            "http_method": None,
            "path": None,
            "status": None,
            "duration_ms": None,
            "service": "be",
        },
    ),
]


@each(JSON_LINES)
def test_a_record_says(line: str, expected: Cells) -> None:
    assert cells(HAPROXY_JSON, line, expected) == expected


@each(CLF_LINES)
def test_a_line_says_in_clf(line: str, expected: Cells) -> None:
    assert cells(HAPROXY_CLF, line, expected) == expected
