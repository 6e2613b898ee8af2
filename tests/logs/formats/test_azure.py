from __future__ import annotations

import pytest

from tests.chunks import read_fast
from tests.line_tables import Cells, Lines, at, cells, each
from usagestats.logs.formats import NAMES
from usagestats.logs.formats.azure import (
    AZURE_API_MANAGEMENT,
    AZURE_APPLICATION_GATEWAY,
    AZURE_FRONT_DOOR,
)
from usagestats.logs.readers.log_format import NoRequestError, OtherRecordError
from usagestats.tables.declared import REQUESTS

MANAGEMENT_LINES: Lines = [
    (
        "of an API that was called with a subscription",
        '{"time":"2020-10-14T17:15:30.1234567Z","category":"GatewayLogs","durationMs":152,"callerIpAddress":"203.0.113.7",'
        '"properties":{"method":"GET","url":"https://apim-hello-world.azure-api.net/conference/speakers",'
        '"backendResponseCode":502,"responseCode":200,"responseSize":41583,"backendTime":87,'
        '"apiId":"demo-conference-api","apimSubscriptionId":"master"}}',
        {
            "time": at(2020, 10, 14, 17, 15, 30, 123_456),
            "http_method": "GET",
            "host": "apim-hello-world.azure-api.net",
            "path": "/conference/speakers",
            "status": 200,
            "upstream_status": 502,
            "response_bytes": 41583,
            "duration_ms": 152.0,
            "remote_address": "203.0.113.7",
            "remote_user": "master",
            "service": "demo-conference-api",
            "fields": {"properties.backendTime": "87"},
        },
    ),
    (
        "no API matched",
        '{"time":"2020-10-14T17:15:30Z","category":"GatewayLogs","properties":{"responseCode":404}}',
        {"status": 404, "service": None, "remote_user": None},
    ),
]
FRONT_DOOR_LINES: Lines = [
    (
        "numbers as texts, the older spelling of the category",
        '{"category":"FrontdoorAccessLog","properties":{"backendHostname":"erp.example.net:443","clientIp":"175.16.199.0",'
        '"httpMethod":"GET","httpStatusCode":"200","requestUri":"https://erp.testcloud.com:443/Customer/list?q=1",'
        '"responseBytes":"637","routingRuleName":"erp","timeTaken":"0.064","userAgent":"Mozilla/5.0"},'
        '"time":"2021-12-15T03:35:50.0584922Z"}',
        {
            "time": at(2021, 12, 15, 3, 35, 50, 58_492),
            "host": "erp.testcloud.com",
            "path": "/Customer/list",
            "query": "q=1",
            "status": 200,
            "response_bytes": 637,
            "duration_ms": 64.0,
            "remote_address": "175.16.199.0",
            "user_agent": "Mozilla/5.0",
            "service": "erp",
        },
    ),
]


@each(MANAGEMENT_LINES)
def test_a_line_says_of_api_management(line: str, expected: Cells) -> None:
    assert cells(AZURE_API_MANAGEMENT, line, expected) == expected


@each(FRONT_DOOR_LINES)
def test_a_line_says_of_front_door(line: str, expected: Cells) -> None:
    assert cells(AZURE_FRONT_DOOR, line, expected) == expected


def gateway_line(properties: str) -> str:
    return (
        '{"timeStamp":"2026-05-04T10:15:30Z","category":"ApplicationGatewayAccessLog",'
        f'"properties":{{"httpStatus":200,{properties}}}}}'
    )


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ('"timeTaken":34,"clientPort":46886,"sslEnabled":"off"', 34.0),
        ('"timeTaken":"34"', 34.0),
        ('"timeTaken":0', 0.0),
        ('"timeTaken":0.034', 34.0),
        ('"timeTaken":2,"transactionId":"f7a2"', 2000.0),
        ('"timeTaken":2,"serverStatus":""', 2000.0),
        ('"timeTaken":"2.000"', 2000.0),
        ('"timeTaken":2,"sslProtocol":"TLSv1.2","clientResponseTime":1', 2000.0),
        ('"timeTaken":2,"transactionId":null', 2.0),
        ('"transactionId":"f7a2"', None),
    ],
)
def test_each_record_of_application_gateway_shows_its_unit(
    properties: str, expected: float | None
) -> None:
    line = gateway_line(properties)
    others = [gateway_line('"timeTaken":7'), gateway_line('"timeTaken":0.5')]
    fast = read_fast(AZURE_APPLICATION_GATEWAY, "\n".join([line, *others]).encode(), REQUESTS)

    assert AZURE_APPLICATION_GATEWAY.read_line(line)["duration_ms"] == expected
    assert fast.requests["duration_ms"].to_list() == [expected, 7.0, 500.0]


def test_the_name_of_the_first_version_is_one_of_the_format() -> None:
    assert NAMES["azure-application-gateway-v1"] == AZURE_APPLICATION_GATEWAY.name


def test_a_record_of_the_firewall_is_of_another_kind() -> None:
    with pytest.raises(OtherRecordError):
        AZURE_APPLICATION_GATEWAY.read_line('{"category":"ApplicationGatewayFirewallLog"}')


def test_a_record_of_another_service_is_no_request() -> None:
    with pytest.raises(NoRequestError) as caught:
        AZURE_API_MANAGEMENT.read_line('{"category":"ApplicationGatewayAccessLog"}')
    assert not isinstance(caught.value, OtherRecordError)
