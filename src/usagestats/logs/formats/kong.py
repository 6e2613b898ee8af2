"""Kong: the file-log, http-log, tcp-log and syslog plugins.

Source: kong/pdk/log.lua, `serialize`. Times are the start of the request, latencies milliseconds.
A consumer, a route or a service is missing where the request came to none.
"""

from __future__ import annotations

from typing import Final

from usagestats.logs.readers.json.json_format import json_format

KONG: Final = json_format(
    "kong-json",
    '{"request":{"method":"GET","uri":"/v1/items?page=2","headers":{"host":"api.example.org"}},'
    '"response":{"status":200,"size":512},"latencies":{"request":34,"proxy":30,"kong":4},'
    '"service":{"name":"items"},"consumer":{"username":"ann"},"client_ip":"203.0.113.7",'
    '"upstream_status":"200","started_at":1777889730000}',
    {
        "time": ["started_at"],
        "http_method": ["request.method"],
        "host": ["request.headers.host", "request.url"],
        "path": ["request.uri", "request.url"],
        "status": ["response.status"],
        "response_bytes": ["response.size"],
        "duration_ms": ["latencies.request:ms"],
        "upstream_status": ["upstream_status"],
        "remote_address": ["client_ip"],
        "remote_user": [
            "consumer.username",
            "consumer.custom_id",
            "authenticated_entity.consumer_id",
            "request.headers.x-consumer-username",
        ],
        "user_agent": ["request.headers.user-agent"],
        "service": ["service.name", "route.name", "service.host"],
    },
)
