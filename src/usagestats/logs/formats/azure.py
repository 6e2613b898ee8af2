"""Azure: API Management, Application Gateway, Front Door. Resource logs, one record per line.

Records of other categories are no requests. A subscription id names an application and is no
secret, so it becomes `remote_user`. The times of version 2 of Application Gateway are in seconds,
those of version 1 in milliseconds: each record shows by its other values which version wrote it.
Source: learn.microsoft.com, the schemas of `GatewayLogs`, `ApplicationGatewayAccessLog` and
    `FrontDoorAccessLog`.
"""

from __future__ import annotations

from typing import Final

from usagestats.light_dataclass import replace
from usagestats.logs.readers.json.json_format import json_format
from usagestats.logs.readers.json.key_map import Key
from usagestats.logs.readers.json.record_filter import RecordFilter

AZURE_API_MANAGEMENT: Final = json_format(
    "azure-apim",
    '{"time":"2026-05-04T10:15:30.1234567Z","category":"GatewayLogs","durationMs":34,'
    '"callerIpAddress":"203.0.113.7","properties":{"method":"GET",'
    '"url":"https://api.example.org/v1/items","responseCode":200,"responseSize":512,'
    '"apiId":"items","apimSubscriptionId":"ann"}}',
    {
        "time": ["time"],
        "http_method": ["properties.method"],
        "path": ["properties.url"],
        "status": ["properties.responseCode"],
        "response_bytes": ["properties.responseSize"],
        "duration_ms": ["durationMs:ms", "properties.totalTime:ms"],
        "upstream_status": ["properties.backendResponseCode"],
        "remote_address": ["callerIpAddress"],
        "remote_user": ["properties.apimSubscriptionId", "properties.userId"],
        "service": ["properties.apiId", "properties.backendId"],
    },
    records=RecordFilter(
        ("category",), ("gatewaylogs",), ("websocketconnectionlogs", "developerportal")
    ),
)

AZURE_API_MANAGEMENT_TABLE: Final = json_format(
    "azure-apim-table",
    '{"TimeGenerated":"2026-05-04T10:15:30.1234567Z","Method":"GET",'
    '"Url":"https://api.example.org/v1/items","ResponseCode":200,"ResponseSize":512,'
    '"TotalTime":34,"ApiId":"items","ApimSubscriptionId":"ann","CallerIpAddress":"203.0.113.7"}',
    {
        "time": ["TimeGenerated"],
        "http_method": ["Method"],
        "path": ["Url"],
        "status": ["ResponseCode"],
        "response_bytes": ["ResponseSize"],
        "duration_ms": ["TotalTime:ms"],
        "upstream_status": ["BackendResponseCode"],
        "remote_address": ["CallerIpAddress"],
        "remote_user": ["ApimSubscriptionId", "UserId"],
        "service": ["ApiId", "BackendId"],
    },
)

# of version 2 only
_SIGNS_OF_SECONDS = (
    *("transactionId", "serverStatus", "serverRouted", "serverResponseLatency", "sslProtocol"),
    *("sslCipher", "sslClientVerify", "clientResponseTime", "WAFEvaluationTime", "WAFMode"),
    *("originalRequestUriWithArgs", "upstreamSourcePort", "error_info", "contentType"),
)
_TIME_TAKEN = Key(
    ("properties", "timeTaken"), "ms", tuple(("properties", name) for name in _SIGNS_OF_SECONDS)
)
_APPLICATION_GATEWAY = json_format(
    "azure-application-gateway",
    '{"timeStamp":"2026-05-04T10:15:30Z","category":"ApplicationGatewayAccessLog","properties":'
    '{"clientIP":"203.0.113.7","httpMethod":"GET","requestUri":"/v1/items","requestQuery":"page=2",'
    '"httpStatus":200,"sentBytes":512,"timeTaken":0.034,"transactionId":"f7a2",'
    '"serverRouted":"10.0.0.4:80","serverStatus":"200","originalHost":"api.example.org"}}',
    {
        "time": ["timeStamp", "timestamp", "time"],
        "http_method": ["properties.httpMethod"],
        "host": ["properties.originalHost", "properties.host"],
        "path": ["properties.requestUri"],
        "query": ["properties.requestQuery"],
        "status": ["properties.httpStatus"],
        "response_bytes": ["properties.sentBytes"],
        "upstream_status": ["properties.serverStatus"],
        "remote_address": ["properties.clientIP", "properties.clientIp"],
        "user_agent": ["properties.userAgent"],
        "service": ["backendPoolName", "listenerName", "properties.serverRouted"],
    },
    records=RecordFilter(("category",), ("applicationgatewayaccesslog",), ("applicationgateway",)),
)
AZURE_APPLICATION_GATEWAY: Final = replace(
    _APPLICATION_GATEWAY, keys={**_APPLICATION_GATEWAY.keys, "duration_ms": (_TIME_TAKEN,)}
)

AZURE_FRONT_DOOR: Final = json_format(
    "azure-front-door",
    '{"time":"2026-05-04T10:15:30.1234567Z","category":"FrontDoorAccessLog","properties":'
    '{"clientIp":"203.0.113.7","httpMethod":"GET","httpStatusCode":"200","responseBytes":"512",'
    '"requestUri":"https://api.example.org:443/v1/items","timeTaken":"0.034",'
    '"routingRuleName":"items","userAgent":"curl/8.5.0"}}',
    {
        "time": ["time"],
        "http_method": ["properties.httpMethod"],
        "path": ["properties.requestUri"],
        "status": ["properties.httpStatusCode", "properties.httpStatus"],
        "response_bytes": ["properties.responseBytes"],
        "duration_ms": ["properties.timeTaken:s"],
        "remote_address": ["properties.clientIp", "properties.socketIp"],
        "user_agent": ["properties.userAgent"],
        "service": [
            "properties.routingRuleName",
            "properties.backendHostname",
            "properties.originName",
        ],
    },
    records=RecordFilter(("category",), ("frontdooraccesslog",), ("frontdoor",)),
)
