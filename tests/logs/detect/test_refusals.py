"""Logs that are known and cannot be counted are refused with the reason."""

from __future__ import annotations

import pytest

from usagestats.logs.detect.detection import detect
from usagestats.logs.detect.refusals import refusal


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (['INFO:     192.168.1.1:52782 - "POST /login HTTP/1.1" 401 Unauthorized'], "uvicorn"),
        (
            [
                '\x1b[32mINFO\x1b[0m:     1.2.3.4:5 - "\x1b[1mGET / HTTP/1.1\x1b[0m" \x1b[32m200 OK\x1b[0m'
            ],
            "uvicorn",
        ),
        (
            ["tls 1.0 2018-12-20T02:59:40 net/lb/c6e77 g3d4 1.2.3.4:5 1.2.3.5:443 5 2 98"],
            "network load balancer",
        ),
        (['<request id="x"> <ip>1.2.3.4</ip> <user>-</user>'], "XML of AWS API Gateway"),
        (['"GET /x HTTP/1.1" to service 42 and My service'], "no time"),
        (['127.0.0.1 - - "GET /bad.foo HTTP/1.1" 404 65508 4.386', "x"], "no time"),
    ],
)
def test_logs_that_cannot_be_counted_are_refused_with_the_reason(
    lines: list[str], reason: str
) -> None:
    detection = detect(["\n".join(lines).encode()])

    assert not detection.is_certain
    assert reason in str(detection)


@pytest.mark.parametrize(
    "lines", [[], ["x"], ["x", "y", '"GET /x HTTP/1.1"'], ['[10:00:00] "GET /x HTTP/1.1"']]
)
def test_nothing_is_known_about_others(lines: list[str]) -> None:
    assert refusal(lines, lines) is None


def test_a_time_that_was_taken_for_a_wrapper_is_a_time() -> None:
    line = '2026-05-04T10:15:30Z gw 203.0.113.7 - - "GET /x HTTP/1.1" 200 5 0.034'
    detection = detect([f"{line}\n".encode() * 20])

    assert not detection.is_certain
    assert "no time:" not in str(detection)
