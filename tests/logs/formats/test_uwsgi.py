from __future__ import annotations

import pytest

from tests.line_tables import Cells, Lines, cells, each, on_the_wall
from usagestats.logs.formats.uwsgi import UWSGI
from usagestats.logs.readers.log_format import NoRequestError

LINE = (
    "[pid: 88185|app: 0|req: 1/1] 127.0.0.1 (ann) {38 vars in 696 bytes} [Sun Mar 13 22:49:12 2016] POST"
    " /u?metric=1 => generated 47 bytes in 129 msecs (HTTP/1.1 200) 9 headers in 378 bytes (1 switches on core 3)"
)
LINES: Lines = [
    (
        "milliseconds",
        LINE,
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
        LINE.replace("msecs", "micros").replace("ann", ""),
        {"duration_ms": 0.129, "remote_user": None},
    ),
]


@each(LINES)
def test_a_line_says(line: str, expected: Cells) -> None:
    assert cells(UWSGI, line, expected) == expected


def test_a_time_that_does_not_exist_is_refused() -> None:
    with pytest.raises(NoRequestError):
        UWSGI.read_line(LINE.replace("Mar 13", "Mar 33"))
