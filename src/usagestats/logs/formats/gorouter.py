"""Gorouter, the router of Cloud Foundry.

    HOST - [TIME] "REQUEST" STATUS RECEIVED SENT "REFERER" "AGENT" "CLIENT:PORT" "BACKEND:PORT"
    x_forwarded_for:"A, B" … response_time:SECONDS … app_id:"ID" … x_cf_routererror:"-" [HEADERS]

The time is the start of the request, in UTC; older routers write `+0000` behind it, and the oldest
`04/05/2026:10:15:30.123 +0000`. A missing value is `"-"`. Texts are quoted as Go does. The names
behind the backend grew over the years, and the operator may add request headers; all are further
fields. The application counts as the service. A router error says that the router answered itself.
Source: cloudfoundry/gorouter, accesslog/schema/access_log_record.go.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from usagestats.late_pattern import late_pattern
from usagestats.logs.readers.named_format import NamedFormat
from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.readers.pairs import PairGrammar
from usagestats.logs.values.go_texts import go_unescape
from usagestats.logs.values.iso_time import parse_iso_time
from usagestats.logs.values.line_times import AnyOf
from usagestats.logs.values.numbers import milliseconds

if TYPE_CHECKING:
    from datetime import datetime

_QUOTED = r"(?:[^\"\\]++|\\.)*+"
_LINE = late_pattern(
    r"(?P<host>[^ ]*) - \[(?P<time>[0-9/-]{10}[T:][0-9:.]+(?:Z| ?[+-][0-9]{4}))\]"
    rf' "(?P<request>{_QUOTED})" (?:(?P<status>[0-9]{{3}})|"?-"?)'
    r" (?P<bytes_received>[0-9]+) (?P<response_bytes>[0-9]+)"
    rf' "(?P<referer>{_QUOTED})" "(?P<user_agent>{_QUOTED})"'
    rf' "(?P<remote_address>{_QUOTED})"(?: "(?P<backend>{_QUOTED})")?(?P<pairs> [a-z].*)',
    re.DOTALL,
)
_DAY_FIRST = late_pattern(r"([0-9]{2})/([0-9]{2})/([0-9]{4}):(.*)")


def _day_first_time(text: str) -> datetime | None:
    return parse_iso_time(_DAY_FIRST.sub(r"\3-\2-\1T\4", text))


GOROUTER = NamedFormat(
    name="gorouter",
    sample='api.example.org - [2026-05-04T10:15:30.123456789Z] "GET /v1/items HTTP/1.1" 200 0 512'
    ' "-" "curl/8.5.0" "203.0.113.7:51234" "10.0.0.9:61012" x_forwarded_for:"203.0.113.7"'
    ' x_forwarded_proto:"https" vcap_request_id:"e33f6d52" response_time:0.034000'
    ' gorouter_time:0.000317 app_id:"5f362051" app_index:"0" x_cf_routererror:"-"',
    grammar=PairGrammar(" ", ":", plain=str),
    around=_LINE,
    names={
        "time": ("time",),
        "request": ("request",),
        "status": ("status",),
        "response_bytes": ("response_bytes",),
        "user_agent": ("user_agent",),
        "remote_address": ("remote_address",),
        "duration_ms": ("response_time",),
        "host": ("host",),
        "service": ("app_id",),
        "upstream_status": ("upstream_status",),
    },
    texts=NamedTexts(
        time=AnyOf((parse_iso_time, _day_first_time)),
        plain=go_unescape,
        readers={"duration_ms": partial(milliseconds, per_unit=1000)},
    ),
    lacks='no HOST - [TIME] "REQUEST" STATUS … x_forwarded_for:… as gorouter writes them',
    telling=('] "',),
    note="x_cf_routererror",
)
