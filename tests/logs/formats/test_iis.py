from __future__ import annotations

import pytest

from tests.line_tables import Cells, Lines, cells, each, on_the_wall
from usagestats.logs.formats.iis import IIS
from usagestats.logs.readers.log_format import NoRequestError

BEGIN = "192.0.2.1, -, 03/20/2026, 7:55:20, W3SVC2, SALES1, 198.51.100.45, 4502, 163, 3223, 200, 0"
LINES: Lines = [
    (
        "no user and no query",
        f"{BEGIN}, GET, /x.gif, -,",
        {
            "time": on_the_wall(2026, 3, 20, 7, 55, 20),
            "http_method": "GET",
            "path": "/x.gif",
            "query": None,
            "status": 200,
            "response_bytes": 3223,
            "duration_ms": 4502.0,
            "remote_address": "192.0.2.1",
            "remote_user": None,
            "service": "W3SVC2",
            "fields": {"server_name": "SALES1", "bytes_received": "163", "windows_status": "0"},
        },
    ),
    (
        "two digits of the year, a user, commas in path and query",
        BEGIN.replace("-, 03/20/2026", "EX\\ann, 3/9/26") + ", POST, /a,b, x=1,2&y=3,",
        {
            "time": on_the_wall(2026, 3, 9, 7, 55, 20),
            "remote_user": "EX\\ann",
            "path": "/a,b",
            "query": "x=1,2&y=3",
        },
    ),
]


@each(LINES)
def test_a_line_says(line: str, expected: Cells) -> None:
    assert cells(IIS, line, expected) == expected


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (f"{BEGIN.replace('03/20', '20/03')}, GET, /x.gif, -,", "the time does not exist"),
        (BEGIN, "own format of IIS"),
    ],
)
def test_a_line_that_is_no_request_has_its_reason(line: str, reason: str) -> None:
    with pytest.raises(NoRequestError, match=reason):
        IIS.read_line(line)
