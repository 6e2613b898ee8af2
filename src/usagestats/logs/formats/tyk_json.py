"""Tyk: the stdout pump, and the gateway's own access log in JSON.

Source: tyk-pump, analytics/analytics.go and pumps/stdout.go; tyk, internal/httputil/accesslog.
Times are the start of the request, latencies milliseconds. An alias or an OAuth client is the
user; an API key is a credential and never is.
"""

from __future__ import annotations

from typing import Final

from usagestats.logs.readers.json.json_format import json_format
from usagestats.logs.readers.json.record_filter import RecordFilter

TYK_PUMP: Final = json_format(
    "tyk-pump-json",
    '{"level":"info","msg":"","tyk-analytics-record":{"method":"GET","host":"api.example.org",'
    '"path":"/items","raw_path":"/v1/items","response_code":200,"api_name":"items",'
    '"timestamp":"2026-05-04T10:15:30.123Z","request_time":34,"ip_address":"203.0.113.7",'
    '"alias":"ann"},"time":"2026-05-04T10:15:40Z"}',
    {
        "time": ["tyk-analytics-record.timestamp", "tyk-analytics-record.TimeStamp"],
        "http_method": ["tyk-analytics-record.method"],
        "host": ["tyk-analytics-record.host"],
        "path": ["tyk-analytics-record.raw_path", "tyk-analytics-record.path"],
        "status": ["tyk-analytics-record.response_code"],
        "response_bytes": ["tyk-analytics-record.content_length"],
        "duration_ms": [
            "tyk-analytics-record.latency.total:ms",
            "tyk-analytics-record.request_time:ms",
        ],
        "remote_address": ["tyk-analytics-record.ip_address"],
        "remote_user": ["tyk-analytics-record.alias", "tyk-analytics-record.oauth_id"],
        "user_agent": ["tyk-analytics-record.user_agent"],
        "service": ["tyk-analytics-record.api_name", "tyk-analytics-record.api_id"],
    },
)

TYK: Final = json_format(
    "tyk-json",
    '{"api_id":"b1a4","api_name":"items","client_ip":"203.0.113.7","host":"api.example.org",'
    '"latency_total":34,"level":"info","method":"GET","path":"/v1/items","prefix":"access-log",'
    '"status":200,"time":"2026-05-04T10:15:30Z","user_agent":"curl/8.5.0"}',
    {
        "time": ["time"],
        "http_method": ["method"],
        "host": ["host"],
        "path": ["path", "original_path"],
        "status": ["status"],
        "duration_ms": ["latency_total:ms"],
        "remote_address": ["client_ip", "remote_addr"],
        "remote_user": ["alias", "oauth_id"],
        "user_agent": ["user_agent"],
        "service": ["api_name", "api_id"],
    },
    records=RecordFilter(("prefix",), ("access-log",), ("",)),
)
