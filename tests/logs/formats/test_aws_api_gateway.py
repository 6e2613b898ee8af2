from __future__ import annotations

import json

import pytest

from tests.line_tables import Cells, Lines, at, cells, each
from usagestats.logs.formats.aws_api_gateway import API_GATEWAY_JSON, API_GATEWAY_TEXT
from usagestats.logs.readers.log_format import NoRequestError
from usagestats.logs.readers.probe import Probe

TEXT_LINES: Lines = [
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
JSON_LINES: Lines = [
    (
        "a route that is no path",
        '{"requestId":"a","requestTime":"04/May/2026:10:15:30 +0000","status":"500","routeKey":"$connect","apiKey":"s3cret"}',
        {"http_method": None, "path": None, "remote_user": None},
    ),
]


@each(TEXT_LINES)
def test_a_line_says(line: str, expected: Cells) -> None:
    assert cells(API_GATEWAY_TEXT, line, expected) == expected


@pytest.mark.parametrize(
    "line",
    [
        '1.2.3.4 - - [09/Jun/2023:12:54:08 +0000] "GET /pets HTTP/1.1" 200 47140 "-" "curl/8"',
        '<request id="GQIV"> <ip>1.2.3.4</ip>',
    ],
)
def test_others_are_refused(line: str) -> None:
    with pytest.raises(NoRequestError):
        API_GATEWAY_TEXT.read_line(line)


@each(JSON_LINES)
def test_a_line_says_in_json(line: str, expected: Cells) -> None:
    assert cells(API_GATEWAY_JSON, line, expected) == expected


def test_a_key_that_is_a_credential_is_a_field_only() -> None:
    line = json.dumps({**json.loads(API_GATEWAY_JSON.sample), "apiKeyId": "-", "apiKey": "s3cret"})
    request = API_GATEWAY_JSON.read_line(line)

    assert request["remote_user"] is None
    assert request["fields"]["apiKey"] == "s3cret"


@pytest.mark.parametrize("last", "aZ09_+/=-")
def test_a_line_may_end_in_any_letter_of_an_id(last: str) -> None:
    line = f"{API_GATEWAY_TEXT.sample} IUvPCEF9joEFQgQ{last}"

    API_GATEWAY_TEXT.check_line(line)
    assert API_GATEWAY_TEXT.may_fit_any(Probe(["", line]))


def test_lines_that_end_otherwise_are_ruled_out_at_once() -> None:
    assert not API_GATEWAY_TEXT.may_fit_any(Probe(["", f'{API_GATEWAY_TEXT.sample} "-" "curl"']))
