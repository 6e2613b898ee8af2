from __future__ import annotations

import pytest

from tests.line_tables import Cells, Lines, cells, each, on_the_wall
from usagestats.logs.formats.gin import GIN
from usagestats.logs.readers.ignored import is_ignored
from usagestats.logs.readers.log_format import NoRequestError

LINES: Lines = [
    (
        "quoted",
        '[GIN] 2023/10/01 - 10:18:54 | 200 |  500.250509ms |       127.0.0.1 | GET      "/weather?city=Hamburg"',
        {
            "time": on_the_wall(2023, 10, 1, 10, 18, 54),
            "http_method": "GET",
            "path": "/weather",
            "query": "city=Hamburg",
            "status": 200,
            "duration_ms": 500.250509,
            "remote_address": "127.0.0.1",
        },
    ),
    (
        "before 1.6: bare",
        "[GIN] 2019/06/08 - 17:41:34 | 200 |     214.213µs |             ::1 | GET      /hello world",
        {"path": "/hello world", "duration_ms": 0.214213, "remote_address": "::1"},
    ),
    (
        "escaped as Go does",
        r'[GIN] 2020/12/02 - 19:00:31 | 200 |     1.5s |    1.2.3.4 | GET      "/a\"\u00e9\x00\\?\ud800"',
        {"path": '/a"é\0\\', "query": r"\ud800"},
    ),
    (
        "colours",
        '[GIN] 2020/12/02 - 19:00:31 |\x1b[97;42m 200 \x1b[0m|     791ns |    1.2.3.4 |\x1b[97;44m GET     \x1b[0m "/"',
        {"status": 200, "path": "/", "http_method": "GET", "duration_ms": 0.000791},
    ),
]


@each(LINES)
def test_a_line_says(line: str, expected: Cells) -> None:
    assert cells(GIN, line, expected) == expected


def test_a_time_that_does_not_exist_is_refused() -> None:
    with pytest.raises(NoRequestError, match="time"):
        GIN.read_line('[GIN] 2019/02/30 - 17:41:34 | 200 | 1ms | ::1 | GET "/"')


@pytest.mark.parametrize(
    "line", ["[GIN-debug] Listening and serving HTTP on :8080", "Error #01: broken"]
)
def test_what_gin_says_beside_requests_is_ignored(line: str) -> None:
    assert is_ignored(line)
