from __future__ import annotations

import pytest

from tests.line_tables import Cells, Lines, cells, each, on_the_wall
from usagestats.logs.formats.zoraxy import ZORAXY
from usagestats.logs.readers.ignored import is_ignored
from usagestats.logs.readers.log_format import NoRequestError

TIME = "2026/05/01 07:57:03 [2026-05-01 07:57:03.150624]"
LINES: Lines = [
    (
        "the usual line",
        f"{TIME} [router:host-http] [origin:API.example.org] [client: 192.0.2.8] [useragent: curl/8.5] POST /v1?a=b 404",
        {
            "time": on_the_wall(2026, 5, 1, 7, 57, 3, 150_624),
            "host": "api.example.org",
            "remote_address": "192.0.2.8",
            "user_agent": "curl/8.5",
            "http_method": "POST",
            "path": "/v1",
            "query": "a=b",
            "status": 404,
            "fields": {"router": "host-http"},
        },
    ),
    (
        "an older release: no first time, no agent, no colon",
        "[2026-05-01 07:57:03.150624] [router:vdir-http] [origin:a.example.org] [client 2001:db8::1] GET / 200",
        {"remote_address": "2001:db8::1", "user_agent": None, "path": "/", "status": 200},
    ),
    (
        "brackets in the agent",
        f"{TIME} [router:x] [origin:a] [client: 192.0.2.8] [useragent: a [b] GET /x 200] c] PUT /y 201",
        {"user_agent": "a [b] GET /x 200] c", "http_method": "PUT", "path": "/y", "status": 201},
    ),
]


@each(LINES)
def test_a_line_says(line: str, expected: Cells) -> None:
    assert cells(ZORAXY, line, expected) == expected


def test_its_lines_about_itself_are_ignored() -> None:
    assert is_ignored(f"{TIME} [cert] [system:info] loaded")
    assert not is_ignored(LINES[0][1])
    with pytest.raises(NoRequestError, match="Zoraxy"):
        ZORAXY.read_line(f"{TIME} [cert] [system:info] loaded")
