from __future__ import annotations

from tests.line_tables import Cells, Lines, at, cells, each
from usagestats.logs.formats.cloudflare import CLOUDFLARE

LINES: Lines = [
    (
        "nanoseconds since 1970",
        '{"EdgeStartTimestamp":1777889730000000000,"EdgeResponseStatus":200}',
        {"time": at(2026, 5, 4, 10, 15, 30)},
    ),
    (
        "seconds since 1970",
        '{"EdgeStartTimestamp":1777889730,"EdgeResponseStatus":200}',
        {"time": at(2026, 5, 4, 10, 15, 30)},
    ),
]


@each(LINES)
def test_a_line_says(line: str, expected: Cells) -> None:
    assert cells(CLOUDFLARE, line, expected) == expected
