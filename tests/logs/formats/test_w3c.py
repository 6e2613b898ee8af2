from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.line_tables import Lines, at, cells, on_the_wall
from usagestats.logs.formats.w3c import W3C
from usagestats.logs.readers.headers import with_headers
from usagestats.logs.readers.log_format import NoRequestError
from usagestats.logs.readers.probe import Probe

IIS = (
    "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer)"
    " sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken"
)
ADVANCED = (
    "#Fields:   date-local time-local   s-ip   cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip"
    " cs(User-Agent) cs(Referer) cs(Host) sc-status sc-substatus sc-win32-status TimeTakenMS"
)
LINES: Lines = [
    (
        "#Fields: date time c-ip cs-method cs-uri-stem sc-status",
        "2026-05-04 10:15:30 unknown GET /a 200",
        {"time": at(2026, 5, 4, 10, 15, 30), "remote_address": None, "path": "/a", "status": 200},
    ),
    (
        "#Fields: date time c-ip cs-method cs-uri-stem sc-status",
        "2026-05-04 10:15:30 203.0.113.9:51234,+10.0.0.1 GET /a 200",
        {"remote_address": "203.0.113.9", "path": "/a", "status": 200},
    ),
    (
        IIS,
        r"2015-01-13 00:32:17 100.79.192.81 GET /a+b.txt q=1+2 80 EXAMPLE\user01 157.55.39.146"
        " Mozilla/5.0+(compatible;+bingbot/2.0) - 404 0 2 1405 242 283",
        {"time": at(2015, 1, 13, 0, 32, 17), "http_method": "GET", "path": "/a+b.txt", "query": "q=1+2", "status": 404,
         "response_bytes": 1405, "duration_ms": 283.0, "remote_user": r"EXAMPLE\user01",
         "remote_address": "157.55.39.146", "user_agent": "Mozilla/5.0 (compatible; bingbot/2.0)", "host": None,
         "fields": {"s-port": "80", "cs-bytes": "242", "date": None}},
    ),
    (
        ADVANCED,
        '2012-08-15 17:00:00.675 10.10.28.140 GET /hello - 80 - "173.5.0.0" "Mozilla/5.0 (Mac; X) C/41" -'
        ' "Hello.example.com:80" 404 " ""garbage"" w/ spaces " 0 359',
        {"time": on_the_wall(2012, 8, 15, 17, 0, 0, 675_000), "path": "/hello", "query": None, "status": 404,
         "duration_ms": 359.0, "user_agent": "Mozilla/5.0 (Mac; X) C/41", "host": "hello.example.com",
         "remote_address": "173.5.0.0", "fields": {"sc-substatus": ' "garbage" w/ spaces '}},
    ),
    (
        "#Date: 2011-05-04 10:00:00\n#Fields: time cs-method cs-uri",
        "10:15:30 GET http://h.example.org/a?b",
        {"time": at(2011, 5, 4, 10, 15, 30), "host": "h.example.org", "path": "/a", "query": "b"},
    ),
    (
        "#Fields: date time cs-method cs-uri c-ip X-Forwarded-For",
        "2026-05-04 10:15:30\tGET api.example.org/a?b - 203.0.113.7",
        {"host": "api.example.org", "path": "/a", "query": "b", "remote_address": "203.0.113.7"},
    ),
    (
        "#Fields: date time cs-method cs-uri",
        "2026-05-04 10:15:30 GET intranet:8080/a?b",
        {"host": "intranet", "path": "/a", "query": "b"},
    ),
    (
        "#Fields: date time cs-method cs-uri",
        "2026-05-04 10:15:30 CONNECT api.example.org:443",
        {"host": None, "path": "api.example.org:443", "query": None},
    ),
    (
        "#Fields: date time cs-method cs-uri-stem cs-uri-query",
        "2026-05-04 10:15:30 GET /a?b -",
        {"path": "/a", "query": "b"},
    ),
    (
        "#Fields: time\tcs-method\tcs-uri\tcs(User-Agent)\ttime-taken\n#Date: 12-Jan-1996 00:00:00",
        "00:34:23\tGET\t/foo/bar.html\ta b\t0.250",
        {"time": at(1996, 1, 12, 0, 34, 23), "path": "/foo/bar.html", "user_agent": "a b", "duration_ms": 250.0},
    ),
    (
        "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query",
        "2015-01-13 00:32:17 100.79.192.81 GET /robots.txt - 80 - 157.55.39.146 M/5.0 - 404 0 2 1405 242 283",
        {"path": "/robots.txt", "status": None, "remote_address": None},
    ),
    (
        IIS,
        '2015-01-13 00:32:17   fe80::1%3 GET / redirect:${x("y")}<z> 80 - fe80::5%3 M - 404',
        {"status": 404, "query": 'redirect:${x("y")}<z>', "response_bytes": None, "duration_ms": None},
    ),
    (
        "",
        "2019-03-06 18:43:17 10.0.140.107 GET /health - 80 - 10.0.140.2 - 200 0 0 15",
        {"path": "/health", "status": 200, "duration_ms": 15.0, "remote_address": "10.0.140.2"},
    ),
    (
        "",
        "2018-01-01 10:11:12 W3SVC1 NAME ::1%0 GET / - 80 - ::1%0 HTTP/1.1 M/5.0 - - example.com 200 0 0 123 456 789",
        {"service": "W3SVC1", "host": "example.com", "response_bytes": 123, "duration_ms": 789.0},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("header", "line", "expected"), LINES)
def test_a_row_says(header: str, line: str, expected: dict[str, object]) -> None:
    assert cells(with_headers(W3C, header), line, expected) == expected


@pytest.mark.parametrize(
    ("header", "line", "reason"),
    [
        ("", "2015-01-13 00:32:17 GET /robots.txt", "no #Fields line"),
        (
            "",
            "2019-03-06 18:43:17 10.0.140.107 GET /health - 80 - 10.0.140.2 Mozilla 5.0 - 200 0 15",
            "stand below",
        ),
        (
            IIS,
            "2015-01-13 00:32:17 10.0.0.1 GET / - 80 - 1.2.3.4 Mozilla 5.0 - 404 0 2 5 6 7",
            "sc-status",
        ),
        (IIS, "2015-02-30 00:32:17 10.0.0.1 GET / - 80 - 1.2.3.4 M - 404 0 2 5 6 7", "time"),
        ("#Fields: time cs-method cs-uri", "10:15:30 GET /a", "time"),
        ("#Fields:", "2015-01-13 00:32:17 GET /robots.txt", "no #Fields line"),
        ("#Fields: date time x-event", "2015-01-13 00:32:17 started", "no method and no path"),
    ],
)
def test_a_row_that_does_not_fit_is_refused(header: str, line: str, reason: str) -> None:
    with pytest.raises(NoRequestError, match=reason):
        with_headers(W3C, header).read_line(line)


FIRST = ["2026-05-04", "-", "", "x", '"a b"', '"a ""b"""', '"2026-05-04"', "04/May/2026", '"a"b']
TIMES = [
    "10:15:30", "24:15", '"10:15:30"', "[04/May/2026:10:15:30 +0000]", "2026-05-04T10:15:30Z",
    "1777889730", "1777889730.123", "1777889730123", '"04/May/2026:10:15:30 +0000"', "[1777889730]",
    '"Mon, 04 May 2026 10:15:30 GMT"', "Mon, 04 May 2026 10:15:30 GMT", " 10:15:30", '"[10:15:30"', "-", "ann",
]  # fmt: skip
REST = [
    "10.0.0.9",
    "GET",
    "/v1/items",
    "-",
    "443",
    "-",
    "203.0.113.7",
    "curl/8.5.0",
    "-",
    "200",
    "0",
    "0",
    "34",
]


@given(
    st.sampled_from(["", " ", "\t", '"', "  \t"]),
    st.sampled_from(FIRST),
    st.sampled_from(TIMES),
    st.sampled_from([" ", "\t", "  ", " \t", "\t "]),
)
def test_a_line_that_cannot_be_a_row_is_seen_by_its_beginning(
    before: str, first: str, time: str, between: str
) -> None:
    line = before + between.join([first, time, *REST])
    may_be_row = W3C.may_fit_any(Probe([line]))
    try:
        W3C.read_line(line)
    except NoRequestError:
        return

    assert may_be_row


def test_a_line_of_another_log_is_no_row() -> None:
    combined = '203.0.113.9 - - [04/May/2026:10:15:30 +0000] "GET /a HTTP/1.1" 200 17 "-" "-"'

    assert not W3C.may_fit_any(Probe([combined]))
    assert W3C.may_fit_any(Probe([combined, W3C.sample]))
    assert W3C.may_fit_any(Probe([combined, IIS]))
