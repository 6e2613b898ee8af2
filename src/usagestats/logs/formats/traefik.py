"""Traefik: its access log as text, of any version, and as JSON, of versions 1 to 3.

    … as `ncsa` up to the size … "REFERER" "AGENT" COUNT "ROUTER" "URL" MILLISECONDSms

The time is the start of the request. The router counts as the service. Traefik escapes no quotation
marks before v3.7 (pull request 13180), so the end of a line is read from the right.
Durations of the JSON are whole nanoseconds; the operator may drop any field of it.
Source: traefik, pkg/middlewares/accesslog: logger_formatters.go and logdata.go.
"""

from __future__ import annotations

import re
from typing import Final

from usagestats.late_pattern import late_pattern
from usagestats.logs.readers.json.json_format import json_format
from usagestats.logs.readers.ncsa_variant import ncsa_variant

_ENDING = late_pattern(
    r' (?:(?:-|"(?P<referer>[^"]*+)") (?:-|"(?P<user_agent>.*)")|".*")'
    r' (?P<request_count>[0-9]+|-) "(?P<service>[^"]*+)" "(?P<service_url>[^"]*+)"'
    r" (?P<duration_ms>[0-9]+)ms",
    re.DOTALL,
)

TRAEFIK = ncsa_variant(
    "traefik",
    '203.0.113.7 - - [04/May/2026:10:15:30 +0000] "GET /v1/items HTTP/1.1" 200 512 "-"'
    ' "curl/8.5.0" 502 "items@docker" "http://10.0.0.9:80" 34ms',
    ending=_ENDING,
    per_unit=1,
)

TRAEFIK_JSON: Final = json_format(
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
        "remote_address": ["ClientHost", "ClientAddr", "request_X-Forwarded-For"],
        "remote_user": ["ClientUsername"],
        "user_agent": ["request_User-Agent"],
        "service": ["ServiceName", "BackendName", "RouterName", "FrontendName"],
    },
)
