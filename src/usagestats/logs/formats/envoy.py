"""Envoy, Istio, Ambassador and Envoy Gateway: access logs as text and JSON.

    [TIME] "METHOD PATH PROTOCOL" STATUS FLAGS [DETAILS TERMINATION] [["MIXER"] "FAILURE"] RECEIVED
    SENT DURATION SERVICE_TIME "FORWARDED_FOR" "USER_AGENT" "REQUEST_ID" "AUTHORITY" "UPSTREAM_HOST"
    [CLUSTER UPSTREAM_LOCAL DOWNSTREAM_LOCAL DOWNSTREAM_REMOTE SERVER_NAME ROUTE]

The time is the start of the request, in UTC; the duration is in milliseconds. Envoy escapes
nothing, so a user agent may hold quotation marks: the end of a line is read from the right. Istio
writes the detail `via_upstream` where the upstream answered, any other detail where it did not;
Istio 1.4 to 1.7 writes the status of its mixer instead of the details.
In JSON a response code of 0 means that there was no response. A TCP connection has no method and no
path, and the code 0: it is ignored. `ISTIO_MIXER` reads the records of
Istio's former mixer.
Source: envoyproxy.io, configuration of access logging.
"""

from __future__ import annotations

import re
from typing import Final

from usagestats.late_pattern import late_pattern
from usagestats.light_dataclass import replace
from usagestats.logs.readers.json.json_format import json_format
from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.readers.pattern_format import PatternFormat
from usagestats.logs.values.iso_time import parse_iso_time

_LINE = late_pattern(
    r"(?:ACCESS )?\[(?P<time>[0-9T:.-]+Z)\]"
    r' "(?P<request>.*?)"'
    r" (?:(?=(?P<upstream_status>[0-9]{3}(?= \S+ via_upstream )|(?=[0-9]{1,3} \S+ [a-z]))))?"
    r"(?P<status>[0-9]{1,3})"
    r" (?P<response_flags>\S+)"
    r"(?: (?P<response_code_details>[^ \"]+) (?P<connection_termination_details>[^ \"]+))?"
    r'(?: "(?P<mixer_status>[^"]*)"(?= "))?'
    r'(?: "(?P<upstream_transport_failure_reason>[^"]*)")?'
    r" (?P<bytes_received>[0-9]+|-) (?P<response_bytes>[0-9]+|-)"
    r" (?P<duration_ms>[0-9]+|-) (?P<upstream_service_time>[0-9]+|-)"
    r' "(?P<x_forwarded_for>[^"]*)" "(?P<user_agent>.*)" "(?P<request_id>[^"]*)"'
    r' "(?P<host>[^"]*)" "(?P<upstream_host>[^"]*)"'
    r"(?: (?P<service>[^ \"]+) (?P<upstream_local_address>[^ \"]+)"
    r" (?P<downstream_local_address>[^ \"]+) (?P<remote_address>[^ \"]+)"
    r" (?P<requested_server_name>[^ \"]+)(?: (?P<route_name>[^ \"]+))?)?",
    re.DOTALL,
)

ENVOY = PatternFormat(
    name="envoy",
    sample='[2026-05-04T10:15:30.123Z] "GET /v1/items HTTP/1.1" 200 - 0 512 34 33 "203.0.113.7"'
    ' "curl/8.5.0" "820b432a-32c1-98d5-b5e2-310f824f940f" "api.example.org" "10.0.0.9:8000"',
    patterns=(_LINE,),
    texts=NamedTexts(
        time=parse_iso_time, plain=str, preferred={"remote_address": "x_forwarded_for"}
    ),
    lacks='no [TIME] "REQUEST" STATUS FLAGS … as Envoy writes them',
    holds=("Z]",),
)

ENVOY_JSON: Final = replace(
    json_format(
        "envoy-json",
        '{"start_time":"2026-05-04T10:15:30.123Z","method":"GET","path":"/v1/items",'
        '"authority":"api.example.org","response_code":200,"bytes_sent":512,"duration":34,'
        '"upstream_cluster":"outbound|80||items.default.svc.cluster.local",'
        '"downstream_remote_address":"203.0.113.7:51234","user_agent":"curl/8.5.0"}',
        {
            "time": ["start_time"],
            "http_method": ["method", ":method", "request_method"],
            "host": ["authority", ":authority"],
            "path": [
                "x-envoy-original-path",
                "x_envoy_original_path",
                "x-envoy-origin-path",
                "path",
                ":path",
            ],
            "status": ["response_code"],
            "response_bytes": ["bytes_sent"],
            "duration_ms": ["duration:ms"],
            "remote_address": ["downstream_remote_address", "x_forwarded_for", "x-forwarded-for"],
            "remote_user": ["downstream_peer_subject", "downstream_peer_uri_san"],
            "user_agent": ["user_agent", "user-agent"],
            "service": ["upstream_cluster", "route_name"],
        },
    ),
    has_connections=True,
)

ISTIO_MIXER: Final = json_format(
    "istio-mixer-json",
    '{"level":"warn","time":"2026-05-04T10:15:30.982761Z","latency":"13.601485ms",'
    '"destination":"items","responseCode":200,"responseSize":178,"source":"gateway"}',
    {
        "time": ["time"],
        "http_method": ["method"],
        "host": ["host"],
        "path": ["path", "url"],
        "status": ["responseCode"],
        "response_bytes": ["responseSize"],
        "duration_ms": ["latency"],
        "remote_address": ["sourceIp"],
        "remote_user": ["user"],
        "user_agent": ["userAgent"],
        "service": ["destination"],
    },
    telling=["destination"],
)
