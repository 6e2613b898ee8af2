"""The standard logs of AWS CloudFront: an extended log with tabs and with columns of its own.

    #Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status …

The time is the end of the request, in UTC; rows are in no order. `time-taken` is in seconds. The
host is the one in the request of the viewer. Values are percent-encoded, in older logs twice: the
user agent is decoded, paths and queries stay as they are. Rows without a header are read as the 33
columns of 2019 and later.
Source: docs.aws.amazon.com, "Standard logging reference".
"""

from __future__ import annotations

import re
from functools import partial
from typing import Final
from urllib.parse import unquote

from usagestats.logs.readers.extended_log import extended_time, with_one_time
from usagestats.logs.readers.headed_format import HeadedFormat, Header
from usagestats.logs.readers.log_format import NoRequestError
from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.values.numbers import milliseconds

_COLUMNS: Final = (
    "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer)"
    " cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header"
    " cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol ssl-cipher"
    " x-edge-response-result-type cs-protocol-version fle-status fle-encrypted-fields c-port"
    " time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len"
    " sc-range-start sc-range-end"
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _read_header(_: Header, line: str) -> Header | None:
    """Return the columns if the edge location is one of them, as in logs of CloudFront only."""
    kind, _colon, text = line.partition(":")
    columns = tuple(text.split())
    return Header(columns) if kind == "#Fields" and "x-edge-location" in columns else None


def _split(line: str, header: Header) -> dict[str, str]:
    columns, values = header.columns, line.rstrip("\r").split("\t")
    least = columns.index("sc-status") if "sc-status" in columns else len(columns)
    if len(values) < least or not _DATE.fullmatch(values[0]):
        raise NoRequestError("no tab-separated row of CloudFront")
    return with_one_time(dict(zip(columns, values, strict=False)), "")


def _decoded(text: str) -> str:
    return unquote(unquote(text)) if "%25" in text else unquote(text)


CLOUDFRONT = HeadedFormat(
    name="aws-cloudfront",
    sample=(
        "2026-05-04 10:15:30 FRA56-C1 512 203.0.113.7 GET d1.cloudfront.net /v1/items 200 -"
        " curl/8.5.0 - - Hit f37nTMVvnKvV2ZSvEsivup api.example.org https 23 0.034 - TLSv1.3"
        " TLS_AES_128_GCM_SHA256 Hit HTTP/2.0 - - 11040 0.033 Hit application/json 512 - -"
    ).replace(" ", "\t"),
    header_starts=("#Fields:",),
    read_header=_read_header,
    split=_split,
    names={
        "time": ("time",),
        "http_method": ("cs-method",),
        "path": ("cs-uri-stem",),
        "query": ("cs-uri-query",),
        "status": ("sc-status",),
        "response_bytes": ("sc-bytes",),
        "duration_ms": ("time-taken",),
        "remote_address": ("c-ip",),
        "user_agent": ("cs(User-Agent)",),
        "host": ("x-host-header", "cs(Host)"),
    },
    texts=NamedTexts(
        time=extended_time,
        plain=str,
        readers={"duration_ms": partial(milliseconds, per_unit=1000), "user_agent": _decoded},
    ),
    header=Header(tuple(_COLUMNS.split())),
)
