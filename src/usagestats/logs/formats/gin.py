r"""The lines of gin, the router of KrakenD's community edition and of many Go services.

    [GIN] 2026/05/04 - 10:15:30 | 200 |   34.1ms |   203.0.113.7 | GET      "/v1/items?x=1"

The time is the end of the request, in the log zone; the duration is written as Go writes it, such
as `456.8µs` and `1m20.5s`. Since gin 1.6 the target has the quotation marks and escapes of Go
(`\"`, `\u00e9`); before, it had none. Colours may stand around status, duration and method.
Source: logger.go of gin, defaultLogFormatter; router/gin of lura.
"""

from __future__ import annotations

import re
from functools import partial

from usagestats.late_pattern import late_pattern
from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.readers.pattern_format import PatternFormat
from usagestats.logs.values.go_texts import go_duration, go_unescape
from usagestats.logs.values.line_times import wall_time

_COLOUR = r"(?:\x1b\[[0-9;]*m)*"
_BAR = rf" *{_COLOUR} *\|{_COLOUR} *"
_BEFORE_TARGET = (
    rf"\[GIN\] (?P<time>[0-9/]{{10}} - [0-9:]{{8}}){_BAR}(?P<status>[0-9]+)"
    rf"{_BAR}(?P<duration_ms>[0-9.a-zµ\u03bc]+){_BAR}(?P<remote_address>[^ |]*)"
    rf"{_BAR}(?P<http_method>[A-Za-z]+) *{_COLOUR} *"
)
_PATTERNS = tuple(
    late_pattern(_BEFORE_TARGET + target, re.DOTALL)
    for target in (r'"(?P<target>(?:[^"\\]++|\\.)*+)"', r'(?P<target>[^" ].*)')
)

GIN = PatternFormat(
    name="gin",
    sample="[GIN] 2026/05/04 - 10:15:30 | 200 |     34.12ms |     203.0.113.7 | GET      "
    '"/v1/items"',
    patterns=_PATTERNS,
    texts=NamedTexts(
        time=partial(wall_time, written="%Y/%m/%d - %H:%M:%S"),
        plain=go_unescape,
        readers={"duration_ms": go_duration},
    ),
    lacks='no [GIN] TIME | STATUS | DURATION | CLIENT | METHOD "TARGET"',
    holds=("[GIN]",),
)
