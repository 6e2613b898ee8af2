"""Lines of `name=value` pairs: the routers of Heroku and the gateway of Tyk.

    TIME heroku[router]: at=info method=GET path="/v1/items" host=… service=34ms status=200 …
    time="Jan 29 08:27:09" level=info api_name=items … prefix=access-log … status=200 …

Heroku's time is the end of the request, and its `service` is a duration. Tyk writes neither year
nor offset: the year comes from when the source was written to; its path has no query, and its
latencies are milliseconds.
Beside them stand lines of apps, dynos and the gateway itself, which are no requests.
Source: devcenter.heroku.com, "HTTP Routing"; internal/httputil/accesslog of Tyk.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from usagestats.logs.readers.log_format import OtherRecordError
from usagestats.logs.readers.named_format import NamedFormat
from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.values.line_times import iso_time, yearless_time
from usagestats.logs.values.numbers import milliseconds
from usagestats.logs.values.request_line import unescape

if TYPE_CHECKING:
    from datetime import datetime

_PAIR = re.compile(
    r'(?<!\S)(?P<name>[A-Za-z_][\w.-]*)=(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<plain>[^ ]*))',
    re.DOTALL,
)
_HEROKU = re.compile(
    r"(?:[0-9]+ )?(?:<[0-9]+>1 )?(?P<time>[0-9-]{10}T[^ ]+) (?:[^ ]+ )?"
    r"heroku(?:\[router\]:| router - -) (?P<pairs>at=.*)",
    re.DOTALL,
)

_HEROKU_OTHER = re.compile(
    r"(?:[0-9]+ )?(?:<[0-9]+>1 )?[0-9-]{10}T[^ ]+ (?:[^ ]+ )?"
    r"(?:app|heroku)(?:\[(?!router\])[\w.-]+\]:| (?!router )[\w.-]+ - -) "
)


def logfmt(text: str) -> dict[str, str]:
    """Return the pairs of a text; of a name that is there twice the first."""
    pairs: dict[str, str] = {}
    for found in _PAIR.finditer(text):
        quoted = found["quoted"]
        pairs.setdefault(found["name"], found["plain"] if quoted is None else unescape(quoted))
    return pairs


def _heroku(line: str) -> dict[str, str] | None:
    match = _HEROKU.fullmatch(line)
    if match is None and _HEROKU_OTHER.match(line):
        raise OtherRecordError("a line of an app or of another part of Heroku")
    if match is None:
        return None
    pairs = logfmt(match["pairs"])
    return {**pairs, "time": match["time"]} if "method" in pairs else None


def _tyk(line: str) -> dict[str, str] | None:
    pairs = logfmt(line)
    if {"time", "level", "msg"} <= pairs.keys() and pairs.get("prefix") != "access-log":
        raise OtherRecordError("a line about the gateway itself")
    return pairs if pairs.get("prefix") == "access-log" and "status" in pairs else None


def _with_unit(text: str) -> float | None:
    return milliseconds(text.removesuffix("ms"), 1)


def _tyk_time(text: str) -> datetime | None:
    return yearless_time(text) or iso_time(text)


HEROKU = NamedFormat(
    name="heroku-router",
    sample='2026-05-04T10:15:30.123456+00:00 heroku[router]: at=info method=GET path="/v1/items"'
    ' host=api.example.org request_id=c01bb5b7 fwd="203.0.113.7" dyno=web.1 connect=1ms'
    " service=34ms status=200 bytes=512 protocol=https",
    split=_heroku,
    names={
        "time": ("time",),
        "http_method": ("method",),
        "host": ("host",),
        "target": ("path",),
        "status": ("status",),
        "response_bytes": ("bytes",),
        "duration_ms": ("service",),
        "remote_address": ("fwd",),
    },
    texts=NamedTexts(time=iso_time, plain=str, readers={"duration_ms": _with_unit}),
    lacks="no TIME heroku[router]: at=… method=…",
)

TYK = NamedFormat(
    name="tyk",
    sample='time="May  4 10:15:30" level=info api_id=b1a41c9a api_key=00000000 api_name=items'
    ' client_ip=203.0.113.7 host="api.example.org" latency_total=34 method=GET path=/v1/items'
    " prefix=access-log protocol=HTTP/1.1 status=200 user_agent=curl/8.5.0",
    split=_tyk,
    names={
        "time": ("time",),
        "http_method": ("method",),
        "host": ("host",),
        "path": ("original_path", "path"),
        "status": ("status",),
        "duration_ms": ("latency_total",),
        "remote_address": ("client_ip", "remote_addr"),
        "remote_user": ("alias", "oauth_id"),
        "user_agent": ("user_agent",),
        "service": ("api_name", "api_id"),
    },
    texts=NamedTexts(time=_tyk_time, plain=str),
    lacks="no pairs with prefix=access-log and a status",
)
