from __future__ import annotations

from tests.line_tables import Cells, Lines, at, cells, each
from usagestats.logs.formats.apache import APACHE_SSL_REQUEST

LINES: Lines = [
    (
        "no status",
        '[10/Aug/2018:09:45:56 +0200] 172.30.0.119 TLSv1.2 ECDHE-RSA "GET /nagiosxi/ HTTP/1.1" 1375',
        {
            "time": at(2018, 8, 10, 7, 45, 56),
            "path": "/nagiosxi/",
            "status": None,
            "response_bytes": 1375,
        },
    ),
    (
        "a time of RFC 3339",
        '[2026-05-04T12:15:30.5+02:00] 192.0.2.1 TLSv1.3 TLS_AES_256_GCM_SHA384 "GET / HTTP/1.1" -',
        {"time": at(2026, 5, 4, 10, 15, 30, 500_000), "response_bytes": None},
    ),
]


@each(LINES)
def test_a_line_says(line: str, expected: Cells) -> None:
    assert cells(APACHE_SSL_REQUEST, line, expected) == expected
