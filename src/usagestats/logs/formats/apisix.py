"""Apache APISIX: file-logger, http-logger and their kin.

Source: apisix/utils/log-util.lua. Times are the start of the request, latencies milliseconds.
"""

from __future__ import annotations

from typing import Final

from usagestats.logs.readers.json.json_format import json_format

APISIX: Final = json_format(
    "apisix-json",
    '{"request":{"method":"GET","uri":"/v1/items","headers":{"host":"api.example.org"}},'
    '"response":{"status":200,"size":512},"latency":34.2,"route_id":"1","service_id":"items",'
    '"consumer":{"username":"ann"},"client_ip":"203.0.113.7","start_time":1777889730000}',
    {
        "time": ["start_time"],
        "http_method": ["request.method"],
        "host": ["request.headers.host", "request.url"],
        "path": ["request.uri", "request.url"],
        "status": ["response.status"],
        "response_bytes": ["response.size"],
        "duration_ms": ["latency:ms"],
        "upstream_status": ["upstream_status"],
        "remote_address": ["client_ip"],
        "remote_user": ["consumer.username"],
        "user_agent": ["request.headers.user-agent"],
        "service": ["service_name", "service_id", "route_name", "route_id"],
    },
)
