"""The NCSA family: common, combined, virtual host first, nginx `main`, other trailing extras.

    [VHOST[:PORT]] CLIENT IDENT USER [TIME] [HOST] "REQUEST" STATUS BYTES [EXTRAS]

nginx writes the time of the end of the request; Apache writes the time of its start; most other
programs imitate one of the two. Where the offset is missing, the time is in the log zone.
`readers/ncsa_family.py` reads everything up to the size, `readers/extras.py` the extras.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from usagestats.logs.readers.extras import FAST_EXTRAS, extra_columns, seconds
from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.readers.ncsa_family import (
    NCSA_PATTERNS,
    NCSA_SCAN,
    before_columns,
    fast_ncsa_patterns,
)
from usagestats.logs.readers.quoted_request import QuotedRequestFormat
from usagestats.logs.values.clf_time import parse_clf_time

if TYPE_CHECKING:
    import re


def _further(match: re.Match[str]) -> dict[str, Any]:
    return extra_columns(match["after"])


NCSA = QuotedRequestFormat(
    name="ncsa",
    sample='203.0.113.7 - - [04/May/2026:10:15:30 +0000] "GET /v1/items HTTP/1.1" 200 512'
    ' "-" "curl/8.5.0"',
    patterns=NCSA_PATTERNS,
    scan=NCSA_SCAN,
    before=before_columns,
    further=_further,
    more=fast_ncsa_patterns(
        f"(?:{FAST_EXTRAS})?",
        NamedTexts(parse_clf_time, readers={"duration_ms": seconds}),
    ),
    absent_columns=frozenset({"service", "upstream_status"}),
)
