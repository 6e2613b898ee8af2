"""The extended log format of the W3C, as IIS and others write it.

    #Fields: date time s-ip cs-method cs-uri-stem cs-uri-query … sc-status … time-taken
    2026-05-04 10:15:30 10.0.0.9 GET /v1/items x=1 … 200 … 34

The last `#Fields` line above a row names its columns; `#Date` gives the day of rows with a time
only. Values are separated by tabs or spaces and may be quoted; a row may be longer or shorter than
its header. Without a header, the number of values in a row shows which default header of IIS it
has; rows with any other number are rejects.

The time is the end of the request, in UTC; `date-local` and `time-local` are in the log zone.
`time-taken` is in whole milliseconds for IIS, in seconds with a fraction elsewhere. IIS writes `+`
for a space: in user agents it becomes a space again, paths and queries stay as they are. `cs-uri`
may be a path, a URL, or a URL without its scheme.
Source: w3.org/TR/WD-logfile; learn.microsoft.com, "W3C Logging".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from usagestats.late_pattern import late_pattern
from usagestats.light_dataclass import replace
from usagestats.logs.readers.extended_log import extended_time, header_date
from usagestats.logs.readers.headed_format import HeadedFormat, Header, Shape
from usagestats.logs.readers.log_format import NoRequestError
from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.values.numbers import milliseconds_or_seconds

if TYPE_CHECKING:
    from collections.abc import Sequence

_HOST_AND_PATH = late_pattern(
    r"(?:[A-Za-z0-9_-]+\.[A-Za-z0-9_.-]+|localhost|[A-Za-z0-9_-]+(?=:))(?::[0-9]+)?/"
)

_TIME_IS_SECOND = late_pattern(
    r'\s*(?:"(?:[^"]|"")*"|\S+)\s[\s"\[]*[0-9A-Z]|[^\t]*\t[\s"\[]*[0-9A-Z]'
)
"""In all of `_DEFAULTS` the second value is the time: of the day, or in any notation of its own."""

_BEGIN = "cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip"
_STATUSES = "sc-status sc-substatus sc-win32-status"
_SITE = "date time s-sitename s-computername"
_AGENT = "cs(User-Agent) cs(Referer)"
_COOKIE = "cs(User-Agent) cs(Cookie) cs(Referer) cs-host"
_BYTES = "sc-bytes cs-bytes time-taken"
_DEFAULTS: Final[dict[int, tuple[str, ...]]] = {
    len(names.split()): tuple(names.split())
    for names in (
        f"date time s-ip {_BEGIN} cs(User-Agent) {_STATUSES} time-taken",  # IIS 7
        f"date time s-ip {_BEGIN} {_AGENT} {_STATUSES} time-taken",  # IIS 8
        f"date time s-ip {_BEGIN} {_AGENT} {_STATUSES} time-taken X-Forwarded-For",
        f"date time s-sitename {_BEGIN} {_COOKIE} {_STATUSES} {_BYTES}",
        f"{_SITE} s-ip {_BEGIN} cs-version {_COOKIE} {_STATUSES} {_BYTES}",  # all columns of IIS
        f"{_SITE} s-ip {_BEGIN} cs-version {_COOKIE} {_STATUSES} {_BYTES} X-Forwarded-For",
    )
}


def _read_header(header: Header, line: str) -> Header | None:
    kind, colon, text = line.partition(":")
    if kind + colon == "#Fields:":
        return replace(header, columns=tuple(text.split()))
    return replace(header, date=header_date(text)) if kind + colon == "#Date:" else None


def _default(values: Sequence[str]) -> tuple[str, ...]:
    if len(values) not in _DEFAULTS:
        raise NoRequestError("no #Fields line before it, and not as wide as IIS writes by default")
    return _DEFAULTS[len(values)]


def _with_scheme(text: str) -> str:
    return f"http://{text}" if _HOST_AND_PATH.match(text) else text


def _with_spaces(text: str) -> str:
    return text.replace("+", " ") if " " not in text else text


W3C = HeadedFormat(
    name="w3c",
    sample="2026-05-04 10:15:30 10.0.0.9 GET /v1/items - 443 - 203.0.113.7 curl/8.5.0 - 200 0 0 34",
    header_starts=("#Date:", "#Fields:"),
    read_header=_read_header,
    separator=" ",
    names={
        "time": ("time",),
        "http_method": ("cs-method",),
        "target": ("cs-uri", "cs-url"),
        "path": ("cs-uri-stem",),
        "query": ("cs-uri-query",),
        "status": ("sc-status",),
        "response_bytes": ("sc-bytes",),
        "duration_ms": ("time-taken", "TimeTakenMS"),
        "remote_address": ("c-ip", "X-Forwarded-For", "x-forwarded-for"),
        "remote_user": ("cs-username",),
        "user_agent": ("cs(User-Agent)", "cs(user-agent)"),
        "host": ("cs-host", "cs(Host)"),
        "service": ("s-sitename",),
    },
    texts=NamedTexts(
        time=extended_time,
        plain=str,
        readers={"duration_ms": milliseconds_or_seconds, "user_agent": _with_spaces},
    ),
    layouts=tuple(_DEFAULTS.values()),
    layout_of=_default,
    shapes={
        "cs-method": Shape("[A-Za-z][A-Za-z0-9_-]*"),
        "sc-status": Shape("[0-9]{3}|0", "[0-9]{3}", is_told=True),
        "c-ip": Shape(r"(?:unknown|[0-9A-Fa-f.:%]+|\[[^,]*)(?:,.*)?", "[0-9A-Fa-f.:%]+|-"),
        "cs-uri": Shape(".*", r'/[^\s"]*'),
    },
    needed=(frozenset({"cs-method", "cs-uri-stem", "cs-uri"}),),
    lacks="no method and no path among its fields",
    mended={"cs-uri": _with_scheme},
    is_extended=True,
    begins=_TIME_IS_SECOND,
)
