"""Traefik: JSON access logs of versions 1 to 3.

Source: pkg/middlewares/accesslog/logdata.go. Times are the start of the request, durations whole
nanoseconds. The operator may drop any field.
"""

from __future__ import annotations

from typing import Final

from usagestats.logs.readers.json.json_format import json_format

TRAEFIK: Final = json_format(
    "traefik-json",
    '{"ClientHost":"203.0.113.7","ClientUsername":"ann","DownstreamContentSize":512,'
    '"DownstreamStatus":200,"Duration":34000000,"OriginStatus":200,"RequestHost":"api.example.org",'
    '"RequestMethod":"GET","RequestPath":"/v1/items","RouterName":"items@docker",'
    '"ServiceName":"items@docker","StartUTC":"2026-05-04T10:15:30.123456789Z"}',
    {
        "time": ["StartUTC", "StartLocal", "time"],
        "http_method": ["RequestMethod"],
        "host": ["RequestHost", "RequestAddr"],
        "path": ["RequestPath"],
        "request": ["RequestLine"],
        "status": ["DownstreamStatus"],
        "response_bytes": ["DownstreamContentSize"],
        "duration_ms": ["Duration:ns"],
        "upstream_status": ["OriginStatus"],
        "remote_address": ["ClientHost", "ClientAddr"],
        "remote_user": ["ClientUsername"],
        "user_agent": ["request_User-Agent"],
        "service": ["ServiceName", "BackendName", "RouterName", "FrontendName"],
    },
)
