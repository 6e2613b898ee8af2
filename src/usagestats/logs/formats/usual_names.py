"""JSON with the usual names: nginx (`escape=json` or by hand), APIcast, KrakenD and others.

The names are the variables of nginx, which the logging policy of APIcast uses, too, and others that
programs and operators often choose. nginx writes the end of the request, and `request_time` in
seconds. A `duration` counts only if its value has a unit, such as `34ms`. `uri` is the path after
rewriting, `request` and `request_uri` are as the client sent them.
"""

from __future__ import annotations

from typing import Final

from usagestats.light_dataclass import replace
from usagestats.logs.readers.json.json_format import json_format
from usagestats.logs.readers.json.key_map import PATH_AFTER_REWRITE

USUAL_NAMES: Final = replace(
    json_format(
        "json",
        '{"time_iso8601":"2026-05-04T10:15:30+00:00","remote_addr":"203.0.113.7","remote_user":"ann",'
        '"host":"api.example.org","request":"GET /v1/items HTTP/1.1","status":"200",'
        '"body_bytes_sent":"512","request_time":"0.034","http_user_agent":"curl/8.5.0"}',
        {
            "time": [
                "time_iso8601",
                "@timestamp",
                "msec",
                "time_local",
                "timestamp",
                "time",
                "ts",
                "datetime",
                "date_time",
                "date",
                "request_time_iso8601",
                "start_time",
            ],
            "http_method": ["request_method", "method", "http_method", "verb"],
            "host": ["http_host", "vhost", "virtual_host", "domain", "host", "server_name"],
            "path": ["request_uri"],
            "request": ["request", "request_line"],
            PATH_AFTER_REWRITE: ["url", "uri", "path", "request_path", "request_url"],
            "query": [
                "args",
                "query_string",
                "request_query",
                "querystring",
                "queryString",
                "query_params",
                "queryParams",
                "query_parameters",
                "queryParameters",
                "queryStringParameters",
                "uri_query",
                "url_query",
                "request_args",
                "uri_args",
                "query",
            ],
            "status": [
                "status",
                "status_code",
                "statusCode",
                "response_status",
                "response_code",
                "http_status",
            ],
            "response_bytes": [
                "body_bytes_sent",
                "bytes_sent",
                "response_size",
                "bytes",
                "size",
                "response_length",
            ],
            "duration_ms": [
                "request_time:s",
                "duration_ms:ms",
                "latency_ms:ms",
                "response_time_ms:ms",
                "elapsed_ms:ms",
                "duration",
                "latency",
                "response_time",
                "elapsed",
            ],
            "upstream_status": ["upstream_status", "upstream_response_status"],
            "remote_address": [
                "remote_addr",
                "client_ip",
                "clientip",
                "ip",
                "remote_ip",
                "client",
                "http_x_real_ip",
                "x_real_ip",
                "x-real-ip",
                "X-Real-IP",
                "real_ip",
                "http_x_forwarded_for",
                "x_forwarded_for",
                "x-forwarded-for",
                "X-Forwarded-For",
                "forwarded_for",
                "xff",
            ],
            "remote_user": ["remote_user", "user", "username", "user_id", "consumer", "client_id"],
            "user_agent": ["http_user_agent", "user_agent", "agent", "userAgent"],
            "service": [
                "proxy_upstream_name",
                "upstream_name",
                "service_name",
                "service",
                "service_id",
                "backend",
                "api_name",
            ],
        },
    ),
    has_connections=True,
)
