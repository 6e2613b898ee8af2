from __future__ import annotations

from tests.line_tables import Cells, Lines, at, cells, each
from usagestats.logs.formats.akamai import AKAMAI

LINES: Lines = [
    (
        "texts only; the path has no leading slash",
        '{"reqTimeSec":"1573840000.072","reqMethod":"GET","reqHost":"test.hostname.net","reqPath":"path1/to",'
        '"queryStr":"param=value","statusCode":"206","totalBytes":"3888","turnAroundTimeMSec":"11",'
        '"cliIP":"128.147.28.68","UA":"Mozilla/5.0","cp":"123456"}',
        {
            "time": at(2019, 11, 15, 17, 46, 40, 72_000),
            "http_method": "GET",
            "host": "test.hostname.net",
            "path": "path1/to",
            "query": "param=value",
            "status": 206,
            "response_bytes": 3888,
            "duration_ms": None,
            "remote_address": "128.147.28.68",
            "user_agent": "Mozilla/5.0",
            "service": "123456",
            "fields": {"turnAroundTimeMSec": "11"},
        },
    ),
    (
        "nothing known",
        '{"reqTimeSec":"1573840000","reqMethod":"-","reqPath":"-","queryStr":"-","statusCode":"0","totalBytes":"-","UA":"-"}',
        {
            "http_method": None,
            "path": None,
            "query": None,
            "status": None,
            "response_bytes": None,
            "user_agent": None,
        },
    ),
]


@each(LINES)
def test_a_line_says(line: str, expected: Cells) -> None:
    assert cells(AKAMAI, line, expected) == expected
