"""The formats of HAProxy."""

from __future__ import annotations

from datetime import UTC

import pytest

from tests.line_tables import cells, on_the_wall
from tests.logs.pasted.given import given
from usagestats.logs.formats.haproxy import HAPROXY, HAPROXY_CLF

HTTPLOG = (
    "%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc %ac/%fc/%bc/%sc/%rc %sq/%bq"
    " %hr %hs %{+Q}r"
)
CLF = (
    '%{+Q}o %{-Q}ci - - [%trg] %r %ST %B "" "" %cp %ms %ft %b %s %TR %Tw %Tc %Tr %Ta %tsc %ac %fc'
    " %bc %sc %rc %sq %bq %CC %CS %hrl %hsl"
)
NOON = on_the_wall(2026, 5, 4, 12, 0, 0, 250_000)


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        (
            HTTPLOG + " %[var(txn.key)]",
            '2001:db8::1:443 [04/May/2026:12:00:00.250] http~ items/<NOSRV> 0/0/-1/-1/+34 503 +9 - - SC-- 1/1/0/0/+3 0/0 {a b|c} "GET /#22a\\?b HTTP/1.1" k1',
            {"time": NOON, "remote_address": "2001:db8::1", "path": '/"a\\', "query": "b", "status": 503, "duration_ms": 34.0, "response_bytes": 9, "service": "items"},
        ),
        (
            HTTPLOG + " %[var(txn.key)]",
            '192.0.2.1:443 [04/May/2026:12:00:00.250] http~ items/a 0/0/1/2/34 -1 9 - - SC-- 1/1/0/0/3 0/0 {a b|c} {} "<BADREQ>" -',
            {"path": None, "status": None},
        ),
        (
            r"log-format %ci:%cp\ [%t]\ %HM\ %HP%HQ\ %ST\ %[capture.req.hdr(0)]\ %Tt",
            "192.0.2.1:443 [04/May/2026:12:00:00.250] PUT /a?b=c 200 k1 12",
            {"http_method": "PUT", "path": "/a", "query": "b=c", "duration_ms": 12.0, "fields": {"client_port": "443", "capture_req_hdr_0": "k1"}},
        ),
        (
            "%{+Q}o %Ts.%ms %ci %b %[src] %r %ST",
            '1777896000.250 "192.0.2.1" "items" "-" "GET /a HTTP/1.1" 200',
            {"time": NOON.replace(tzinfo=UTC), "remote_address": "192.0.2.1", "service": "items", "path": "/a"},
        ),
        (
            "%(client)ci %(x:str)[src] [%(when)tr] %(code:sint)ST %(line){+Q}r",
            '192.0.2.1 a [04/May/2026:12:00:00.250] 200 "GET /a HTTP/1.1"',
            {"time": NOON, "remote_address": "192.0.2.1", "path": "/a", "status": 200},
        ),
        (
            'log-format "%{+json}o %(client)ci:%cp %(when)tr %(code:sint)ST %(k)[var(txn.key)] %(ta)Ta %(line){+Q}r"',
            '{"client": "192.0.2.1", "when": "04/May/2026:12:00:00.250", "code": 200, "k": "x", "ta": -1, "line": "GET /a?b HTTP/1.1"}',
            {"time": NOON, "path": "/a", "query": "b", "status": 200, "duration_ms": None, "fields": {"k": "x"}},
        ),
        (
            """log-format '{"time":"%tr","status":%ST,"ms":%Ta,"request":"%HM %HU"}'""",
            '{"time":"04/May/2026:12:00:00.250","status":404,"ms":34,"request":"GET /a?b"}',
            {"time": NOON, "path": "/a", "query": "b", "status": 404, "duration_ms": 34.0},
        ),
    ],
)  # fmt: skip
def test_a_line_says(text: str, line: str, expected: dict[str, object]) -> None:
    log_format = given(text)

    assert cells(log_format, line, expected) == expected
    assert log_format.read_line(log_format.sample)["path"] == "/v1/items"


def test_what_is_built_in_is_recognised() -> None:
    assert given(HTTPLOG) is HAPROXY
    assert given(f'log-format "{HTTPLOG}"') is HAPROXY
    assert given(CLF) is HAPROXY_CLF
