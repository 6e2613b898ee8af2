"""AWS API Gateway: the CLF, CSV and JSON lines that its console proposes, for REST and HTTP APIs.

    IP CALLER USER [TIME] "METHOD RESOURCE_PATH PROTOCOL" STATUS LENGTH REQUEST_ID [EXTENDED_ID]
    IP - - [TIME] "METHOD ROUTE_KEY PROTOCOL" STATUS LENGTH REQUEST_ID
    IP,CALLER,USER,TIME,METHOD,RESOURCE_PATH,PROTOCOL,STATUS,LENGTH,REQUEST_ID[,EXTENDED_ID]
    IP,TIME,METHOD,ROUTE_KEY,PROTOCOL,STATUS,LENGTH,REQUEST_ID

The time is the start of the request, in UTC. The path is a template, `/items/{id}`; a route key
names the method once more, `GET /items`, or is `$default`.
In JSON every value is a text, `-` where there is none; latencies are in milliseconds. `apiKeyId`
names a key and is no secret; `apiKey` is a credential and never the user.
Source: docs.aws.amazon.com, "Set up logging for REST APIs", "Customize HTTP API access logs" and
    the reference of `$context`.
"""

from __future__ import annotations

from string import ascii_letters, digits
from typing import Final

from usagestats.late_pattern import late_pattern
from usagestats.logs.readers.json.json_format import json_format
from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.readers.pattern_format import PatternFormat
from usagestats.logs.values.clf_time import parse_clf_time

_ID = r"(?P<request_id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[A-Za-z0-9_+/-]{12,}=)"
_MORE = r"(?P<extended_request_id>[A-Za-z0-9_+/=-]+)"
_METHOD = r"(?P<http_method>[A-Z]+|-)"
_TARGET = r"(?:[A-Z]+ )?(?P<target>[/$][^ ,]*|-)"
_PROTOCOL = r"(?P<protocol>HTTP/[0-9.]+|-)"
_TIME = r"(?P<time>[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}:[0-9:]{8} \+0000)"
_STATUS = r"(?P<status>[0-9]{3}|-)"
_LENGTH = r"(?P<response_bytes>[0-9]+|-)"
_CLF = late_pattern(
    rf"(?P<remote_address>[^ ]+) +(?P<caller>[^ ]+) +(?P<remote_user>[^ ]+) +\[{_TIME}\]"
    rf' "{_METHOD} {_TARGET} {_PROTOCOL}" {_STATUS} {_LENGTH} {_ID}(?: {_MORE})?'
)
_REST_CSV = late_pattern(
    rf"(?P<remote_address>[^,]+),(?P<caller>[^,]*),(?P<remote_user>[^,]*),{_TIME},{_METHOD},"
    rf"{_TARGET},{_PROTOCOL},{_STATUS},{_LENGTH},{_ID}(?:,{_MORE})?"
)
_HTTP_CSV = late_pattern(
    rf"(?P<remote_address>[^,]+),{_TIME},{_METHOD},{_TARGET},{_PROTOCOL},{_STATUS},{_LENGTH},{_ID}"
)

API_GATEWAY_TEXT = PatternFormat(
    name="aws-api-gateway-text",
    sample='203.0.113.7 - - [04/May/2026:10:15:30 +0000] "GET /v1/items/{id} HTTP/1.1" 200 512'
    " caa4a500-2651-4476-aa1f-a639b858819b",
    patterns=(_CLF, _REST_CSV, _HTTP_CSV),
    texts=NamedTexts(time=parse_clf_time, plain=str),
    lacks="none of the CLF and CSV lines that the console of API Gateway proposes",
    ends=f"{ascii_letters}{digits}_+/=-",
)

API_GATEWAY_JSON: Final = json_format(
    "aws-api-gateway-json",
    '{"requestId":"c5a56ba0","ip":"203.0.113.7","caller":"-","user":"-",'
    '"requestTime":"04/May/2026:10:15:30 +0000","httpMethod":"GET","resourcePath":"/v1/items",'
    '"status":"200","protocol":"HTTP/1.1","responseLength":"512","apiKeyId":"a1b2c3"}',
    {
        "time": ["requestTimeEpoch", "requestTime"],
        "http_method": ["httpMethod"],
        "host": ["domainName"],
        "path": ["path", "resourcePath"],
        "request": ["routeKey"],
        "status": ["status"],
        "response_bytes": ["responseLength"],
        "duration_ms": ["responseLatency:ms", "latency:ms"],
        "upstream_status": ["integrationStatus"],
        "remote_address": ["ip", "sourceIp"],
        "remote_user": [
            "apiKeyId",
            "api_key_id",
            "clientId",
            "client_id",
            "principalId",
            "user",
            "caller",
            "userArn",
        ],
        "user_agent": ["userAgent"],
        "service": ["apiName", "apiId"],
    },
    telling=["requestId"],
)
