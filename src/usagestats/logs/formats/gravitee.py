"""Gravitee: the CSV and the JSON of its reporters, with the metrics of requests.

    "TRANSACTION";"REQUEST";EPOCH_MS;"REMOTE";"LOCAL";"API_ID";"API_NAME";…;"METHOD";STATUS;…

The time is the start of the request, in UTC; the duration is the whole time in the gateway.

The CSV has no header. Rows of version 4 APIs have a column for the entrypoint, rows of version 2
APIs do not; five adjacent columns of numbers show by their place which version it is. A path keeps
its query.
The JSON has one of three sets of names: those of the file reporter, those of Elasticsearch (there
an http_method may be a number), or those of the log of whole requests.
Source: gravitee-reporter-common and apim-reporter, CSV, JSON and Elasticsearch formatters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from usagestats.logs.readers.headed_format import HeadedFormat, Header, Shape
from usagestats.logs.readers.json.json_format import json_format
from usagestats.logs.readers.log_format import NoRequestError
from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.values.line_times import epoch_milliseconds

if TYPE_CHECKING:
    from collections.abc import Sequence

_BEFORE: Final = (
    "transaction request-id time remote_address local-address api-id service organization"
    " environment application plan subscription remote_user tenant target path-info mapped-path"
    " http_method status"
)
_AFTER: Final = (
    "endpoint error-key error-message user_agent host request-length response_bytes endpoint-ms"
    " duration_ms latency-ms security-type security-token"
)
_V2 = tuple(f"{_BEFORE} {_AFTER}".split())
_V4 = tuple(f"{_BEFORE} entrypoint {_AFTER} api-product".split())


_LACKS: Final = (
    "no semicolons around an epoch, a method, a status and five numbers as Gravitee writes them"
)
_NUMBERS: Final = ("request-length", "response_bytes", "endpoint-ms", "duration_ms", "latency-ms")


def _layout(values: Sequence[str]) -> tuple[str, ...]:
    found = next((columns for columns in (_V4, _V2) if _fits(values, columns)), None)
    if found is None:
        raise NoRequestError(_LACKS)
    return found


def _fits(values: Sequence[str], columns: Sequence[str]) -> bool:
    return (
        len(values) > columns.index("security-type")
        and values[columns.index("http_method")].isalpha()
        and all(values[columns.index(name)].removeprefix("-").isdecimal() for name in _NUMBERS)
    )


def _no_header(_: Header, _line: str) -> None:
    return None


GRAVITEE_CSV = HeadedFormat(
    name="gravitee-csv",
    sample='"8f1e";"8f1e";1777889730123;"203.0.113.7";"10.0.0.9";"a1";"items";"DEFAULT";"DEFAULT"'
    ';"app1";"plan1";"sub1";"";"";"/v1/items";"/items";"";"GET";200;"http-proxy"'
    ';"http://10.0.0.9";"";"";"curl/8.5.0";"api.example.org";0;512;33;34;1;"API_KEY";"";""',
    header_starts=(),
    read_header=_no_header,
    separator=";",
    names={
        **{
            name: (name,)
            for name in (
                *("time", "http_method", "host", "target", "status", "response_bytes"),
                *("duration_ms", "remote_address", "remote_user", "user_agent"),
            )
        },
        "service": ("service", "api-id"),
    },
    texts=NamedTexts(time=epoch_milliseconds, plain=str),
    layouts=(_V4, _V2),
    layout_of=_layout,
    shapes={
        "http_method": Shape(".*", "[A-Za-z]+", _LACKS),
        "security-type": Shape(".*", "[A-Z_]*"),
        **dict.fromkeys(_NUMBERS, Shape(".*", "-?[0-9]+")),
    },
    fewest=min(layout.index("security-type") for layout in (_V4, _V2)) + 1,
)

GRAVITEE_JSON: Final = json_format(
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
