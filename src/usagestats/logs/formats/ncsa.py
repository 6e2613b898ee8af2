"""The NCSA family: common, combined, virtual host first, nginx `main`, other trailing extras.

    [VHOST[:PORT]] CLIENT IDENT USER [TIME] [HOST] "REQUEST" STATUS BYTES [EXTRAS]

nginx writes the time of the end of the request; Apache writes the time of its start; most other
programs imitate one of the two. Where the offset is missing, the time is in the log zone.
`readers/ncsa_family.py` reads everything up to the size, `readers/extras.py` the extras.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from usagestats.logs.readers.extras import extra_columns
from usagestats.logs.readers.ncsa_family import NCSA_PATTERNS, NCSA_READERS, before_columns
from usagestats.logs.readers.quoted_program import QuotedLines
from usagestats.logs.readers.quoted_request import QuotedRequestFormat

if TYPE_CHECKING:
    import re


def _further(match: re.Match[str]) -> dict[str, Any]:
    return extra_columns(match["after"])


NCSA = QuotedRequestFormat(
    name="ncsa",
    sample='203.0.113.7 - - [04/May/2026:10:15:30 +0000] "GET /v1/items HTTP/1.1" 200 512'
    ' "-" "curl/8.5.0"',
    patterns=NCSA_PATTERNS,
    lines=QuotedLines(NCSA_READERS),
    before=before_columns,
    further=_further,
)
