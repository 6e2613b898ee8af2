"""The formats of Envoy."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.line_tables import cells
from tests.logs.pasted.given import given
from usagestats.logs.formats.envoy import ENVOY

DEFAULT = (
    '[%START_TIME%] "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%" %RESPONSE_CODE%'
    " %RESPONSE_FLAGS% %BYTES_RECEIVED% %BYTES_SENT% %DURATION%"
    ' %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% "%REQ(X-FORWARDED-FOR)%" "%REQ(USER-AGENT)%"'
    ' "%REQ(X-REQUEST-ID)%" "%REQ(:AUTHORITY)%" "%UPSTREAM_HOST%"\\n'
)
NOON = datetime(2026, 5, 4, 12, 0, 0, 250_000, UTC)


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        (
            DEFAULT.replace("\\n", " %REQ(X-API-KEY):20% %UPSTREAM_CLUSTER%\\n"),
            '[2026-05-04T12:00:00.250Z] "GET /a?b HTTP/2" 0 DC 0 9 34 - "192.0.2.1, 10.0.0.1" "say "hi" "now"" "id" "A.b:80" "-" k1 c|80',
            {
                "time": NOON, "path": "/a", "query": "b", "status": None, "duration_ms": 34.0, "response_bytes": 9,
                "remote_address": "192.0.2.1", "user_agent": 'say "hi" "now"', "host": "a.b", "service": "c|80",
                "fields": {"protocol": "HTTP/2", "response_flags": "DC", "bytes_received": "0", "request_id": "id", "x_api_key": "k1"},
            },
        ),
        (
            "%START_TIME(%Y/%m/%dT%H:%M:%S.%3f %s)% %REQ(:METHOD)% %REQ(:PATH)% %RESPONSE_CODE% %DOWNSTREAM_REMOTE_ADDRESS% %REQ(X-FORWARDED-FOR)%",
            "2026/05/04T12:00:00.250 1777896000 GET /a 200 [2001:db8::1]:80 -",
            {"time": NOON, "path": "/a", "remote_address": "2001:db8::1"},
        ),
        (
            'envoy:{"when": "%START_TIME(%s.%6f)%", "m": "%REQ(:METHOD)%", "up": {"p": "%REQ(:PATH)%"}, "c": "%RESPONSE_CODE%", "t": "%DURATION%", "k": "%DYNAMIC_METADATA(jwt:sub)%"}\n',
            '{"when":"1777896000.250000","m":"GET","up":{"p":"/a?b"},"c":200,"t":34,"k":null}',
            {"time": NOON, "path": "/a", "query": "b", "status": 200, "duration_ms": 34.0},
        ),
        (
            "[%START_TIME%] %REQ(:METHOD)% %REQ(:PATH)% %DURATION%",
            "[2026-05-04T12:00:00.250000999Z] GET /a 34",
            {"time": NOON, "path": "/a", "status": None, "duration_ms": 34.0},
        ),
    ],
)  # fmt: skip
def test_a_line_says(text: str, line: str, expected: dict[str, object]) -> None:
    log_format = given(text)

    assert cells(log_format, line, expected) == expected
    assert log_format.read_line(log_format.sample)["path"] == "/v1/items"


@pytest.mark.parametrize("text", [DEFAULT, DEFAULT.removesuffix("\\n"), DEFAULT[:-2] + "\n"])
def test_the_default_is_recognised(text: str) -> None:
    assert given(text) is ENVOY
