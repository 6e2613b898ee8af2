from __future__ import annotations

import pytest

from tests.line_tables import Cells, Lines, at, cells, each
from usagestats.logs.formats.gravitee import (
    GRAVITEE_CSV,
    GRAVITEE_ELASTIC,
    GRAVITEE_JSON,
    GRAVITEE_LOG,
)
from usagestats.logs.readers.log_format import NoRequestError

V4 = (
    '"t";"r";1777889730123;"203.0.113.7";"10.0.0.9";"a1";"items";"O";"E";"app1";"plan1";"sub1";"ann";"";"/v1?x=1";"/p"'
    ';"";"GET";200;"http-proxy";"http://up";"";"a ""b"";c";"curl/8.5.0";"api.example.org";0;512;33;34;1;"API_KEY";"k";""'
)
CSV_LINES: Lines = [
    (
        "version 4",
        V4,
        {
            "time": at(2026, 5, 4, 10, 15, 30, 123_000),
            "service": "items",
            "path": "/v1",
            "query": "x=1",
            "status": 200,
            "http_method": "GET",
            "response_bytes": 512,
            "duration_ms": 34.0,
            "remote_user": "ann",
            "host": "api.example.org",
            "user_agent": "curl/8.5.0",
            "fields": {
                "application": "app1",
                "plan": "plan1",
                "error-message": 'a "b";c',
                "endpoint": "http://up",
            },
        },
    ),
    (
        "version 2: no entrypoint, no product",
        V4.replace('"http-proxy";', "").removesuffix(';""').replace('"items"', '""'),
        {
            "duration_ms": 34.0,
            "host": "api.example.org",
            "service": "a1",
            "fields": {"endpoint": "http://up"},
        },
    ),
]
ELASTIC_LINES: Lines = [
    (
        "a method that is a number",
        '{"@timestamp":"2026-05-04T10:15:30Z","api-id":"a","status":200,"http-method":7}',
        {"http_method": "POST"},
    ),
]
JSON_LINES: Lines = [
    (
        "of the file reporter",
        '{"timestamp":1777889730123,"apiId":"a1","apiName":"items","applicationId":"app1","planId":"plan1",'
        '"httpMethod":"GET","host":"api.example.org:8082","uri":"/v1?x=1","status":200,"responseContentLength":512,'
        '"gatewayResponseTimeMs":34,"remoteAddress":"203.0.113.7","userAgent":"curl/8.5.0"}',
        {
            "time": at(2026, 5, 4, 10, 15, 30, 123_000),
            "http_method": "GET",
            "host": "api.example.org",
            "path": "/v1",
            "query": "x=1",
            "status": 200,
            "response_bytes": 512,
            "duration_ms": 34.0,
            "remote_address": "203.0.113.7",
            "remote_user": "app1",
            "user_agent": "curl/8.5.0",
            "service": "items",
            "fields": {"planId": "plan1"},
        },
    ),
]
LOG_LINES: Lines = [
    (
        "refused by the gateway",
        '{"timestamp":1777889730123,"apiName":"Temperature Conversion","endpointResponse":{"status":0},'
        '"entrypointResponse":{"status":401},"entrypointRequest":{"method":"POST","uri":"/temperature"}}',
        {
            "time": at(2026, 5, 4, 10, 15, 30, 123_000),
            "http_method": "POST",
            "path": "/temperature",
            "status": 401,
            "upstream_status": 0,
            "remote_user": None,
            "service": "Temperature Conversion",
        },
    ),
]


@each(CSV_LINES)
def test_a_line_says(line: str, expected: Cells) -> None:
    assert cells(GRAVITEE_CSV, line, expected) == expected


@pytest.mark.parametrize(
    "line",
    [
        V4.replace('"ann"', '"ann'),
        V4.replace(";33;", ";x;"),
        V4.replace("1777889730123", "17"),
    ],
)
def test_others_are_refused(line: str) -> None:
    with pytest.raises(NoRequestError):
        GRAVITEE_CSV.read_line(line)


@each(ELASTIC_LINES)
def test_a_line_says_in_elasticsearch(line: str, expected: Cells) -> None:
    assert cells(GRAVITEE_ELASTIC, line, expected) == expected


@each(JSON_LINES)
def test_a_line_says_in_json(line: str, expected: Cells) -> None:
    assert cells(GRAVITEE_JSON, line, expected) == expected


@each(LOG_LINES)
def test_a_line_says_in_the_log_of_whole_requests(line: str, expected: Cells) -> None:
    assert cells(GRAVITEE_LOG, line, expected) == expected
