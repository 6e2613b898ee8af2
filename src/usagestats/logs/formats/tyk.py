"""The CSV files of Tyk Pump: a header with names, one row per request.

    Method,Host,Path,…,ResponseCode,APIKey,TimeStamp,APIVersion,APIName,…,RequestTime,…

The time is when the request came in, as Go prints it; `RequestTime` is milliseconds. Columns were
added over the years, so they are read by name and a header may come again. A quoted value with
newlines breaks its row into lines that are no rows; they are rejected. The user is the alias, else
the OAuth client.
Source: analytics/analytics.go and pumps/csv.go of tyk-pump.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from usagestats.logs.readers.log_format import CarefulFormat, NoRequestError, Request
from usagestats.logs.readers.named_format import Names, read_named
from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.values.line_times import iso_time

if TYPE_CHECKING:
    from usagestats.logs.readers.log_format import LogFormat

_HEADER: Final = "Method,Host,Path,"
_FIELDS: Final = (
    f"{_HEADER}RawPath,ContentLength,UserAgent,Day,Month,Year,Hour,ResponseCode,APIKey,TimeStamp"
    ",APIVersion,APIName,APIID,OrgID,OauthID,RequestTime,RawRequest,RawResponse,IPAddress"
)
_NAMES: Final[Names] = {
    "time": ("TimeStamp",),
    "http_method": ("Method",),
    "host": ("Host",),
    "path": ("OriginalPath", "Path"),
    "status": ("ResponseCode",),
    "duration_ms": ("RequestTime",),
    "remote_address": ("IPAddress",),
    "remote_user": ("Alias", "OauthID"),
    "user_agent": ("UserAgent",),
    "service": ("APIName", "APIID"),
}
_TEXTS = NamedTexts(time=iso_time, plain=str)


@dataclass(frozen=True, slots=True)
class TykPumpFormat(CarefulFormat):
    """The `LogFormat` of the rows below a header. `fields` are their names."""

    fields: tuple[str, ...] = tuple(_FIELDS.split(","))

    @property
    def name(self) -> str:
        """The name that options and messages use."""
        return "tyk-pump-csv"

    @property
    def sample(self) -> str:
        """A line of it."""
        return (
            "GET,api.example.org,/v1/items,/v1/items,0,curl/8.5.0,4,May,2026,10,200,00000000,"
            "2026-05-04 10:15:30.123 +0000 UTC,Default,items,b1a41c9a,678e6771,,34,,,203.0.113.7"
        )

    @property
    def header_starts(self) -> tuple[str, ...]:
        """What the header lines begin with."""
        return (_HEADER,)

    def for_header(self, line: str) -> LogFormat | None:
        """Return the format of the rows below."""
        is_header = line.startswith(_HEADER) and "TimeStamp" in line
        return TykPumpFormat(tuple(line.strip("\r").split(","))) if is_header else None

    def read_line(self, line: str) -> Request:
        """Read one row with care."""
        values = csv_values(line, ",")
        row = dict(zip(self.fields, values, strict=False))
        if not row.get("TimeStamp") or not row.get("ResponseCode", "").isdecimal():
            raise NoRequestError(
                "no row of Tyk Pump: no TimeStamp and ResponseCode in their places"
            )
        return read_named(row, _NAMES, _TEXTS)


def csv_values(line: str, separator: str) -> list[str]:
    """Return the values of one line of CSV.

    Raises:
        NoRequestError: It is not whole.
    """
    try:
        return next(csv.reader([line.rstrip("\r")], delimiter=separator, strict=True), [])
    except csv.Error as error:
        raise NoRequestError("a quoted value does not end in this line") from error


TYK_PUMP = TykPumpFormat()
