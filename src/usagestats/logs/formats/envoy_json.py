"""Envoy, Istio and Envoy Gateway: JSON access logs; and the records of Istio's former mixer.

Source: envoyproxy.io, configuration of access logging. `start_time` is the start of the request,
`duration` milliseconds; a response code of 0 is none.
"""

from __future__ import annotations

from typing import Final

from usagestats.logs.readers.json.json_format import json_format

ENVOY: Final = json_format(
    "envoy-json",
    '{"start_time":"2026-05-04T10:15:30.123Z","method":"GET","path":"/v1/items",'
    '"authority":"api.example.org","response_code":200,"bytes_sent":512,"duration":34,'
    '"upstream_cluster":"outbound|80||items.default.svc.cluster.local",'
    '"downstream_remote_address":"203.0.113.7:51234","user_agent":"curl/8.5.0"}',
    {
        "time": ["start_time"],
        "http_method": ["method", ":method", "request_method"],
        "host": ["authority", ":authority"],
        "path": ["x-envoy-original-path", "x-envoy-origin-path", "path", ":path"],
        "status": ["response_code"],
        "response_bytes": ["bytes_sent"],
        "duration_ms": ["duration:ms"],
        "remote_address": ["downstream_remote_address", "x_forwarded_for", "x-forwarded-for"],
        "remote_user": ["downstream_peer_subject", "downstream_peer_uri_san"],
        "user_agent": ["user_agent", "user-agent"],
        "service": ["upstream_cluster", "route_name"],
    },
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
