"""Amazon API Gateway: access logs in JSON, with the names of the console's templates.

Source: AWS documentation, "Set up CloudWatch logging" and the reference of `$context`. Times are
the start of the request, latencies milliseconds; every value is a text, `-` where there is none.
`apiKeyId` names a key and is no secret; `apiKey` is one and never becomes the user.
"""

from __future__ import annotations

from typing import Final

from usagestats.logs.readers.json.json_format import json_format

AWS_API_GATEWAY: Final = json_format(
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
