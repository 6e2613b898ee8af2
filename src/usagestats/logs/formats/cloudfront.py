"""AWS CloudFront: standard logs as text and JSON, and real-time logs.

    #Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status …

Standard logs are an extended log with tabs and with columns of its own; as JSON, the names of the
columns are the keys. Real-time logs have no header: the user gives the fields that were chosen,
with a `timestamp` in seconds. Their `cs-uri-stem` may hold the query, too.

The time is the end of the request, in UTC; rows are in no order. `time-taken` is in seconds. The
host is the one in the request of the viewer. Values are percent-encoded, in older logs twice: the
user agent is decoded, paths and queries stay as they are. Rows without a header are read as the 33
columns of 2019 and later.
Source: docs.aws.amazon.com, "Standard logging reference", "Use real-time access logs".
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from usagestats.late_pattern import late_pattern
from usagestats.light_dataclass import replace
from usagestats.logs.readers.extended_log import TIMESTAMPS, extended_time
from usagestats.logs.readers.headed_format import HeadedFormat, Header, Shape
from usagestats.logs.readers.json.json_format import json_format
from usagestats.logs.readers.json.key_map import Key
from usagestats.logs.readers.log_format import NoRequestError
from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.values.numbers import milliseconds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from usagestats.logs.readers.text_lines import Names

_COLUMNS: Final = (
    "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer)"
    " cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header"
    " cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol ssl-cipher"
    " x-edge-response-result-type cs-protocol-version fle-status fle-encrypted-fields c-port"
    " time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len"
    " sc-range-start sc-range-end"
)
_OWN: Final = frozenset({"x-edge-location", *TIMESTAMPS})
_WHEN = late_pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{9,13}(?:\.[0-9]+)?")


def _read_header(_: Header, line: str) -> Header | None:
    """Return the columns if an edge location or a timestamp is one of them, as in no other log."""
    kind, _colon, text = line.partition(":")
    columns = tuple(text.split())
    is_own = not _OWN.isdisjoint(columns)
    return Header(columns) if kind == "#Fields" and is_own else None


def _check(row: Mapping[str, str], header: Header, count: int) -> None:
    columns = header.columns
    least = columns.index("sc-status") if "sc-status" in columns else len(columns)
    when = next((row[name] for name in ("date", *TIMESTAMPS) if name in row), "")
    if count < least or not _WHEN.fullmatch(when):
        raise NoRequestError("no tab-separated row of CloudFront")


def _decoded(text: str) -> str:
    return unquote(unquote(text)) if "%25" in text else unquote(text)


_NAMES: Final[Names] = {
    "time": ("time",),
    "http_method": ("cs-method",),
    "target": ("cs-uri-stem",),
    "query": ("cs-uri-query",),
    "status": ("sc-status",),
    "response_bytes": ("sc-bytes",),
    "duration_ms": ("time-taken",),
    "remote_address": ("c-ip",),
    "user_agent": ("cs(User-Agent)", "cs-user-agent"),
    "host": ("x-host-header", "cs(Host)", "cs-host"),
}
_TEXTS: Final = NamedTexts(
    time=extended_time,
    plain=str,
    readers={"duration_ms": partial(milliseconds, per_unit=1000), "user_agent": _decoded},
)

CLOUDFRONT = HeadedFormat(
    name="aws-cloudfront",
    sample=(
        "2026-05-04 10:15:30 FRA56-C1 512 203.0.113.7 GET d1.cloudfront.net /v1/items 200 -"
        " curl/8.5.0 - - Hit f37nTMVvnKvV2ZSvEsivup api.example.org https 23 0.034 - TLSv1.3"
        " TLS_AES_128_GCM_SHA256 Hit HTTP/2.0 - - 11040 0.033 Hit application/json 512 - -"
    ).replace(" ", "\t"),
    header_starts=("#Fields:",),
    read_header=_read_header,
    separator="\t",
    names=_NAMES,
    texts=_TEXTS,
    shapes={"sc-status": Shape("[0-9]{3}|0", "[0-9]{3}")},
    check=_check,
    is_extended=True,
    header=Header(tuple(_COLUMNS.split())),
)

_JSON: Final = json_format(
    "aws-cloudfront-json",
    '{"date":"2026-05-04","time":"10:15:30","x-edge-location":"FRA56-C1","sc-bytes":"512",'
    '"c-ip":"203.0.113.7","cs-method":"GET","cs(Host)":"d1.cloudfront.net",'
    '"cs-uri-stem":"/v1/items","sc-status":"200","cs-uri-query":"-",'
    '"x-host-header":"api.example.org","time-taken":"0.034"}',
    {
        "time": ["time", *TIMESTAMPS],
        "http_method": ["cs-method"],
        "path": ["cs-uri-stem"],
        "query": ["cs-uri-query"],
        "status": ["sc-status"],
        "response_bytes": ["sc-bytes"],
        "duration_ms": ["time-taken:s"],
        "remote_address": ["c-ip"],
        "user_agent": ["cs(User-Agent)", "cs-user-agent"],
        "host": ["x-host-header", "cs(Host)", "cs-host"],
    },
    telling=["cs-method", "cs-uri-stem"],
)
CLOUDFRONT_JSON: Final = replace(
    _JSON, needs_status=False, day=Key(("date",)), readers={"user_agent": _decoded}
)
