"""Law 5 for text formats: what the fast path accepts, the careful one reads alike."""

from __future__ import annotations

import re
from itertools import product
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.chunks import read_fast, takes_fast
from tests.loglines import apicast_lines, changed, ncsa_lines
from tests.profiles import examples
from usagestats.logs.formats import FORMATS
from usagestats.logs.formats.ncsa import NCSA
from usagestats.logs.readers.headers import with_headers
from usagestats.logs.readers.ignored import is_ignored
from usagestats.logs.readers.json.json_format import JsonFormat
from usagestats.logs.readers.log_format import LogFormat, NoRequestError
from usagestats.logs.readers.quoted_request import QuotedRequestFormat
from usagestats.tables.declared import FIELD, REQUESTS, TEXT

HEADED = {
    "w3c, all columns": (
        "w3c",
        "#Fields: date time s-sitename s-computername s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip"
        " cs-version cs(User-Agent) cs(Cookie) cs(Referer) cs-host sc-status sc-substatus sc-win32-status sc-bytes"
        " cs-bytes time-taken X-Forwarded-For",
        ["2026-05-04 10:15:30 W3SVC1 N 10.0.0.9 GET /a+b x=1 80 EX\\ann ::1 HTTP/1.1 M/5.0+(x) - - A.example:80 200 0 0 5 6 34 -",
         '2026-05-04 10:15:30 - N 10.0.0.9 POST /a - 80 - unknown - "M 5" - - - 404 0 0 - - 0.034 1.2.3.4,+5.6.7.8'],
    ),
    "w3c, the day in the header": (
        "w3c",
        "#Fields: time\tcs-method\tcs-uri\tcs(User-Agent)\tsc-status\ttime-taken\n#Date: 12-Jan-1996 00:00:00",
        ["00:34:23\tGET\t/foo?bar\ta b\t200\t0.250", "00:34:23 GET /foo.html a 404 5", "00:34:23\tGET\th.example/f\t\t200\t-"],
    ),
    "w3c, local times": (
        "w3c",
        "#Fields: date-local time-local cs-method cs-uri-stem c-ip X-Forwarded-For sc-status TimeTakenMS s-sitename",
        ["2012-08-15 17:00:00.675 GET /hello - 173.5.0.0 404 359 W", "2012-08-15\t17:00:00\tGET\t/a\t::1\t-\t200\t\tW X"],
    ),
    "aws-cloudfront, real time": (
        "aws-cloudfront",
        "#Fields: timestamp(ms) c-ip x-edge-location sc-status sc-bytes cs-method cs-host cs-uri-stem time-taken cs-user-agent",
        ["1784226820937\t192.0.2.21\tF\t403\t347\tGET\tx.cloudfront.net\t/a?b=c\t0.5\tcurl%2F8",
         "1784226820937\t-\tF\t000\t\tGET\tx\thttp://y/a\t-\t "],
    ),
    "aws-cloudfront, a header": (
        "aws-cloudfront",
        "#Fields: date time cs-method x-edge-location cs-uri-stem cs-uri-query sc-status cs(Host) x-host-header",
        ["2026-05-04\t10:15:30\tGET\tFRA56-C1\t/a\tq=%2520\t200\td1.cloudfront.net\t-"],
    ),
    "tyk-pump-csv, long": (
        "tyk-pump-csv",
        "Method,Host,Path,RawPath,OriginalPath,UserAgent,ResponseCode,TimeStamp,APIName,APIID,OauthID,RequestTime,IPAddress,Alias",
        ['GET,a:80,/a,/b,,"curl, x  y",200,2026-05-04 10:15:30.1 +0000 UTC,,b1,o,34,::1,ann',
         'GET,a,/a,/b,/c?d=e,"say ""hi""",500,2026-05-04T10:15:30Z,n,b1,,0.5,::1,"ann b "'],
    ),
}  # fmt: skip
"""Formats below a header: name, header, rows."""

FAST = {
    name: log_format
    for name, log_format in FORMATS.items()
    if takes_fast(log_format, {"time"}) and not isinstance(log_format, JsonFormat)
} | {name: with_headers(FORMATS[known], header) for name, (known, header, _) in HEADED.items()}
SOME_FIELDS = {"rt", "referer", "frontend", "route_name", "time", "zone", "service_url", "none"}
SOME_FIELDS |= {"x_forwarded_proto", "app_index", "bytes_received", "protocol", "level", "dyno"}
SOME_FIELDS |= {"cs(Referer)", "x-edge-location", "APIVersion", "APIKey", "plan", "s-port"}
NOTATIONS = (
    *(
        "2026-05-04T10:15:30Z",
        "2026-05-04T10:15:30.123+02:00",
        "2026/05/04 10:15:30",
        "2026-05-04 10:15:30",
    ),
    *("Mon, 04 May 2026 10:15:30 GMT", "Mon, 4 May 2026 10:15:30 +0200"),
    *("May/04/2026:10:15:30 +0000", "May/04/2026 10:15:30.5", "04/May/2026 10:15:30"),
)
ODD_TIMES = (
    *(
        "4 May 2026 10:15:30 GMT",
        "1777889730",
        "2026-05-04",
        "2026-13-04T10:15:30Z",
        "Mon,  4 May 2026 10:15:30 GMT",
    ),
    *(
        " 2026-05-04T10:15:30Z",
        "2026-05-04T10:15:30Z ",
        "May/32/2026:10:15:30",
        "Mon, 04 May 2026 10:15:60 GMT",
        "x",
    ),
)


def dated(notation: str) -> str:
    """Return a line with a time in a notation."""
    return f'192.0.2.1 - ann [{notation}] "GET /a?b=c HTTP/1.1" 200 12 "-" "c"'


MORE_SEEDS = {
    "envoy": [
        '[2026-05-04T10:15:30.1Z] "POST /a?b=c&d=%20 HTTP/2" 503 UF via_upstream - "-" 5 145 0 - "-"'
        ' "M x" "5" "r:9080" "10.1.2.14:9080" inbound|9080|| - 10.1.2.14:9080 [::1]:48816 outbound_ default',
        '[2026-05-04T10:15:30Z] "GET / HTTP/1.1" 200 - filter_chain_not_found - 5 - 0 - "1.2.3.4, 5.6.7.8"'
        ' "M" "5" "R.example.org:80" "-" - - - 10.0.0.1:1 -',
        '[2020-06-11T07:23:11.948Z] "GET /status/418 HTTP/1.1" 418 - "m s" "f" 0 135 22 8 "-" "curl/7.64" "id"'
        ' "httpbin:8000" "203.0.113.25:80" outbound|8000||x 198.51.100.24:1 203.0.113.14:8000 198.51.100.24:2 - d',
        '[2026-05-04T10:15:30.123456789Z] "GET / HTTP/1.1" 200 - "-" 0 1 2 - "-" "M" "5" "r" "-"',
    ],
    **{name: rows for name, (_, _, rows) in HEADED.items()},
    "tyk": [
        'time="2026-05-04T10:15:30Z" level=info alias="ann b" client_ip=::1 host=a:80 latency_total=34.5 method=POST'
        ' original_path="/v1/a?b=c" path=/a prefix=access-log status=200 user_agent="x \\"y\\"" oauth_id=o',
        'time="2026-05-04T10:15:30+02:00" level=info prefix=access-log status=404 method=GET path=/ api_id=7 word 9=5',
    ],
    "heroku-router": [
        '83 <158>1 2026-05-04T10:15:30+00:00 host heroku router - - at=error code=H12 desc="Request timeout" method=GET'
        ' path="/a?b=\\"c" host=a.example fwd="1.2.3.4, 5.6.7.8" dyno= connect= service=30000ms status=503 bytes=0',
        "2026-05-04T10:15:30.1Z heroku[router]: at=info method=GET path=/a host=b service=1.5ms status=200 bytes=- word",
    ],
    "ltsv": [
        "time:[04/May/2026:10:15:30 +0200]\thost:::1\treq:GET /a?b=\\x22 HTTP/1.1\tstatus:200\tsize:-\tua:c\\x22d\tuser:ann",
        "isotime:2026-05-04T10:15:30.5Z\tmethod:GET\turi:/a?b\tstatus:404\treqtime:-\tforwardedfor:1.2.3.4, 5.6.7.8\tvhost:A:80",
        "msec:1777889730.123\treq:-\tmethod:GET\trequest_uri:http://x.example/a\tstatus:200\tupstream_status:502, 200\t\tx:y:z",
    ],
    "gravitee-csv": [
        '"8f1e";"8f1e";1777889730123;"::1";"10.0.0.9";"a1";"";"D";"D";"app1";"p";"s";"ann";"";"/v1/items?a=b";"/i";""'
        ';"GET";404;"http://10.0.0.9";"";"a ""b""; c";"curl";"a.example:80";-1;512;33;34;1;"API_KEY";""',
    ],
    "gorouter": [
        'a.example.org - [2026-05-04T10:15:30.1+0000] "GET /a?b HTTP/1.1" "-" 0 512 "-" "x" "-" x_forwarded_for:"-"'
        " vcap_request_id:a response_time:0.1 app_id:b",
        'A.example.org:80 - [2026-05-04T10:15:30Z] "GET /a?b=%20 HTTP/1.1" 404 7 512 "-" "x" "192.0.2.1:1" "-"'
        ' x_forwarded_for:"a, b" response_time:0.000100 app_id:"-" x_cf_routererror:"unknown_route" x:"\\"y"',
        ' - [2026-05-04T10:15:30Z] "GET / HTTP/1.1" 200 7 512 "-" "x" "[::1]:1" "192.0.2.2:1"'
        ' x_forwarded_for:"-" response_time:"-" app_id:"a" x_cf_routererror:"-" response_time:"5"',
    ],
    "haproxy": [
        "haproxy[99]: ::ffff:10.0.1.2:33317 [29/Mar/2026:02:30:14.655] h~ static/<NOSRV> 10/0/30/-1/+109"
        ' 503 +2750 a=b - SC-- 1/1/1/1/+3 0/0 {1wt.eu|Mozilla/5.0 (X) 1/2/3} {} "GET /i?a=#C3#A9\\" HTTP/1.1" x',
 ' haproxy[99]:  1.2.3.4:1 [29/Mar/2026:02:30:14.655] f b/s 1/2/3/4/5 200 0 - - ---- 1/1/1/1/0 0/0 "GET / HTTP/1.1" TLSv1.2 name:"192.0.2.65" x=-',
        '1.2.3.4:1 [29/Mar/2026:02:30:14 +0200] f b/s -1/-1/-1/-1/0 400 0 - - CR-- 1/1/1/1/0 0/0 "<BADREQ>"',
    ],
    "aws-elb": [
        '2026-05-04T10:15:30Z items 203.0.113.7:51234 - -1 -1 -1 503 - 0 0 "GET https://a.example.org:443/?x'
        ' HTTP/1.1" "curl \\x22" ECDHE TLSv1.2'
    ],
    "iis-native": [
        "::1, EX\\ann, 3/4/26, 7:05:09, W3SVC1, W, 192.0.2.9, 4502, 163, 3223, 404, 2, POST, /a,b, a=b,c,",
        "192.0.2.1, -, 12/31/2026, 17:55:20, W3SVC2, WEB1, 192.0.2.9, 0, 0, -, 200, 0, GET, /x.gif, -x,",
        "192.0.2.1, a b, 12/31/2026, 17:55:20, W3SVC2, WEB1, 192.0.2.9, 0, 0, 0, 200, 0, GET, /x y.gif, -,",
    ],
    "zoraxy": [
        "[2025-02-19 06:36:53.313612] [router:blacklist] [origin:a] [client 192.0.2.8] GET /a?b=c 403",
        "2026/05/01 07:57:03 [2026-05-01 07:57:03.15] [router:x] [origin:A.b:80] [client: ::1] [useragent: a [b] c] GET / 200",
        "[2026-05-01 07:57:03] [router:x] [origin:-] [client: ] [useragent: ] OPTIONS * 200",
    ],
    "squid": [
        "1777889730.123   -34 ::1 TCP_MISS/000 - GET http://u@api.example.org:80/v1/items? ann HIER_NONE/- -",
        "1777889730.123 0 ::1 NONE/400 0 CONNECT api.example.org:443 - NONE/-",
    ],
    "gin": [
        '[GIN] 2026/05/04 - 10:15:30 | 404 |  1m2.5s | ::1 | POST  "/v1/\\"x\\u00e9?a=\\u00e9\\x22b"',
        "[GIN] 2026/05/04 - 10:15:30 | 200 | 34.1µs | 1.2.3.4 | GET /v1/items",
    ],
    "ncsa": [
        *map(dated, NOTATIONS),
        '1.2.3.4 - ann [04/May/2026:10:15:30 +0200] "GET /a?b=\\x22 HTTP/1.1" 200 12 "-" "curl \\"x" "10.100, ::1"',
        'v.example.org:80 1.2.3.4 - - [04/May/2026:10:15:30] "GET / HTTP/1.1" 200 - "r" "a" 0.034 rt=0.5 x="y z"',
        '1.2.3.4 - - [04/May/2026:10:15:30 +0200] "GET / HTTP/1.1" 200 12',
        '1.2.3.4 - - [04/May/2026:10:15:30 +0200] "\x1b[33mGET /a?b HTTP/1.1\x1b[0m" 404 12',
        '1.2.3.4 - [04/May/2026:10:- [04/May/2026:10:15:30 +0200] "GET / HTTP/1.1" 200 12',
        '1.2.3.4 - - [04/May/2026:10:15:30.123456789 +0200] "GET / HTTP/1.1" 200 12 "-" "a"',
        '1.2.3.4 - - [04/May/2026 10:15:30] "GET / HTTP/1.1" 200 -',
        '1.2.3.4 - - [May/04/2026:10:15:30 +0200] "GET / HTTP/1.1" 200 -',
        '1.2.3.4 - - [2026-05-04T10:15:30.5Z] "GET / HTTP/1.1" 200 -',
        '#1.2.3.4 - - [04/May/2026:10:15:30 +0200] "GET / HTTP/1.1" 200 12',
        '1.2.3.4 - - [04/May/2026:10:15:30 +0200] "GET / HTTP/1.1" 200 -000',
    ],
}  # fmt: skip


def fields_of(log_format: LogFormat) -> set[str]:
    """Return the further fields that the patterns of a format name."""
    patterns: tuple[Any, ...] = getattr(log_format, "patterns", ())
    more = set() if getattr(log_format, "pairs", "") else SOME_FIELDS
    marks = [getattr(log_format, "signature", None), *patterns]
    return {name for mark in marks if mark for name in mark.groupindex} | more


def every_column(log_format: LogFormat) -> list[str]:
    return [*REQUESTS, *sorted(FIELD + name for name in fields_of(log_format))]


def compare(log_format: LogFormat, lines: list[str], columns: list[str]) -> int:
    """Compare every line that the fast path accepts; return how many those are."""
    lines = [re.sub("[\r\n]", "", line) for line in lines]
    fast = read_fast(log_format, "".join(f"{line}\n" for line in lines).encode(), columns)
    assert len(fast.accepted) == len(lines)
    rows = fast.requests.iter_rows(named=True)
    for number, row, on_wall in zip(fast.numbers, rows, fast.on_wall, strict=True):
        line = lines[number]
        if on_wall:
            row["time"] = row["time"].replace(tzinfo=None)
        expected = careful(log_format, line, number + 1, [*row])
        assert row == expected, line
        assert not is_ignored(line)
    return len(fast.numbers)


def careful(
    log_format: LogFormat, line: str, number: int, columns: list[str]
) -> dict[str, Any] | str:
    try:
        text = line.strip("\0\ufeff")
        request = {**log_format.read_line(text), "line": number, TEXT: line}
    except NoRequestError as reason:
        return str(reason)
    named = {FIELD + name: text for name, text in request["fields"].items()}
    return {name: {**request, **named}.get(name) for name in columns}


BEGINNING = [
    *("line", "time", "http_method", "host", "path", "query", "status", "response_bytes"),
    *("remote_address", "remote_user", "service", TEXT),
]
"""The columns before the end of a quoted line, in the order of a table."""


@pytest.mark.hypothesis
@pytest.mark.parametrize("name", FAST)
def test_changed_samples_of_every_format(name: str) -> None:
    log_format = FAST[name]
    seeds = [*MORE_SEEDS.get(name, ()), *[log_format.sample] * 3]
    sets = [every_column(log_format), list(REQUESTS), ["line", "time", "path", "service"]]
    sets += [
        ["http_method", "line", "query", "status", "time"],
        ["duration_ms", "time", "user_agent"],
    ]
    accepted = 0

    @settings(max_examples=examples(100))
    @given(
        st.lists(st.sampled_from(seeds).flatmap(changed), min_size=8, max_size=20),
        st.sampled_from(sets),
    )
    @example(seeds, sets[0])
    def check(lines: list[str], columns: list[str]) -> None:
        nonlocal accepted
        accepted += compare(log_format, lines, columns)

    check()
    assert accepted > examples(100)


@pytest.mark.hypothesis
@pytest.mark.parametrize(("name", "lines"), [("ncsa", ncsa_lines()), ("apicast", apicast_lines())])
def test_generated_lines(name: str, lines: st.SearchStrategy[str]) -> None:
    log_format = FAST[name]
    assert isinstance(log_format, QuotedRequestFormat)
    accepted = 0

    @settings(max_examples=examples(150))
    @given(st.lists(lines, min_size=10, max_size=30), st.booleans())
    @example(['- - [04/May/2026:10:00:00 +0000] "GET /?a HTTP/1.1" 200 1'], True)  # noqa: FBT003
    def check(lines: list[str], all_columns: bool) -> None:  # noqa: FBT001
        nonlocal accepted
        columns = every_column(log_format) if all_columns else BEGINNING
        accepted += compare(log_format, lines, columns)

    check()
    assert accepted > examples(100)


WORDS = [
    *("10.1.2.3", "10.1.2.3:5", "999.1.1.1", "1.2.3", "1.2.3.4.5", "1..2.3", "1.2.3.4567", ".1.2.3"),
    *("2001:db8::1", "::", "1:2:3:4:5:6:7:8", "1::2::3", ":1", "1:", "::ffff:10.1.2.3", "08:16:01"),
    *("host.example", "a-", "_", "x.", "abc:80", "unix:", "unix:80", "unknown", "ann", "a@b", "a:b"),
    *("-", "12345", "1575616561.123", "0123456789abcdef", "a,b", "(-)", "(1.2.3.4)", "[::1]:80"),
]  # fmt: skip


@pytest.mark.parametrize(
    "request_line", ["GET /a?b HTTP/1.1", "GET http://H.example:80/a?b HTTP/1.1"]
)
@pytest.mark.parametrize("columns", [BEGINNING, every_column(NCSA)], ids=len)
def test_words_before_the_time(request_line: str, columns: list[str]) -> None:
    """Every pair of words as client and user, as host and client, and as other two of four."""
    pairs = [pair for one, two in product(WORDS, repeat=2)
             for pair in (f"{one} - {two}", f"{one} {two} - ann", f"a.example {one} - {two}", f"{one} {two} x -")]  # fmt: skip
    rest = f'[04/May/2026:10:15:30 +0200] "{request_line}" 200 12 "-" "c"'

    assert compare(NCSA, [f"{words} {rest}" for words in pairs], columns) >= len(WORDS)


@pytest.mark.parametrize("columns", [BEGINNING, every_column(NCSA)], ids=len)
def test_times_in_every_notation_are_read_fast(columns: list[str]) -> None:
    lines = [dated(notation) for notation in NOTATIONS]

    assert compare(NCSA, lines, columns) == len(lines)
    assert compare(
        NCSA, [dated(notation) for notation in (*NOTATIONS, *ODD_TIMES)], columns
    ) == len(lines)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("aws-alb", "-"),
        ("aws-s3", "-"),
        ("squid", "000"),
        ("envoy", "0"),
        ("haproxy", "-1"),
        ("gin", "99"),
    ],
)
def test_a_request_without_a_status_is_read_fast(name: str, status: str) -> None:
    line = re.sub(r" [1-5][0-9]{2}(?= |/|$)", f" {status}", FAST[name].sample, count=1)
    if name == "squid":
        line = re.sub("/[0-9]{3} ", f"/{status} ", FAST[name].sample, count=1)
    assert line != FAST[name].sample

    assert compare(FAST[name], [line], every_column(FAST[name])) == 1


@pytest.mark.parametrize("name", FAST)
def test_every_sample_is_read_fast(name: str) -> None:
    lines = [log_format.sample for log_format in FORMATS.values()]
    columns = every_column(FAST[name])
    own = MORE_SEEDS[name][0] if name in HEADED else FAST[name].sample
    if name == "tyk":
        own = MORE_SEEDS[name][1]  # the sample has no year, and the other line has escapes

    assert compare(FAST[name], [own], columns) == 1
    assert compare(FAST[name], [own, *lines], columns) >= 1
