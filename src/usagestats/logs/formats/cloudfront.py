"""Standard logs of AWS CloudFront: extended logs with tabs and with names of their own.

The time is the end of the request, in UTC; rows are in no order. `time-taken` is in seconds. The
host is the one that the viewer asked for. Values are percent-encoded, older ones twice: the user
agent is decoded, paths and queries stay as they are. Rows without a header are read as the 33
fields of 2019 and later.
Source: docs.aws.amazon.com, "Standard logging reference".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from usagestats.logs.readers.extended_log import row_time, w3c_time
from usagestats.logs.readers.log_format import CarefulFormat, NoRequestError, Request
from usagestats.logs.readers.named_format import Names, read_named
from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.values.numbers import milliseconds

if TYPE_CHECKING:
    from usagestats.logs.readers.log_format import LogFormat

_FIELDS: Final = (
    "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer)"
    " cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header"
    " cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol ssl-cipher"
    " x-edge-response-result-type cs-protocol-version fle-status fle-encrypted-fields c-port"
    " time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len"
    " sc-range-start sc-range-end"
)
_NAMES: Final[Names] = {
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
}
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class CloudFrontFormat(CarefulFormat):
    """The `LogFormat` of the rows below a header. `fields` are their names."""

    fields: tuple[str, ...] = tuple(_FIELDS.split())

    @property
    def name(self) -> str:
        """The name that options and messages use."""
        return "aws-cloudfront"

    @property
    def sample(self) -> str:
        """A line of it."""
        return _SAMPLE

    @property
    def header_starts(self) -> tuple[str, ...]:
        """What the header lines begin with."""
        return ("#Fields:",)

    def for_header(self, line: str) -> LogFormat | None:
        """Return the format of the rows below; the fields of other extended logs are none."""
        kind, _, text = line.partition(":")
        fields = tuple(text.split())
        is_header = kind == "#Fields" and "x-edge-location" in fields
        return CloudFrontFormat(fields) if is_header else None

    def read_line(self, line: str) -> Request:
        """Read one row with care."""
        values = line.rstrip("\r").split("\t")
        if len(values) < self.fields.index("sc-status") or not _DATE.fullmatch(values[0]):
            raise NoRequestError("no tab-separated row of CloudFront")
        row = dict(zip(self.fields, values, strict=False))
        return read_named({**row, "date": "", "time": row_time(row, "")}, _NAMES, _TEXTS)


_SAMPLE = (
    "2026-05-04 10:15:30 FRA56-C1 512 203.0.113.7 GET d1.cloudfront.net /v1/items 200 - curl/8.5.0"
    " - - Hit f37nTMVvnKvV2ZSvEsivup api.example.org https 23 0.034 - TLSv1.3"
    " TLS_AES_128_GCM_SHA256 Hit HTTP/2.0 - - 11040 0.033 Hit application/json 512 - -"
).replace(" ", "\t")


def _decoded(text: str) -> str:
    return unquote(unquote(text)) if "%25" in text else unquote(text)


_TEXTS = NamedTexts(
    time=w3c_time,
    plain=str,
    readers={"duration_ms": partial(milliseconds, per_unit=1000), "user_agent": _decoded},
)

CLOUDFRONT = CloudFrontFormat()
