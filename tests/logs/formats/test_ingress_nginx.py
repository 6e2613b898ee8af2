from __future__ import annotations

from tests.line_tables import Cells, Lines, cells, each
from usagestats.logs.formats.ingress_nginx import INGRESS_NGINX

BEGINNING = '10.1.2.3 - frank [08/Dec/2021:09:16:05 +0000] "GET /a?b=c HTTP/1.1" 200 405'
LINES: Lines = [
    (
        "default",
        BEGINNING
        + ' "-" "curl/7.54.0" 89 0.001 [default-web-8080] [] 172.17.0.5:8080 59 0.000 200 529a',
        {
            "service": "default-web-8080",
            "duration_ms": 1.0,
            "upstream_status": 200,
            "user_agent": "curl/7.54.0",
            "fields": {"req_id": "529a", "upstream_addr": "172.17.0.5:8080"},
        },
    ),
    (
        "no upstream",
        BEGINNING + ' "-" "-" 0 0.000 [] [] - - - - 4c7d',
        {"service": None, "upstream_status": 0, "duration_ms": 0.0},
    ),
    (
        "two upstreams: the last one answered",
        BEGINNING
        + ' "-" "M" 27 3.000 [l-8080] [] [2a02::7]:5000, [2a02::3]:5000 0, 7 1.000, 2.000 502, 200 3db7',
        {
            "service": "l-8080",
            "upstream_status": 200,
            "duration_ms": 3000.0,
            "fields": {"upstream_addr": "[2a02::7]:5000, [2a02::3]:5000"},
        },
    ),
    (
        "before 0.22, a redirect inside",
        BEGINNING
        + ' "-" "M" 27 3.000 [l-8080] 10.0.0.1:80 : 10.0.0.2:80 0 : 7 1.0 : 2.0 302 : 404 3db7',
        {"service": "l-8080", "upstream_status": 404},
    ),
]


@each(LINES)
def test_a_line_says(line: str, expected: Cells) -> None:
    assert cells(INGRESS_NGINX, line, expected) == expected
