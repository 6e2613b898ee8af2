from __future__ import annotations

import pytest

from tests.line_tables import Cells, Lines, at, cells, each
from usagestats.logs.formats.aws_s3 import S3
from usagestats.logs.readers.log_format import NoRequestError

OWNER = "79a5" * 16
LINES: Lines = [
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
    (
        "quotation marks in the request and in the referer",
        f'{OWNER} bucket [10/Sep/2019:15:11:07 +0000] 192.0.2.3 - 8CD7 REST.GET.OBJECT %2522 "GET /" HTTP/1.1" 403'
        ' AccessDenied 243 - 8 - "referer "x"" "curl" - s9lz= SigV4 ECDHE AuthHeader b.s3.amazonaws.com TLSv1.2',
        {
            "path": '/"',
            "status": 403,
            "user_agent": "curl",
            "host": "b.s3.amazonaws.com",
            "fields": {"referer": 'referer "x"', "error_code": "AccessDenied"},
        },
    ),
    (
        "a request that looks as if it had ended",
        f'{OWNER} bucket [10/Sep/2019:15:11:07 +0000] 192.0.2.3 - 8CD7 REST.GET.OBJECT a "GET /a" HTTP/1.0" 200 x"'
        ' HTTP/1.1" 404 - 1 1 2 1 "-" "a "b" c" -',
        {"path": '/a" HTTP/1.0" 200 x"', "status": 404, "user_agent": 'a "b" c'},
    ),
]


@each(LINES)
def test_a_line_says(line: str, expected: Cells) -> None:
    assert cells(S3, line, expected) == expected


def test_a_time_that_does_not_exist_is_refused() -> None:
    with pytest.raises(NoRequestError):
        S3.read_line(
            f"{OWNER} bucket [06/Foo/2019:00:00:38 +0000] 1.2.3.4 - 3E57 REST.GET.OBJECT a - 200 - 1 1 1 1 - - -"
        )
