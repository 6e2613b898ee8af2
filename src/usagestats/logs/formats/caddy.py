"""Caddy 2: access logs in JSON.

Other loggers write into the same file; their records are no requests. The time, `ts`, is the end of
the request; `duration` is in seconds, or a text with its unit where `duration_format` is set.
Source: modules/caddyhttp/marshalers.go and server.go.
"""

from __future__ import annotations

from typing import Final

from usagestats.logs.readers.json.json_format import json_format
from usagestats.logs.readers.json.record_filter import RecordFilter

CADDY: Final = json_format(
    "caddy-json",
    '{"level":"info","ts":1777889730.123,"logger":"http.log.access","msg":"handled request",'
    '"request":{"remote_ip":"203.0.113.7","method":"GET","host":"api.example.org",'
    '"uri":"/v1/items"},"user_id":"","duration":0.034,"size":512,"status":200}',
    {
        "time": ["ts", "time"],
        "http_method": ["request.method"],
        "host": ["request.host"],
        "path": ["request.uri"],
        "status": ["status"],
        "response_bytes": ["size"],
        "duration_ms": ["duration:s"],
        "remote_address": [
            "request.client_ip",
            "request.remote_ip",
            "request.remote_addr",
            "request.headers.X-Forwarded-For",
        ],
        "remote_user": ["user_id"],
        "user_agent": ["request.headers.User-Agent"],
    },
    records=RecordFilter(
        ("logger",),
        ("http.log.access",),
        ("http", "tls", "admin", "pki", "events", "docker"),
        unnamed=(("level",), ("ts",), ("msg",)),
    ),
)
