"""Google Cloud: records of the external load balancers, as Cloud Logging exports them.

The time is the start of the request, the latency a text such as `0.350s`, and sizes are texts. The
records of load balancers for TCP have a `connection`.
Source: cloud.google.com, reference of `LogEntry` and `HttpRequest`.
"""

from __future__ import annotations

from typing import Final

from usagestats.logs.readers.json.json_format import json_format
from usagestats.logs.readers.json.record_filter import KeyOfOthers

GOOGLE_LOAD_BALANCER: Final = json_format(
    "google-load-balancer",
    '{"httpRequest":{"requestMethod":"GET","requestUrl":"https://api.example.org/v1/items",'
    '"status":200,"responseSize":"512","userAgent":"curl/8.5.0","remoteIp":"203.0.113.7",'
    '"latency":"0.034s"},"resource":{"type":"http_load_balancer","labels":'
    '{"backend_service_name":"items"}},"timestamp":"2026-05-04T10:15:30.123456Z"}',
    {
        "time": ["timestamp"],
        "http_method": ["httpRequest.requestMethod"],
        "path": ["httpRequest.requestUrl"],
        "status": ["httpRequest.status"],
        "response_bytes": ["httpRequest.responseSize"],
        "duration_ms": ["httpRequest.latency:s"],
        "remote_address": ["httpRequest.remoteIp"],
        "user_agent": ["httpRequest.userAgent"],
        "service": [
            "resource.labels.backend_service_name",
            "resource.labels.forwarding_rule_name",
        ],
    },
    records=KeyOfOthers(("jsonPayload", "connection", "protocol")),
)
