from __future__ import annotations

from tests.line_tables import Cells, Lines, at, cells, each
from usagestats.logs.formats.nginx_proxy_manager import NGINX_PROXY_MANAGER

LINES: Lines = [
    (
        "proxied",
        '[24/Jan/2022:16:51:02 +0000] - 502 404 - GET http Openresty.local "/sdfdsf?a" [Client 1.2.3.4] [Length 192]'
        ' [Gzip 3.10] [Sent-to openresty] "UA \\x22x" "-"',
        {
            "time": at(2022, 1, 24, 16, 51, 2),
            "upstream_status": 502,
            "status": 404,
            "host": "openresty.local",
            "path": "/sdfdsf",
            "query": "a",
            "response_bytes": 192,
            "remote_address": "1.2.3.4",
            "service": "openresty",
            "user_agent": 'UA "x',
            "fields": {"gzip_ratio": "3.10", "scheme": "http"},
        },
    ),
    (
        "no host of its own",
        '[24/Jan/2022:16:51:02 +0000] 404 - GET http a.local "/" [Client 1.2.3.4] [Length 192] [Gzip -] "UA" "-"',
        {"status": 404, "upstream_status": None, "service": None},
    ),
]


@each(LINES)
def test_a_line_says(line: str, expected: Cells) -> None:
    assert cells(NGINX_PROXY_MANAGER, line, expected) == expected
