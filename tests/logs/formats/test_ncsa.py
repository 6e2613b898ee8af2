"""The NCSA family, line by line: what reference logs of nginx and Apache hold."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.chunks import read_fast
from usagestats.logs.formats.ncsa import NCSA
from usagestats.logs.readers.log_format import NoRequestError


def at(year: int, month: int, day: int, hour: int, minute: int, second: int) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


LINES: list[tuple[str, str, dict[str, Any]]] = [
    (
        "common, from Apache",
        '127.0.0.1 - frank [13/Jul/2016:10:55:36 +0000] "GET /apache_pb.gif HTTP/1.0" 200 2326',
        {"time": at(2016, 7, 13, 10, 55, 36), "http_method": "GET", "path": "/apache_pb.gif",
         "query": None, "status": 200, "response_bytes": 2326, "remote_user": "frank",
         "remote_address": "127.0.0.1", "host": None, "user_agent": None, "duration_ms": None},
    ),
    (
        "combined with an offset of half an hour",
        '54.36.149.41 - - [22/Jan/2019:03:56:14 +0330] "GET /filter?f=1,2 HTTP/1.1" 200 30577 "-"'
        ' "Mozilla/5.0 (compatible)" "-"',
        {"time": at(2019, 1, 22, 0, 26, 14), "query": "f=1,2", "user_agent": "Mozilla/5.0 (compatible)"},
    ),
    ("a fraction of nine digits", '192.0.2.1 - - [04/May/2026:12:15:30.123456789 +0200] "GET /a HTTP/1.1" 200 5',
     {"time": at(2026, 5, 4, 10, 15, 30).replace(microsecond=123_456), "status": 200}),
    ("Werkzeug: a blank before the hour, no offset", '192.0.2.1 - - [23/Nov/2026 22:46:22] "GET /a HTTP/1.1" 200 -',
     {"time": datetime(2026, 11, 23, 22, 46, 22), "path": "/a", "response_bytes": None}),  # noqa: DTZ001
    ("the month first", '192.0.2.1 - - [Aug/31/2026:13:57:03 +0200] "GET /a HTTP/1.1" 200 5',
     {"time": at(2026, 8, 31, 11, 57, 3), "remote_address": "192.0.2.1"}),
    ("$time_iso8601", '192.0.2.1 - ann [2026-05-04T12:15:30+02:00] "GET /a HTTP/1.1" 200 5 "-" "x"',
     {"time": at(2026, 5, 4, 10, 15, 30), "remote_user": "ann", "user_agent": "x"}),
    ("the date of HTTP", '192.0.2.1 - - [Mon, 04 May 2026 10:15:30 GMT] "GET /a HTTP/1.1" 200 5',
     {"time": at(2026, 5, 4, 10, 15, 30)}),
    ("request of a dash", '10.1.1.1 - - [15/Feb/2013:06:00:31 +0000] "-" 400 0 "-" "-"',
     {"http_method": None, "path": None, "query": None, "status": 400, "response_bytes": 0}),
    ("empty request", '127.0.0.1 - - [12/Apr/2018:09:48:40 +0200] "" 400 0 "-" "-"',
     {"http_method": None, "path": None, "status": 400}),
    ("one word", '1.2.3.4 - - [29/Jul/2023:10:26:06 -0700] "HELP" 400 157 "-" "-"',
     {"http_method": None, "path": None, "time": at(2023, 7, 29, 17, 26, 6)}),
    ("TLS greeting", r'154.213.187.244 - - [03/Oct/2024:14:28:01 +0000] "\x16\x03\x01" 400 488 "-" "-"',
     {"http_method": None, "path": None}),
    ("HTTP/2 preface", '66.1.1.1 - - [19/May/2026:12:31:33 +0800] "PRI * HTTP/2.0" 400 157 "-" "-" "-"',
     {"http_method": "PRI", "path": "*"}),
    ("no protocol", 'host.example.net - - [01/Jul/1995:00:00:01 -0400] "GET /ksc.html" 200 6245',
     {"http_method": "GET", "path": "/ksc.html", "remote_address": "host.example.net", "host": None}),
    ("a client that is a socket", 'unix: - - [26/Feb/2019:15:39:42 +0100] "hello" 400 173 "-" "-"',
     {"remote_address": "unix:", "host": None, "http_method": None}),
    ("a list of clients",
     '10.0.0.2, 10.0.0.1, 127.0.0.1 - - [07/Dec/2016:11:05:07 +0100] "GET /o HTTP/1.1" 200 571 "-" "M"',
     {"remote_address": "10.0.0.2", "remote_user": None, "host": None, "path": "/o"}),
    ("a quoted list of clients",
     '"10.5.102.222, 199.96.1.1" 10.2.1.185 - - [22/Jan/2016:13:18:29 +0000] "GET /a?q=100 HTTP/1.1"'
     ' 200 25507 "-" "Amazon CloudFront"',
     {"remote_address": "10.5.102.222", "host": None, "query": "q=100", "remote_user": None}),
    ("virtual host with a port first",
     'Example.com:80 67.43.156.14 - - [07/Dec/2016:11:05:07 +0100] "GET /o HTTP/1.1" 200 571 "-" "M"',
     {"host": "example.com", "remote_address": "67.43.156.14", "remote_user": None}),
    ("virtual host and IPv6",
     'website.com:443 2001:db8::5 - ann [25/Oct/2021:11:05:52 +0200] "GET / HTTP/1.1" 403 6963',
     {"host": "website.com", "remote_address": "2001:db8::5", "remote_user": "ann"}),
    ("IPv6", '::1 - - [26/Dec/2016:16:16:48 +0200] "-" 408 -',
     {"remote_address": "::1", "host": None, "response_bytes": None, "status": 408}),
    ("the pair of dash and user is one short",
     '192.168.1.1 - [08/Jun/2020:08:04:43 +0000] "GET /api/test HTTP/1.1" 200 100 "-" "curl/7.68.0"',
     {"remote_user": None, "remote_address": "192.168.1.1", "path": "/api/test"}),
    ("nothing between client and time",
     '192.168.202.254 [20/Jul/2009:22:59:29 +0000] "GET /vm HTTP/1.0" 404 46210 "-" "gPXE/0.9.7"',
     {"remote_user": None, "remote_address": "192.168.202.254", "status": 404}),
    ("one dash too many, no offset, host after the time",
     '66.249.66.1 - - - [31/Jan/2015:14:29:44 ] fail2ban.org "GET / HTTP/1.1" 200 814 "-" "M" + 293 1149 546',
     {"time": datetime(2015, 1, 31, 14, 29, 44), "host": "fail2ban.org", "remote_user": None}),  # noqa: DTZ001
    ("no offset", '192.0.2.12 - user1 [27/Jun/2013:11:55:44] "GET /knocking/ HTTP/1.1" 200 266 "-" "-"',
     {"time": datetime(2013, 6, 27, 11, 55, 44), "remote_user": "user1"}),  # noqa: DTZ001
    ("status of a dash, a user with a dot",
     '83.149.9.216 - a.user [11/Jan/2020:23:05:27 +0100] "OPTIONS /remote.php/ HTTP/1.1" - 7908 "-" "m (v2.2)"',
     {"status": None, "response_bytes": 7908, "remote_user": "a.user", "http_method": "OPTIONS"}),
    ("status 000", '1.2.3.4 - - [11/Jan/2020:23:05:27 +0100] "GET / HTTP/1.1" 000 0 "-" "-"', {"status": None}),
    ("HTTP/0.9", '1.2.3.4 - - [11/Jan/2020:23:05:27 +0100] "GET /" 009 0 "-" "-"', {"status": None}),
    ("a user that is an address",
     '10.0.0.1 - me@example.com [07/Apr/2016:18:42:24 +0000] "GET /b?token=x HTTP/1.1" 400 75 "" "M"',
     {"remote_user": "me@example.com", "query": "token=x"}),
    ("a user with a space", '1.2.3.4 - ann smith [06/May/2026:09:00:08 +0000] "GET /a b c HTTP/1.1" 404 0',
     {"remote_user": "ann smith", "path": "/a b c"}),
    ("an empty user", '1.2.3.4 - "" [06/May/2026:09:00:08 +0000] "GET / HTTP/1.1" 404 0', {"remote_user": None}),
    ("escaped quotes from Apache", r'1.2.3.4 - - [06/May/2026:09:00:08 +0000] "GET /\"a\"?b=\\ HTTP/1.1" 200 1',
     {"path": '/"a"', "query": "b=\\"}),
    ("escapes from nginx, upper case",
     r'1.2.3.4 - - [06/May/2026:09:00:08 +0000] "GET /\x22caf\xC3\xA9\x22?\xff HTTP/1.1" 200 1',
     {"path": '/"café"', "query": "\\xff"}),
    ("escapes from Apache, lower case", r'1.2.3.4 - - [06/May/2026:09:00:08 +0000] "GET /\xe4 HTTP/1.1" 200 1',
     {"path": "/\\xe4"}),
    ("a quote that nobody escaped",
     '1.2.3.4 - - [06/May/2026:09:00:08 +0000] "GET /a"b HTTP/1.1" 200 5 "-" "-"',
     {"http_method": "GET", "path": '/a"b', "status": 200, "response_bytes": 5}),
    ("request time last", '1.2.3.4 - - [06/May/2026:09:00:08 +0000] "GET / HTTP/1.1" 200 1 "-" "c/8" 0.034',
     {"duration_ms": 34.0, "user_agent": "c/8"}),
    ("request time named",
     '1.2.3.4 - - [06/May/2026:09:00:08 +0000] "GET / HTTP/1.1" 200 1 "-" "c" "-" rt=1.500 uct="0.001" urt="1.499"',
     {"duration_ms": 1500.0}),
    ("ingress-nginx: the length first, then the time",
     '1.2.3.4 - - [07/Feb/2020:11:48:51 +0000] "POST /p HTTP/1.1" 200 59 "-" "curl/7.54.0" 89 0.001'
     " [default-web-8080] [] 172.17.0.5:8080 59 0.000 200 529a007902362a5f",
     {"duration_ms": 1.0, "http_method": "POST"}),
    ("a leap second counts as the second before it",
     '1.2.3.4 - - [31/Dec/2016:23:59:60 +0000] "GET / HTTP/1.1" 200 1', {"time": at(2016, 12, 31, 23, 59, 59)}),
]  # fmt: skip


@pytest.mark.parametrize(("line", "expected"), [pytest.param(*row[1:], id=row[0]) for row in LINES])
def test_a_line_is_read(line: str, expected: dict[str, Any]) -> None:
    request = NCSA.read_line(line)

    assert {name: request[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("hello", "no time in brackets"),
        ('1.2.3.4 - - [yesterday] "GET / HTTP/1.1" 200 1', "no time in brackets"),
        ("1.2.3.4 - - [06/May/2026:09:00:08 +0000] GET / 200 1", "no quoted request"),
        ('1.2.3.4 - - [06/May/2026:09:00:08 +0000] "GET / HTTP/1.1"', "no status and size after the request"),
        ('1.2.3.4 - - [06/May/2026:09:00:08 +0000] "GET / HTTP/1.1" 200', "no status and size after the request"),
        ('1.2.3.4 - - [31/Feb/2026:09:00:08 +0000] "GET / HTTP/1.1" 200 1', "the time does not exist"),
        ('1.2.3.4 - - [06/May/1969:09:00:08 +0000] "GET / HTTP/1.1" 200 1', "the time does not exist"),
        ('1.2.3.4 - - [06/May/2026:25:00:08 +0000] "GET / HTTP/1.1" 200 1', "the time does not exist"),
        ('[10/Aug/2018:09:45:56 +0200] 172.30.0.119 TLSv1.2 ECDHE "GET / HTTP/1.1" 1375',
         "no status and size after the request"),
    ],
)  # fmt: skip
def test_a_line_that_is_no_request_is_told_why(line: str, reason: str) -> None:
    with pytest.raises(NoRequestError, match=f"^{reason}$"):
        NCSA.read_line(line)


def test_the_sample_is_a_line_of_the_format() -> None:
    request = NCSA.read_line(NCSA.sample)

    assert (request["http_method"], request["path"], request["status"]) == ("GET", "/v1/items", 200)


def test_usual_lines_take_the_fast_path() -> None:
    usual = [
        '1.2.3.4 - - [06/May/2026:09:00:08 +0000] "GET / HTTP/1.1" 200 1',
        '1.2.3.4 - bob [06/May/2026:09:00:08 +0000] "GET /?a HTTP/2.0" 200 - "-" "c"',
        'v.example.org:80 1.2.3.4 - - [06/May/2026:09:00:08 -0330] "POST /a HTTP/1.0" 503 1 "-" "c" "-" 0.1',
        r'1.2.3.4 - - [06/May/2026:09:00:08 +0000] "GET /\x22 HTTP/1.1" 200 1 "-" "-"',
    ]
    fast = read_fast(NCSA, "\n".join(usual).encode(), ["host", "path", "remote_user", "status"])

    assert fast.accepted == [True] * len(usual)
