"""The default line of APIcast, the gateway of 3scale.

    [TIME] HOST:PORT CLIENT:PORT "REQUEST" STATUS BYTES (SECONDS) IMPACT

The time is the end of the request. HOST is the public host of the product. The client is read up to
its last colon, so an IPv6 address needs no brackets.
Source: gateway/http.d/apicast.conf.liquid.
"""

from __future__ import annotations

import re
from typing import Any

from usagestats.late_pattern import late_pattern
from usagestats.logs.readers.extras import seconds
from usagestats.logs.readers.quoted_program import QuotedLines
from usagestats.logs.readers.quoted_request import (
    REQUEST_STATUS_BYTES,
    TIME,
    UNESCAPED_REQUEST_STATUS_BYTES,
    QuotedRequestFormat,
)
from usagestats.logs.values.addresses import before_port, host_name
from usagestats.logs.values.request_line import unescape

_BEFORE_REQUEST = rf"\[{TIME}\] (?P<host>[^ \"]+) (?P<client>[^ \"]+) "
_PATTERNS = tuple(
    late_pattern(_BEFORE_REQUEST + rest, re.DOTALL)
    for rest in (REQUEST_STATUS_BYTES, UNESCAPED_REQUEST_STATUS_BYTES)
)
_SECONDS = late_pattern(r" \(([0-9]+\.[0-9]+)\)")


def _before(match: re.Match[str]) -> dict[str, Any]:
    return {"host": host_name(match["host"]), "remote_address": before_port(match["client"])}


def _further(match: re.Match[str]) -> dict[str, Any]:
    duration = _SECONDS.match(match["after"])
    return {"duration_ms": seconds(duration[1]) if duration else None}


APICAST = QuotedRequestFormat(
    name="apicast",
    sample='[04/May/2026:10:15:30 +0000] api.example.org:8080 10.0.0.7:51234 "GET /v1/items'
    ' HTTP/1.1" 200 512 (0.034) 0',
    patterns=_PATTERNS,
    lines=QuotedLines(
        {"host": host_name, "remote_address": before_port, "query": unescape}, is_apicast=True
    ),
    before=_before,
    further=_further,
)
