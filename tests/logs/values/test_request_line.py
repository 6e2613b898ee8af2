from __future__ import annotations

import pytest

from usagestats.logs.values.request_line import RequestLine, parse_request_line, unescape


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GET /a?b=c HTTP/1.1", RequestLine("GET", "/a", "b=c")),
        ("GET /a? HTTP/1.1", RequestLine("GET", "/a", "")),
        ("GET /a", RequestLine("GET", "/a", None)),
        ("GET /a b HTTP/2", RequestLine("GET", "/a b", None)),
        ("GET HTTP/1.1", RequestLine("GET", "HTTP/1.1", None)),
        ("GET /a HTTP/1.1 HTTP/1.1", RequestLine("GET", "/a HTTP/1.1", None)),
        ("GET /a SIP/2.0", RequestLine("GET", "/a SIP/2.0", None)),
        ("CONNECT google.com:443 HTTP/1.1", RequestLine("CONNECT", "google.com:443", None)),
        ("get / HTTP/1.1", RequestLine("get", "/", None)),
        ("GET  /a HTTP/1.1", RequestLine()),
        ("GET ", RequestLine()),
        ("HELP", RequestLine()),
        ("-", RequestLine()),
        ("", RequestLine()),
        (r"\x16\x03\x01", RequestLine()),
        ("- - HTTP/1.1", RequestLine()),
    ],
)
def test_a_request_line_is_read(text: str, expected: RequestLine) -> None:
    assert parse_request_line(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        (r"\x22", '"'),
        (r"caf\xC3\xA9 caf\xc3\xa9", "café café"),
        (r"\xe4", r"\xe4"),
        (r"\"\\", '"\\'),
        (r"\t\n", "\t\n"),
        (r"\x2", "x2"),
        ("ends in \\", "ends in \\"),
    ],
)
def test_escapes_are_undone(text: str, expected: str) -> None:
    assert unescape(text) == expected
