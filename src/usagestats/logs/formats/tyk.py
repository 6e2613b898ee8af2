"""Tyk: the access log of the gateway as text and JSON, and the CSV and JSON of Tyk Pump.

    time="Jan 29 08:27:09" level=info api_name=items … prefix=access-log … status=200 …
    Method,Host,Path,…,ResponseCode,APIKey,TimeStamp,APIVersion,APIName,…,RequestTime,…

The time is the start of the request; durations are in milliseconds. The text of the gateway has
neither year nor offset: the year comes from the last change of the file. Its path has no query.
Records of the gateway about itself stand beside it and are no requests.

The CSV files begin with a header. Columns were added over the years, so they are read by name, and
a header may come again. A quoted value with newlines breaks its row into lines, which are rejected.

The user is the alias, else the OAuth client. An API key is a credential and never the user.
Source: tyk, internal/httputil/accesslog; tyk-pump, analytics/analytics.go, pumps/csv.go and
    pumps/stdout.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from usagestats.logs.readers.headed_format import HeadedFormat, Header, Shape
from usagestats.logs.readers.json.json_format import json_format
from usagestats.logs.readers.json.record_filter import RecordFilter
from usagestats.logs.readers.log_format import NoRequestError
from usagestats.logs.readers.named_format import NamedFormat
from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.readers.pairs import LOGFMT
from usagestats.logs.values.iso_time import parse_iso_time
from usagestats.logs.values.line_times import AnyOf, yearless_time

if TYPE_CHECKING:
    from collections.abc import Mapping


_ABOUT_REQUESTS: Final = "access-log"


def _is_about_itself(line: str) -> bool:
    pairs = LOGFMT.values(line) or {}
    return {"time", "level", "msg"} <= pairs.keys() and pairs.get("prefix") != _ABOUT_REQUESTS


TYK = NamedFormat(
    name="tyk",
    sample='time="May  4 10:15:30" level=info api_id=b1a41c9a api_key=00000000 api_name=items'
    ' client_ip=203.0.113.7 host="api.example.org" latency_total=34 method=GET path=/v1/items'
    " prefix=access-log protocol=HTTP/1.1 status=200 user_agent=curl/8.5.0",
    grammar=LOGFMT,
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
    texts=NamedTexts(time=AnyOf((yearless_time, parse_iso_time)), plain=str),
    lacks="no pairs with prefix=access-log and a status",
    needed={"prefix": _ABOUT_REQUESTS, "status": ""},
    is_other=_is_about_itself,
    telling=("access-log", "msg="),
)

TYK_JSON: Final = json_format(
    "tyk-json",
    '{"api_id":"b1a4","api_name":"items","client_ip":"203.0.113.7","host":"api.example.org",'
    '"latency_total":34,"level":"info","method":"GET","path":"/v1/items","prefix":"access-log",'
    '"status":200,"time":"2026-05-04T10:15:30Z","user_agent":"curl/8.5.0"}',
    {
        "time": ["time"],
        "http_method": ["method"],
        "host": ["host"],
        "path": ["original_path", "path"],
        "status": ["status"],
        "duration_ms": ["latency_total:ms"],
        "remote_address": ["client_ip", "remote_addr"],
        "remote_user": ["alias", "oauth_id"],
        "user_agent": ["user_agent"],
        "service": ["api_name", "api_id"],
    },
    records=RecordFilter(("prefix",), ("access-log",), ("",)),
)

_BEGIN: Final = "Method,Host,Path,"
_COLUMNS: Final = (
    f"{_BEGIN}RawPath,ContentLength,UserAgent,Day,Month,Year,Hour,ResponseCode,APIKey,TimeStamp"
    ",APIVersion,APIName,APIID,OrgID,OauthID,RequestTime,RawRequest,RawResponse,IPAddress"
)


def _read_header(_: Header, line: str) -> Header | None:
    is_header = line.startswith(_BEGIN) and "TimeStamp" in line
    return Header(tuple(line.strip("\r").split(","))) if is_header else None


_NO_ROW: Final = "no row of Tyk Pump: no TimeStamp and ResponseCode in their places"


def _check(row: Mapping[str, str], _: Header, _count: int) -> None:
    if not row.get("TimeStamp") or not row.get("ResponseCode", "").isdecimal():
        raise NoRequestError(_NO_ROW)


TYK_PUMP_CSV = HeadedFormat(
    name="tyk-pump-csv",
    sample="GET,api.example.org,/v1/items,/v1/items,0,curl/8.5.0,4,May,2026,10,200,00000000,"
    "2026-05-04 10:15:30.123 +0000 UTC,Default,items,b1a41c9a,678e6771,,34,,,203.0.113.7",
    header_starts=(_BEGIN,),
    read_header=_read_header,
    separator=",",
    names={
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
    },
    texts=NamedTexts(time=parse_iso_time, plain=str),
    header=Header(tuple(_COLUMNS.split(","))),
    needed=(frozenset({"TimeStamp"}), frozenset({"ResponseCode"})),
    shapes={"ResponseCode": Shape(".*", "[0-9]+")},
    lacks=_NO_ROW,
    check=_check,
)

TYK_PUMP_JSON: Final = json_format(
    "tyk-pump-json",
    '{"level":"info","msg":"","tyk-analytics-record":{"method":"GET","host":"api.example.org",'
    '"path":"/items","raw_path":"/v1/items","response_code":200,"api_name":"items",'
    '"timestamp":"2026-05-04T10:15:30.123Z","request_time":34,"ip_address":"203.0.113.7",'
    '"alias":"ann"},"time":"2026-05-04T10:15:40Z"}',
    {
        "time": ["tyk-analytics-record.timestamp", "tyk-analytics-record.TimeStamp"],
        "http_method": ["tyk-analytics-record.method"],
        "host": ["tyk-analytics-record.host"],
        "path": ["tyk-analytics-record.raw_path", "tyk-analytics-record.path"],
        "status": ["tyk-analytics-record.response_code"],
        "response_bytes": ["tyk-analytics-record.content_length"],
        "duration_ms": [
            "tyk-analytics-record.latency.total:ms",
            "tyk-analytics-record.request_time:ms",
        ],
        "remote_address": ["tyk-analytics-record.ip_address"],
        "remote_user": ["tyk-analytics-record.alias", "tyk-analytics-record.oauth_id"],
        "user_agent": ["tyk-analytics-record.user_agent"],
        "service": ["tyk-analytics-record.api_name", "tyk-analytics-record.api_id"],
    },
)
