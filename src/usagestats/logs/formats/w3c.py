"""The extended log format of the W3C, as IIS writes it and CloudFront varies it.

    #Fields: date time s-ip cs-method cs-uri-stem cs-uri-query … sc-status … time-taken
    2026-05-04 10:15:30 10.0.0.9 GET /v1/items x=1 … 200 … 34

The last `#Fields` line names the columns, wherever it stands; `#Date` gives the day to rows that
have a time only. Values are separated by tabs or spaces and may be quoted; rows may be longer or
shorter than the header. Without one, rows as wide as the defaults of IIS are read by those.

The time is the end of the request, in UTC; `date-local` and `time-local` are of the log zone.
`time-taken` is whole milliseconds for IIS, seconds with a fraction elsewhere. IIS writes spaces in
values as `+`: the user agent gets them back, paths and queries stay as they are.
Source: w3.org/TR/WD-logfile; learn.microsoft.com, "W3C Logging".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from usagestats.logs.readers.extended_log import header_date, row_time, w3c_time
from usagestats.logs.readers.log_format import CarefulFormat, NoRequestError, Request
from usagestats.logs.readers.named_format import Names, read_named
from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.values.absent import NOTHING
from usagestats.logs.values.numbers import milliseconds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from usagestats.logs.readers.log_format import LogFormat

_VALUE = re.compile(r'"((?:[^"]|"")*)"(?=\s|$)|(\S+)')
_METHOD = re.compile(r"[A-Za-z][\w-]*")
_STATUS = re.compile(r"[0-9]{3}|0")
_ADDRESS = re.compile(r"[0-9A-Fa-f.:%]+|\[.*")

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
        f"{_SITE} s-ip {_BEGIN} cs-version {_COOKIE} {_STATUSES} {_BYTES}",  # all of IIS
        f"{_SITE} s-ip {_BEGIN} cs-version {_COOKIE} {_STATUSES} {_BYTES} X-Forwarded-For",
    )
}
_NAMES: Final[Names] = {
    "time": ("time",),
    "http_method": ("cs-method",),
    "target": ("cs-uri", "cs-url"),
    "path": ("cs-uri-stem",),
    "query": ("cs-uri-query",),
    "status": ("sc-status",),
    "response_bytes": ("sc-bytes",),
    "duration_ms": ("time-taken", "TimeTakenMS"),
    "remote_address": ("c-ip",),
    "remote_user": ("cs-username",),
    "user_agent": ("cs(User-Agent)", "cs(user-agent)"),
    "host": ("cs-host", "cs(Host)"),
    "service": ("s-sitename",),
}


def _duration(text: str) -> float | None:
    return milliseconds(text, 1000 if "." in text else 1)


def _with_spaces(text: str) -> str:
    return text.replace("+", " ") if " " not in text else text


@dataclass(frozen=True, slots=True)
class W3CFormat(CarefulFormat):
    """The `LogFormat` of the rows below a header.

    Args:
        fields: Their names; `None` before the first header.
        date: The day of `#Date`.
    """

    fields: tuple[str, ...] | None = None
    date: str = ""

    @property
    def name(self) -> str:
        """The name that options and messages use."""
        return "w3c"

    @property
    def sample(self) -> str:
        """A line of it."""
        return (
            "2026-05-04 10:15:30 10.0.0.9 GET /v1/items - 443 - 203.0.113.7 curl/8.5.0 - 200 0 0 34"
        )

    @property
    def header_starts(self) -> tuple[str, ...]:
        """What the header lines begin with."""
        return ("#Date:", "#Fields:")

    def for_header(self, line: str) -> LogFormat | None:
        """Return the format of the rows below."""
        kind, _, text = line.partition(":")
        if kind == "#Fields":
            return replace(self, fields=tuple(text.split()))
        return replace(self, date=header_date(text)) if kind == "#Date" else None

    def read_line(self, line: str) -> Request:
        """Read one row with care."""
        values = split_values(line)
        if self.fields is None and len(values) not in _DEFAULTS:
            raise NoRequestError(
                "no #Fields line before it, and not as wide as IIS writes by default"
            )
        fields = self.fields or _DEFAULTS[len(values)]
        row = dict(zip(fields, values, strict=False))
        _check(row, is_exact=self.fields is not None and len(values) <= len(fields))
        return read_named({**row, "date": "", "time": row_time(row, self.date)}, _NAMES, _TEXTS)


_TEXTS = NamedTexts(
    time=w3c_time,
    plain=str,
    readers={"duration_ms": _duration, "user_agent": _with_spaces},
)


def split_values(line: str) -> Sequence[str]:
    """Return the values of a row; a quoted one without its quotes."""
    if "\t" in line:
        return [value.strip(' "') for value in line.rstrip("\r").split("\t")]
    return [
        found[1].replace('""', '"') if found[2] is None else found[2]
        for found in _VALUE.finditer(line)
    ]


def _check(row: Mapping[str, str], *, is_exact: bool) -> None:
    """Raise `NoRequestError` where the values stand below other names than theirs.

    Args:
        row: The values by name.
        is_exact: Whether there are no more values than names; else one may have been cut in two.
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
            raise NoRequestError(f"its values do not stand below their names: {name} is no such")


W3C = W3CFormat()
