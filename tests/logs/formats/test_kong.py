from __future__ import annotations

from tests.line_tables import Cells, Lines, at, cells, each
from usagestats.logs.formats.kong import KONG

KONG_LINE = '{"started_at":1777889730000,"response":{"status":200,"size":"576"}'
LINES: Lines = [
    (
        "sizes as text, no consumer, no service",
        KONG_LINE + ',"upstream_status":""}',
        {
            "time": at(2026, 5, 4, 10, 15, 30),
            "response_bytes": 576,
            "remote_user": None,
            "service": None,
            "upstream_status": 0,
        },
    ),
    (
        "a consumer by id only",
        KONG_LINE + ',"consumer":{"custom_id":"c-1"},"request":{"uri":"\\/a\\/b?apikey=x"}}',
        {"remote_user": "c-1", "path": "/a/b", "query": "apikey=x"},
    ),
]


@each(LINES)
def test_a_line_says(line: str, expected: Cells) -> None:
    assert cells(KONG, line, expected) == expected


def test_fields_are_texts_by_dotted_path() -> None:
    line = KONG_LINE + ',"a":{"b":[1,true,null],"c":1.50,"d":"-","e":{}},"f.g":""}'

    assert KONG.read_line(line)["fields"] == {
        "started_at": "1777889730000",
        "response.status": "200",
        "response.size": "576",
        "a.b": "1, true",
        "a.c": "1.5",
    }
