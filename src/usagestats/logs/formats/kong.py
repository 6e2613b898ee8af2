"""Kong: the JSON of its plugins file-log, http-log, tcp-log and syslog.

The time is the start of the request; latencies are in milliseconds. A record with a `session` is
about a connection of a TCP or TLS service. The record of a request without
consumer, route or service lacks that key. `ncsa` reads the access log of Kong's nginx.
Source: kong/pdk/log.lua, `serialize`.
"""

from __future__ import annotations

from typing import Final

from usagestats.logs.readers.json.json_format import json_format
from usagestats.logs.readers.json.record_filter import KeyOfOthers

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
        "remote_address": ["client_ip", "request.headers.x-forwarded-for"],
        "remote_user": [
            "consumer.username",
            "consumer.custom_id",
            "authenticated_entity.consumer_id",
            "request.headers.x-consumer-username",
        ],
        "user_agent": ["request.headers.user-agent"],
        "service": ["service.name", "route.name", "service.host"],
    },
    records=KeyOfOthers(("session", "received")),
)
