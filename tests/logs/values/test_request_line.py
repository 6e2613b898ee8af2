from __future__ import annotations

import pytest

from usagestats.logs.values.request_line import (
    RequestLine,
    Target,
    parse_request,
    parse_request_line,
    split_target,
    unescape,
)


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
        ("\x1b[35m\x1b[1mGET /a?b=c HTTP/1.1\x1b[0m", RequestLine("GET", "/a", "b=c")),
        ("GET /\x1b[1ma HTTP/1.1", RequestLine("GET", "/\x1b[1ma", None)),
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


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/a?b", Target(None, "/a", "b")),
        ("http://API.example:8080/a?b", Target("api.example", "/a", "b")),
        ("https://ann:x@api.example", Target("api.example", "/", None)),
        ("http://api.example?b", Target("api.example", "/", "b")),
        ("cache_object://localhost/counters", Target("localhost", "/counters", None)),
        ("http:///a", Target(None, "/a", None)),
        ("api.example:443", Target(None, "api.example:443", None)),
        ("//api.example/a", Target(None, "//api.example/a", None)),
        ("/?to=http://api.example/", Target(None, "/", "to=http://api.example/")),
    ],
)
def test_a_target_is_taken_apart(target: str, expected: Target) -> None:
    cells = parse_request(f"GET {target} HTTP/1.1")

    assert split_target(target) == expected
    assert cells == {"http_method": "GET", **expected._asdict()}


def test_what_is_no_request_line_has_no_parts() -> None:
    assert set(parse_request("-").values()) == {None}
