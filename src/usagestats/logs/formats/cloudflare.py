"""Cloudflare Logpush: the data set `http_requests`.

The time is the start of the request, as RFC 3339, seconds or nanoseconds: an option of the job.
Source: developers.cloudflare.com, fields of HTTP requests.
"""

from __future__ import annotations

from typing import Final

from usagestats.logs.readers.json.json_format import json_format

CLOUDFLARE: Final = json_format(
    "cloudflare-logpush",
    '{"ClientIP":"203.0.113.7","ClientRequestHost":"api.example.org","ClientRequestMethod":"GET",'
    '"ClientRequestURI":"/v1/items?page=2","ClientRequestUserAgent":"curl/8.5.0",'
    '"EdgeResponseBytes":512,"EdgeResponseStatus":200,"OriginResponseStatus":200,'
    '"EdgeStartTimestamp":"2026-05-04T10:15:30Z","RayID":"710e98d93d50357d"}',
    {
        "time": ["EdgeStartTimestamp", "EdgeEndTimestamp"],
        "http_method": ["ClientRequestMethod"],
        "host": ["ClientRequestHost"],
        "path": ["ClientRequestURI", "ClientRequestPath"],
        "status": ["EdgeResponseStatus"],
        "response_bytes": ["EdgeResponseBytes"],
        "upstream_status": ["OriginResponseStatus"],
        "remote_address": ["ClientIP"],
        "user_agent": ["ClientRequestUserAgent"],
        "service": ["ZoneName"],
    },
)
