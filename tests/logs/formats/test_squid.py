from __future__ import annotations

import pytest

from tests.line_tables import Cells, Lines, at, cells, each
from usagestats.logs.formats.squid import SQUID
from usagestats.logs.readers.log_format import NoRequestError

LINES: Lines = [
    (
        "a page",
        "1157689320.327   2864 10.105.21.199 TCP_MISS/200 10182 GET http://www.goonernews.com/a?b badeyek"
        " DIRECT/207.58.145.61 text/html",
        {
            "time": at(2006, 9, 8, 4, 22, 0, 327_000),
            "http_method": "GET",
            "host": "www.goonernews.com",
            "path": "/a",
            "query": "b",
            "status": 200,
            "response_bytes": 10182,
            "duration_ms": 2864.0,
            "remote_user": "badeyek",
            "fields": {"result": "TCP_MISS", "peer": "207.58.145.61"},
        },
    ),
    (
        "a tunnel",
        "1157689312.049   5006 10.105.21.199 TCP_MISS/200 19763 CONNECT login.yahoo.com:443 - DIRECT/1.2.3.4 -",
        {
            "http_method": "CONNECT",
            "path": "login.yahoo.com:443",
            "host": None,
            "remote_user": None,
        },
    ),
    (
        "aborted; headers logged too",
        "1570784681.846  12140 127.0.0.1 TCP_MISS_ABORTED/000 0 GET http://8.8.8.8 - HIER_NONE/- - [a: b] [c: d]",
        {"status": None, "path": "/", "host": "8.8.8.8", "duration_ms": 12140.0},
    ),
    (
        "no target",
        "1570784681.846      0 ::1 NONE/400 3900 NONE error:method-not-allowed - HIER_NONE/- text/html",
        {"path": "error:method-not-allowed", "remote_address": "::1", "status": 400},
    ),
]


@each(LINES)
def test_a_line_says(line: str, expected: Cells) -> None:
    assert cells(SQUID, line, expected) == expected


@pytest.mark.parametrize(
    "line",
    [
        "2019/10/11 09:14:49| pinger: Initialising ICMP pinger ...",
        "9999999999.327   2864 10.105.21.199 TCP_MISS/200 10182 GET http://a/ - DIRECT/1.2.3.4 text/html",
    ],
)
def test_others_are_refused(line: str) -> None:
    with pytest.raises(NoRequestError):
        SQUID.read_line(line)
