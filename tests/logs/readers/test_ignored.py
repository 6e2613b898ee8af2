from __future__ import annotations

import pytest
from hypothesis import given, strategies

from usagestats.logs.readers.ignored import (
    BESIDE,
    MESSAGES,
    error_log_lines,
    is_error_log_line,
    is_ignored,
)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", True),
        ("  \t\r", True),
        ("\0\0\0", True),
        ("# comment", True),
        ("\ufeff#Fields: date time", True),
        ("2021/12/01 13:53:33 [error] 31#31: *1 connect() failed", True),
        ("2021/12/01 13:53:33 [warn] 1#1: *1 a client request body is buffered", True),
        ("[Wed Oct 11 14:32:52 2000] [error] [client 127.0.0.1] denied", True),
        ("[Fri Sep 09 10:42:29.902022 2011] [core:error] [pid 35708] x", True),
        ("[2026-05-04 10:15:30.188][1][warning][config] [source/x.cc:52] gRPC config", True),
        ("2026-05-04T10:15:30.188732Z\tinfo\tEnvoy proxy is ready", True),
        ("2026-05-04T10:15:30.188Z\tinfo\thttp.log.access\thandled request\t{}", False),
        ('2026/03/26 12:45:35.351\tINFO\ttls.cache\tstarted\t{"cache": "0xc"}', True),
        ("2026/03/26 12:45:35.351\t\x1b[34mINFO\x1b[0m\tserving initial configuration", True),
        ("2026/03/26 12:45:35.351\tINFO\thttp.log.access.log0\thandled request\t{", False),
        (' 2026/10/16 - 13:59:29.990 ▶ INFO {"a":1}', True),
        ("[KRAKEND] 2026/10/16 - 13:59:29.990 \x1b[36m▶ CRITIC\x1b[0m x", True),
        ("2026/05/04 10:00:00 KRAKEND INFO: [ENDPOINT: /e] Building the http handler", True),
        ("2026/05/04 10:00:00 [KRAKEND] ERROR: [ENDPOINT: /e] x", True),
        ("2026/05/04 10:00:00 GET /a 200", False),
        ("2026-05-04T10:15:30.123Z", True),
        ("2026-05-04T10:15:30.123+00:00 api/gateway/5f36\r", True),
        ('2026-05-04T10:15:30.123Z {"status":200}', False),
        ("192.0.2.1 [04/May/2026:10:15:30 +0000] TCP 200 512 34 0.081", True),
        ('192.0.2.1:5000 [04/May/2026:10:15:30.5] in b/s 0/0/5 212 -- 1/1/0/0/3 0/0 "x"', True),
        ('[192.0.2.1] [04/May/2026:10:15:30 +0000] UDP 200 512 34 0.081 "10.0.0.9:53"', True),
        ("[04/May/2026:10:15:30 +0000] [Client 192.0.2.1] TCP 502 0 0 0.000", True),
        ("192.0.2.1 [04/May/2026:10:15:30 +0000] TCP 200", False),
        ('[2026-05-04T10:15:30.123Z] "- - -" 0 UF,URX "-" "-" 0 0 81 - "-"', True),
        ('[2026-05-04T10:15:30.123Z] "- - HTTP/1.1" 400 DPE - - "-" 0 11 0 - "-"', False),
        (
            "2026-05-12T06:41:29.0Z lb 192.0.2.1:41560 10.0.0.1:443 0.0005 0.00006 0.00005 - - 255 29"
            ' "- - - " "-" - -',
            True,
        ),
        (
            '2026-05-12T06:41:29.0Z lb 192.0.2.1:41560 - -1 -1 -1 - - 0 0 "- - - " "-" - -',
            True,
        ),
        (
            "1777889731.123      0 192.0.2.1 NONE_NONE/000 0 -"
            " error:transaction-end-before-headers - HIER_NONE/- -",
            True,
        ),
        (
            "1777889731.123      0 192.0.2.1 NONE_NONE/400 9 - error:invalid-request - HIER_NONE/- -",
            False,
        ),
        ('{"index":{"_index":"gravitee-request-2026.05.04","_id":"x"}}', True),
        ('{ "create": { "_index": "x" } }', True),
        ('{"index":{"_index":"x"},"status":200}', False),
        ('[2026-05-04T10:15:30.123Z] "GET / HTTP/1.1" 200 - 0 5 4 3 "-"', False),
        ('1.2.3.4 - - [06/May/2026:09:00:08 +0000] "GET / HTTP/1.1" 200 1', False),
        ("nonsense", False),
    ],
)
def test_lines_that_are_no_request_by_nature(line: str, *, expected: bool) -> None:
    assert is_ignored(line) is expected


@pytest.mark.parametrize("pattern", BESIDE)
@given(data=strategies.data())
def test_each_message_bears_a_sign(pattern: str, data: strategies.DataObject) -> None:
    message = data.draw(strategies.from_regex(pattern, fullmatch=True))
    for line in (message, f'{message} request: "GET /a HTTP/1.1"'):
        assert is_error_log_line(line) or not MESSAGES.match(line)


@given(data=strategies.data())
def test_messages_among_lines_are_found_as_those_of_single_lines(
    data: strategies.DataObject,
) -> None:
    request = '203.0.113.9 - - [04/May/2026:10:15:30 +0000] "GET /a HTTP/1.1" 200 17'
    patterns = data.draw(strategies.lists(strategies.sampled_from(BESIDE), max_size=2))
    messages = [data.draw(strategies.from_regex(one, fullmatch=True)) for one in patterns]
    quoted = [f'{message} request: "GET /a HTTP/1.1"' for message in messages]
    lines = data.draw(strategies.permutations([request, request, *messages, *quoted]))

    assert error_log_lines(lines) == list(filter(is_error_log_line, lines))
    assert error_log_lines([request]) == []


@pytest.mark.parametrize("pattern", BESIDE)
@given(data=strategies.data())
def test_a_message_is_found_where_each_line_has_quotation_marks(
    pattern: str, data: strategies.DataObject
) -> None:
    request = '203.0.113.9 - - [04/May/2026:10:15:30 +0000] "GET /a HTTP/1.1" 200 17'
    message = data.draw(strategies.from_regex(pattern, fullmatch=True))
    lines = [request, f'{message} request: "GET /a HTTP/1.1"', request]

    assert error_log_lines(lines) == list(filter(is_error_log_line, lines))
