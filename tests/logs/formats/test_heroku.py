"""uWSGI, nginx-proxy-manager, Apache's ssl_request_log, Heroku, Tyk, LTSV, Gravitee."""

from __future__ import annotations

import pytest

from tests.line_tables import Lines, at, cells, on_the_wall
from usagestats.logs.formats.gravitee import GRAVITEE_CSV
from usagestats.logs.formats.heroku import HEROKU, TYK
from usagestats.logs.formats.ltsv import LTSV
from usagestats.logs.formats.nginx_proxy_manager import APACHE_SSL_REQUEST, NGINX_PROXY_MANAGER
from usagestats.logs.formats.uwsgi import UWSGI
from usagestats.logs.readers.log_format import LogFormat, NoRequestError, OtherRecordError

UWSGI_LINE = (
    "[pid: 88185|app: 0|req: 1/1] 127.0.0.1 (ann) {38 vars in 696 bytes} [Sun Mar 13 22:49:12 2016] POST"
    " /u?metric=1 => generated 47 bytes in 129 msecs (HTTP/1.1 200) 9 headers in 378 bytes (1 switches on core 3)"
)
UWSGI_LINES: Lines = [
    (
        "milliseconds",
        UWSGI_LINE,
        {
            "time": on_the_wall(2016, 3, 13, 22, 49, 12),
            "http_method": "POST",
            "path": "/u",
            "query": "metric=1",
            "status": 200,
            "response_bytes": 47,
            "duration_ms": 129.0,
            "remote_user": "ann",
        },
    ),
    (
        "microseconds, nobody",
        UWSGI_LINE.replace("msecs", "micros").replace("ann", ""),
        {"duration_ms": 0.129, "remote_user": None},
    ),
]
MANAGER_LINES: Lines = [
    (
        "proxied",
        '[24/Jan/2022:16:51:02 +0000] - 502 404 - GET http Openresty.local "/sdfdsf?a" [Client 1.2.3.4] [Length 192]'
        ' [Gzip 3.10] [Sent-to openresty] "UA \\x22x" "-"',
        {
            "time": at(2022, 1, 24, 16, 51, 2),
            "upstream_status": 502,
            "status": 404,
            "host": "openresty.local",
            "path": "/sdfdsf",
            "query": "a",
            "response_bytes": 192,
            "remote_address": "1.2.3.4",
            "service": "openresty",
            "user_agent": 'UA "x',
            "fields": {"gzip_ratio": "3.10", "scheme": "http"},
        },
    ),
    (
        "no host of its own",
        '[24/Jan/2022:16:51:02 +0000] 404 - GET http a.local "/" [Client 1.2.3.4] [Length 192] [Gzip -] "UA" "-"',
        {"status": 404, "upstream_status": None, "service": None},
    ),
]
SSL_LINES: Lines = [
    (
        "no status",
        '[10/Aug/2018:09:45:56 +0200] 172.30.0.119 TLSv1.2 ECDHE-RSA "GET /nagiosxi/ HTTP/1.1" 1375',
        {
            "time": at(2018, 8, 10, 7, 45, 56),
            "path": "/nagiosxi/",
            "status": None,
            "response_bytes": 1375,
        },
    ),
]
HEROKU_LINES: Lines = [
    (
        "an error",
        '2021-11-04T21:09:45.195018+00:00 heroku[router]: at=error code=H12 desc="Request timeout" method=GET'
        ' path="/app?x=1" host=gabby.herokuapp.com request_id=c01b fwd="109.65.0.215" dyno=web.1 connect=0ms'
        " service=30000ms status=503 bytes=0 protocol=https",
        {
            "time": at(2021, 11, 4, 21, 9, 45, 195_018),
            "path": "/app",
            "query": "x=1",
            "status": 503,
            "duration_ms": 30000.0,
            "host": "gabby.herokuapp.com",
            "remote_address": "109.65.0.215",
            "service": None,
            "fields": {"desc": "Request timeout", "dyno": "web.1"},
        },
    ),
    (
        "an old line: bare path, nothing sent",
        "2010-10-06T21:51:37-07:00 heroku[router]: at=info method=GET path=/x host=my.example.org fwd=1.2.3.4 dyno="
        " connect= service= status=503 bytes= protocol=http",
        {
            "time": at(2010, 10, 7, 4, 51, 37),
            "path": "/x",
            "duration_ms": None,
            "response_bytes": None,
        },
    ),
    (
        "from a drain",
        '347 <158>1 2019-08-23T09:17:38.458556+00:00 heroku router - - at=info method=POST path="/graphql"'
        ' host=app.example.com fwd="134.213.5.52,162.158.154.222" dyno=web.1 service=1ms status=200 bytes=5',
        {"http_method": "POST", "remote_address": "134.213.5.52"},
    ),
]
TYK_LINES: Lines = [
    (
        "the year is not written",
        'time="Jan 29 08:27:09" level=info api_id=b1a4 api_key=00000000 api_name=httpbin client_ip="::1"'
        ' host="localhost:8080" latency_total=62 method=GET org_id=678e path=/get prefix=access-log'
        ' remote_addr="[::1]:63251" status=200 upstream_latency=61 user_agent=PostmanRuntime/7.43.0',
        {
            "time": on_the_wall(4, 1, 29, 8, 27, 9),
            "path": "/get",
            "status": 200,
            "duration_ms": 62.0,
            "service": "httpbin",
            "remote_address": "::1",
            "host": "localhost",
            "user_agent": "PostmanRuntime/7.43.0",
            "fields": {"api_key": "00000000", "upstream_latency": "61"},
        },
    ),
    (
        "a leap day, and a path with a space",
        'time="Feb 29 08:27:09" prefix=access-log method=GET path="/a b" original_path="/x/a b" status=200',
        {"time": on_the_wall(4, 2, 29, 8, 27, 9), "path": "/x/a b", "fields": {"path": "/a b"}},
    ),
]
LTSV_LINES: Lines = [
    (
        "labels of ltsv.org",
        "time:[04/May/2026:10:15:30 +0200]\thost:203.0.113.7\tuser:ann\treq:GET /v1?x=1 HTTP/1.1\tstatus:200\tsize:512"
        "\treqtime:0.034\tua:curl/8.5.0\tvhost:api.example.org\tforwardedfor:-\treferer:-\tcache:HIT",
        {
            "time": at(2026, 5, 4, 8, 15, 30),
            "remote_address": "203.0.113.7",
            "host": "api.example.org",
            "path": "/v1",
            "query": "x=1",
            "duration_ms": 34.0,
            "remote_user": "ann",
            "response_bytes": 512,
            "fields": {"cache": "HIT"},
        },
    ),
    (
        "method and target of their own, ISO time",
        "time:2026-05-04T10:15:30+02:00\tmethod:GET\turi:/v1?x=1\tstatus:200",
        {"time": at(2026, 5, 4, 8, 15, 30), "http_method": "GET", "path": "/v1", "query": "x=1"},
    ),
]
V4 = (
    '"t";"r";1777889730123;"203.0.113.7";"10.0.0.9";"a1";"items";"O";"E";"app1";"plan1";"sub1";"ann";"";"/v1?x=1";"/p"'
    ';"";"GET";200;"http-proxy";"http://up";"";"a ""b"";c";"curl/8.5.0";"api.example.org";0;512;33;34;1;"API_KEY";"k";""'
)
GRAVITEE_LINES: Lines = [
    (
        "version 4",
        V4,
        {
            "time": at(2026, 5, 4, 10, 15, 30, 123_000),
            "service": "items",
            "path": "/v1",
            "query": "x=1",
            "status": 200,
            "http_method": "GET",
            "response_bytes": 512,
            "duration_ms": 34.0,
            "remote_user": "ann",
            "host": "api.example.org",
            "user_agent": "curl/8.5.0",
            "fields": {
                "application": "app1",
                "plan": "plan1",
                "error-message": 'a "b";c',
                "endpoint": "http://up",
            },
        },
    ),
    (
        "version 2: no entrypoint, no product",
        V4.replace('"http-proxy";', "").removesuffix(';""').replace('"items"', '""'),
        {
            "duration_ms": 34.0,
            "host": "api.example.org",
            "service": "a1",
            "fields": {"endpoint": "http://up"},
        },
    ),
]
TABLE = [
    pytest.param(log_format, line, expected, id=f"{log_format.name}: {name}")
    for log_format, lines in (
        (UWSGI, UWSGI_LINES), (NGINX_PROXY_MANAGER, MANAGER_LINES), (APACHE_SSL_REQUEST, SSL_LINES),
        (HEROKU, HEROKU_LINES), (TYK, TYK_LINES), (LTSV, LTSV_LINES), (GRAVITEE_CSV, GRAVITEE_LINES),
    )
    for name, line, expected in lines
]  # fmt: skip


@pytest.mark.parametrize(("log_format", "line", "expected"), TABLE)
def test_a_line_says(log_format: LogFormat, line: str, expected: dict[str, object]) -> None:
    assert cells(log_format, line, expected) == expected


@pytest.mark.parametrize(
    ("log_format", "line"),
    [
        (HEROKU, "2010-10-06T21:51:37-07:00 heroku[web.1]: State changed from starting to up"),
        (HEROKU, "2010-10-06T21:51:37-07:00 heroku[router]: at=info nothing=more"),
        (TYK, 'time="Jan 29 08:27:09" level=info prefix=main status=200'),
        (TYK, 'time="Feb 30 08:27:09" prefix=access-log method=GET path=/ status=200'),
        (LTSV, "time:2026-05-04T10:15:30Z\tlevel:info"),
        (LTSV, "GET / HTTP/1.1"),
        (GRAVITEE_CSV, V4.replace('"ann"', '"ann')),
        (GRAVITEE_CSV, V4.replace(";33;", ";x;")),
        (GRAVITEE_CSV, V4.replace("1777889730123", "17")),
        (UWSGI, UWSGI_LINE.replace("Mar 13", "Mar 33")),
    ],
)
def test_others_are_refused(log_format: LogFormat, line: str) -> None:
    with pytest.raises(NoRequestError):
        log_format.read_line(line)


@pytest.mark.parametrize(
    ("log_format", "line"),
    [
        (HEROKU, "2010-10-06T21:51:37-07:00 heroku[web.1]: State changed from starting to up"),
        (HEROKU, "2021-11-04T21:09:45.195018+00:00 app[web.1]: Completed 200 OK"),
        (HEROKU, "81 <190>1 2019-08-23T09:17:38.458556+00:00 host app web.1 - - Completed 200 OK"),
        (TYK, 'time="Jan 29 08:27:01" level=info msg="API reload complete" prefix=main'),
        (TYK, 'time="Jan 29 08:27:01" level=warning msg="no prefix"'),
    ],
)
def test_lines_beside_the_requests_are_of_another_kind(log_format: LogFormat, line: str) -> None:
    with pytest.raises(OtherRecordError):
        log_format.read_line(line)


def test_a_router_line_that_cannot_be_read_is_no_other_kind() -> None:
    for begin in ("heroku[router]: ", "heroku router - - "):
        with pytest.raises(NoRequestError) as caught:
            HEROKU.read_line(f"2010-10-06T21:51:37-07:00 {begin}rubbish")

        assert not isinstance(caught.value, OtherRecordError)
