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

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from usagestats.late_pattern import late_pattern
from usagestats.logs.readers.extended_log import extended_time, header_date, with_one_time
from usagestats.logs.readers.headed_format import HeadedFormat, Header
from usagestats.logs.readers.log_format import NoRequestError
from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.values.absent import NOTHING
from usagestats.logs.values.numbers import milliseconds

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

_VALUE = late_pattern(r'"((?:[^"]|"")*)"(?=\s|$)|(\S+)')
_METHOD = late_pattern(r"[A-Za-z][\w-]*")
_STATUS = late_pattern(r"[0-9]{3}|0")
_HOST_AND_PATH = late_pattern(
    r"(?:[A-Za-z0-9_-]+\.[A-Za-z0-9_.-]+|localhost|[A-Za-z0-9_-]+(?=:))(?::[0-9]+)?/"
)
_ADDRESS = late_pattern(r"(?:unknown|[0-9A-Fa-f.:%]+|\[[^,]*)(?:,.*)?")  # or a list of them

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
    kind, _, text = line.partition(":")
    if kind == "#Fields":
        return replace(header, columns=tuple(text.split()))
    return replace(header, date=header_date(text)) if kind == "#Date" else None


def _split(line: str, header: Header) -> dict[str, str]:
    widths = {len(header.columns)} if header.columns else _DEFAULTS.keys()
    values = _values(line, widths)
    columns = header.columns or _DEFAULTS.get(len(values), ())
    if not columns:
        raise NoRequestError("no #Fields line before it, and not as wide as IIS writes by default")
    row = dict(zip(columns, values, strict=False))
    _check(row, is_exact=bool(header.columns) and len(values) <= len(columns))
    if _HOST_AND_PATH.match(row.get("cs-uri", "")):
        row["cs-uri"] = f"http://{row['cs-uri']}"
    return with_one_time(row, header.date)


def _values(line: str, widths: Collection[int]) -> Sequence[str]:
    """Return the values of a row; a quoted one without its quotation marks.

    Tabs separate them, or runs of blanks and tabs if only these give as many as `widths` allow.
    """
    words = [
        found[1].replace('""', '"') if found[2] is None else found[2]
        for found in _VALUE.finditer(line)
    ]
    parts = [part.strip(' "') for part in line.rstrip("\r").split("\t")]
    is_by_blanks = len(parts) not in widths and len(words) in widths
    return words if len(parts) == 1 or is_by_blanks else parts


def _check(row: Mapping[str, str], *, is_exact: bool) -> None:
    """Refuse a row whose values do not stand below their names.

    Args:
        row: The values by name.
        is_exact: Whether there are no more values than names. A row with more may have a value
            that was cut in two, and then `-` in the column of the status is a sign of that.

    Raises:
        NoRequestError: A value is not of the form of its column: http_method, status or address.
    """
    if "cs-method" not in row and not {"cs-uri-stem", "cs-uri"} & set(row):
        raise NoRequestError("no method and no path among its fields")
    empty = NOTHING if is_exact else frozenset({""})
    shapes = (
        ("cs-method", _METHOD, NOTHING),
        ("sc-status", _STATUS, empty),
        ("c-ip", _ADDRESS, NOTHING),
    )
    for name, shape, nothing in shapes:
        value = row.get(name, "")
        if value not in nothing and not shape.fullmatch(value):
            raise NoRequestError(
                f"its values do not stand below their names, as that of {name} shows"
            )


def _duration(text: str) -> float | None:
    return milliseconds(text, 1000 if "." in text else 1)


def _with_spaces(text: str) -> str:
    return text.replace("+", " ") if " " not in text else text


W3C = HeadedFormat(
    name="w3c",
    sample="2026-05-04 10:15:30 10.0.0.9 GET /v1/items - 443 - 203.0.113.7 curl/8.5.0 - 200 0 0 34",
    header_starts=("#Date:", "#Fields:"),
    read_header=_read_header,
    split=_split,
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
        readers={"duration_ms": _duration, "user_agent": _with_spaces},
    ),
)
