"""The access lines of uvicorn and hypercorn, with the time of the wrapper around them.

    TIME INFO:     CLIENT:PORT - "REQUEST" STATUS [REASON]

The lines themselves have no time. `TIME` is the one that Docker, Kubernetes, journald or a shipper
wrote beside a line: the end of the request, in their zone. Lines without a wrapper are refused.
Colours may stand around the level.
Source: uvicorn/logging.py, AccessFormatter.
"""

from __future__ import annotations

import re

from usagestats.late_pattern import late_pattern
from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.readers.pattern_format import PatternFormat
from usagestats.logs.values.addresses import before_port
from usagestats.logs.values.iso_time import parse_iso_time
from usagestats.logs.values.line_times import AnyOf, epoch_microseconds

_COLOUR = r"(?:\x1b\[[0-9;]*+m)*+"
_LINE = late_pattern(
    rf"(?P<time>[0-9][0-9T:.,Z+-]+) {_COLOUR}(?:[A-Z]+{_COLOUR}: *{_COLOUR})?"
    r"(?P<remote_address>[^ \x1b]*:[0-9]+) - "
    rf'{_COLOUR}"{_COLOUR}(?P<request>[^"\x1b]*+){_COLOUR}"{_COLOUR}'
    rf" {_COLOUR}(?P<status>[0-9]{{3}})(?: [^\x1b]*)?{_COLOUR}",
    re.DOTALL,
)


UVICORN = PatternFormat(
    name="uvicorn",
    sample='2026-05-04T10:15:30.493Z INFO:     203.0.113.7:51234 - "GET /v1/items HTTP/1.1" 200 OK',
    patterns=(_LINE,),
    texts=NamedTexts(
        time=AnyOf((parse_iso_time, epoch_microseconds)), readers={"remote_address": before_port}
    ),
    lacks='no TIME INFO: CLIENT:PORT - "REQUEST" STATUS',
)
