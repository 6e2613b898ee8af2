"""The CSV lines of Gravitee's file reporter, of version 4 APIs and of version 2 ones.

    "TRANSACTION";"REQUEST";EPOCH_MS;"REMOTE";"LOCAL";"API_ID";"API_NAME";…;"METHOD";STATUS;…

The time is the start of the request, in UTC; the duration is that of the whole gateway. There is
no header. The two versions differ by a column for the entrypoint, and are told apart by where five
numbers in a row stand. A path keeps its query.
Source: gravitee-reporter-common, CSV formatters of metrics.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from usagestats.logs.formats.tyk import csv_values
from usagestats.logs.readers.log_format import CarefulFormat, NoRequestError, Request
from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.values.line_times import epoch_milliseconds

if TYPE_CHECKING:
    from collections.abc import Sequence

_BEFORE: Final = (
    "transaction request-id time remote_address local-address api-id service organization"
    " environment application plan subscription remote_user tenant target path-info mapped-path"
    " http_method status"
)
_AFTER: Final = (
    "endpoint error-key error-message user_agent host request-length response_bytes endpoint-ms"
    " duration_ms latency-ms security-type security-token"
)
_V2 = tuple(f"{_BEFORE} {_AFTER}".split())
_V4 = tuple(f"{_BEFORE} entrypoint {_AFTER} api-product".split())
_LACKS = (
    "no semicolons around an epoch, a method, a status and five numbers as Gravitee writes them"
)


@dataclass(frozen=True, slots=True)
class GraviteeFormat(CarefulFormat):
    """The `LogFormat` of these lines."""

    @property
    def name(self) -> str:
        """The name that options and messages use."""
        return "gravitee-csv"

    @property
    def sample(self) -> str:
        """A line of it."""
        return (
            '"8f1e";"8f1e";1777889730123;"203.0.113.7";"10.0.0.9";"a1";"items";"DEFAULT";"DEFAULT"'
            ';"app1";"plan1";"sub1";"";"";"/v1/items";"/items";"";"GET";200;"http-proxy"'
            ';"http://10.0.0.9";"";"";"curl/8.5.0";"api.example.org";0;512;33;34;1;"API_KEY";"";""'
        )

    def read_line(self, line: str) -> Request:
        """Read one line with care."""
        values = csv_values(line, ";")
        names = next((names for names in (_V4, _V2) if _fits(values, names)), None)
        if names is None:
            raise NoRequestError(_LACKS)
        row = dict(zip(names, values, strict=False))
        row["service"] = row["service"] or row["api-id"]
        return _TEXTS.request(row)


_TEXTS = NamedTexts(time=epoch_milliseconds, plain=str)


def _fits(values: Sequence[str], names: Sequence[str]) -> bool:
    start = names.index("request-length")
    numbers = values[start : start + 5]
    return (
        len(values) > names.index("security-type")
        and values[names.index("http_method")].isalpha()
        and all(number.removeprefix("-").isdecimal() for number in numbers)
    )


GRAVITEE_CSV = GraviteeFormat()
