"""Apache APISIX: the access log of its nginx, and the JSON of file-logger, http-logger and others.

    … as `ncsa` up to the size, with the host after the time … SECONDS "REFERER" "AGENT" UPSTREAMS
    STATUSES SECONDS "SCHEME://HOST/URI" …

The time of the text is the end of the request; of several upstreams the last one answered.
The time of the JSON is the start of the request; its latencies are in milliseconds.
Source: apisix, conf/config.yaml.example (nginx_config.http.access_log_format) and
    apisix/utils/log-util.lua.
"""

from __future__ import annotations

import re
from typing import Final

from usagestats.late_pattern import late_pattern
from usagestats.logs.readers.json.json_format import json_format
from usagestats.logs.readers.ncsa_variant import (
    REFERER_AND_AGENT,
    UPSTREAM_LIST,
    ncsa_variant,
)

_ENDING = late_pattern(
    rf" (?P<duration_ms>[0-9.]+) {REFERER_AND_AGENT} (?P<upstream_addr>{UPSTREAM_LIST})"
    rf" (?P<upstream_status>(?:[0-9]{{3}}|-)(?:(?:,| :) [^ ,]++)*+)"
    rf" (?P<upstream_response_time>{UPSTREAM_LIST})(?: [0-9-]+)?"
    r' "(?P<upstream_url>[^"]*)".*',
    re.DOTALL,
)

APISIX = ncsa_variant(
    "apisix",
    "203.0.113.7 - - [04/May/2026:10:15:30 +0000] api.example.org"
    ' "GET /v1/items HTTP/1.1" 200 512 0.034 "-" "curl/8.5.0" 10.0.0.9:80 200 0.033'
    ' "http://api.example.org"',
    ending=_ENDING,
    per_unit=1000,
)

APISIX_JSON: Final = json_format(
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
        "remote_address": ["client_ip", "request.headers.x-forwarded-for"],
        "remote_user": ["consumer.username"],
        "user_agent": ["request.headers.user-agent"],
        "service": ["service_name", "service_id", "route_name", "route_id"],
    },
)
