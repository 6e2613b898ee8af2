"""Gravitee: metrics in JSON, with the names of the file reporter, of Elasticsearch, and logs.

Source: gravitee apim-reporter, its JSON and Elasticsearch formatters. Times are the start of the
request, in milliseconds since 1970; a method may be a number.
"""

from __future__ import annotations

from typing import Final

from usagestats.logs.readers.json.json_format import json_format

GRAVITEE: Final = json_format(
    "gravitee-json",
    '{"timestamp":1777889730000,"apiId":"297c","apiName":"items","applicationId":"a1",'
    '"applicationName":"ann","httpMethod":"GET","host":"api.example.org","uri":"/v1/items",'
    '"status":200,"gatewayResponseTimeMs":34,"remoteAddress":"203.0.113.7"}',
    {
        "time": ["timestamp", "@timestamp"],
        "http_method": ["httpMethod"],
        "host": ["host"],
        "path": ["uri"],
        "status": ["status"],
        "response_bytes": ["responseContentLength"],
        "duration_ms": ["gatewayResponseTimeMs:ms", "proxyResponseTimeMs:ms"],
        "remote_address": ["remoteAddress"],
        "remote_user": ["applicationName", "applicationId", "application", "user"],
        "user_agent": ["userAgent"],
        "service": ["apiName", "apiId"],
    },
    telling=["apiId"],
)

GRAVITEE_ELASTIC: Final = json_format(
    "gravitee-elasticsearch-json",
    '{"@timestamp":"2026-05-04T10:15:30.000Z","api-id":"297c","application-id":"a1",'
    '"http-method":3,"host":"api.example.org","uri":"/v1/items","status":200,'
    '"gateway-response-time-ms":34,"remote-address":"203.0.113.7"}',
    {
        "time": ["@timestamp", "timestamp"],
        "http_method": ["http-method", "method"],
        "host": ["host"],
        "path": ["uri"],
        "status": ["status"],
        "response_bytes": ["response-content-length"],
        "duration_ms": ["gateway-response-time-ms:ms"],
        "remote_address": ["remote-address"],
        "remote_user": ["application-name", "application-id", "user"],
        "user_agent": ["user-agent"],
        "service": ["api-name", "api-id"],
    },
    telling=["api-id"],
)

GRAVITEE_LOG: Final = json_format(
    "gravitee-log-json",
    '{"timestamp":1777889730000,"apiId":"297c","apiName":"items","entrypointRequest":'
    '{"method":"GET","uri":"/v1/items"},"entrypointResponse":{"status":200}}',
    {
        "time": ["timestamp", "@timestamp"],
        "http_method": ["entrypointRequest.method"],
        "path": ["entrypointRequest.uri"],
        "status": ["entrypointResponse.status"],
        "upstream_status": ["endpointResponse.status"],
        "remote_user": ["applicationName", "applicationId"],
        "service": ["apiName", "apiId"],
    },
)
