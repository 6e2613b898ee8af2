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
from usagestats.logs.readers.blanks import single_spaced
from usagestats.logs.readers.fast_patterns import ISO_TIME, TARGET, request_line
from usagestats.logs.readers.named_format import NamedFormat
from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.values.go_texts import go_unescape
from usagestats.logs.values.iso_time import parse_iso_time
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
_PAIR = late_pattern(
    rf'(?<= )(?P<name>[a-z][a-z0-9_]*):(?:"(?P<quoted>{_QUOTED})"|(?P<plain>[^ "]+))(?= |$)'
)


_DAY_FIRST = late_pattern(r"([0-9]{2})/([0-9]{2})/([0-9]{4}):(.*)")


def _time(text: str) -> datetime | None:
    return parse_iso_time(_DAY_FIRST.sub(r"\3-\2-\1T\4", text))


def _split(line: str) -> dict[str, str] | None:
    match = _LINE.fullmatch(single_spaced(line.rstrip("\r")))
    if match is None:
        return None
    found = match.groupdict("")
    pairs: dict[str, str] = {}
    for pair in _PAIR.finditer(found.pop("pairs")):
        pairs.setdefault(pair["name"], pair["plain"] or pair["quoted"] or "")
    return {**pairs, **found, **_upstream(pairs.get("x_cf_routererror"), found["status"])}


def _upstream(router_error: str | None, status: str) -> dict[str, str]:
    """Return the status of the application, which answered unless the router notes an error."""
    if router_error is None:
        return {}
    return {"upstream_status": status if router_error == "-" else "-"}


_FAST_QUOTED = r'[^"\\]*'
_PAIRS = r'(?: [a-z][a-z0-9_]*:(?:"[^"\\]*"|[^ "\\]+))*?'


def _fast(router_error: str, status: str) -> str:
    """Return the fast pattern of lines with such a router error.

    `status` is the pattern of the status, in the groups that such lines need.
    """
    return (
        rf"(?P<host>[^ ]*) - \[{ISO_TIME}\] \"{request_line(TARGET)}\" {status}"
        rf' [0-9]+ (?P<response_bytes>[0-9]{{1,15}}) "{_FAST_QUOTED}"'
        rf' "(?P<user_agent>{_FAST_QUOTED})" "(?P<remote_address>{_FAST_QUOTED})"'
        rf' "{_FAST_QUOTED}" x_forwarded_for:"{_FAST_QUOTED}"{_PAIRS}'
        rf" response_time:(?P<duration_ms>[0-9]{{1,9}}\.[0-9]{{6}})"
        rf'{_PAIRS} app_id:"(?P<service>{_FAST_QUOTED})"{_PAIRS}'
        rf" x_cf_routererror:{router_error}(?: .*)?"
    )


_STATUS = "(?P<status>[0-9]{3})"

GOROUTER = NamedFormat(
    name="gorouter",
    sample='api.example.org - [2026-05-04T10:15:30.123456789Z] "GET /v1/items HTTP/1.1" 200 0 512'
    ' "-" "curl/8.5.0" "203.0.113.7:51234" "10.0.0.9:61012" x_forwarded_for:"203.0.113.7"'
    ' x_forwarded_proto:"https" vcap_request_id:"e33f6d52" response_time:0.034000'
    ' gorouter_time:0.000317 app_id:"5f362051" app_index:"0" x_cf_routererror:"-"',
    split=_split,
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
        time=_time,
        plain=go_unescape,
        readers={"duration_ms": partial(milliseconds, per_unit=1000)},
    ),
    lacks='no HOST - [TIME] "REQUEST" STATUS … x_forwarded_for:… as gorouter writes them',
    telling=('] "',),
    fast=(
        _fast('"-"', f"(?P<upstream_status>{_STATUS})"),
        _fast(r'"[^"\\]{2,}"', f"(?P<upstream_status>){_STATUS}"),
    ),
)
