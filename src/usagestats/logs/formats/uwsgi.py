"""The request lines of uWSGI.

    [pid: 88|app: 0|req: 1/1] CLIENT (USER) {38 vars in 696 bytes} [Mon May  4 10:15:30 2026]
    GET /v1/items?x=1 => generated 512 bytes in 34 msecs (HTTP/1.1 200) …

The time is the start of the request, in the log zone; the duration is in msecs or micros. The bytes
are those of the body. uWSGI escapes nothing.
Source: core/logging.c of uWSGI.
"""

from __future__ import annotations

import re
from functools import partial

from usagestats.late_pattern import late_pattern
from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.readers.pattern_format import PatternFormat
from usagestats.logs.values.line_times import wall_time
from usagestats.logs.values.numbers import milliseconds

_LINE = late_pattern(
    r"\[pid: (?P<pid>[0-9]+)\|app: [^|\]]*\|req: [^\]]*\] (?P<remote_address>[^ ]*)"
    r" \((?P<remote_user>[^)]*)\) \{[^}]*\} \[(?P<time>[^\]]+)\]"
    r" (?P<http_method>[^ ]*) (?P<target>.*) => generated (?P<response_bytes>[0-9]+) bytes"
    r" in (?P<duration_ms>[0-9]+ (?:msecs|micros))(?: via [^ ]+\(\))?"
    r" \((?P<protocol>[^ )]*) (?P<status>[0-9]+)\).*",
    re.DOTALL,
)
_UNITS = {"msecs": 1.0, "micros": 1e-3}


def _duration(text: str) -> float | None:
    number, _, unit = text.partition(" ")
    return milliseconds(number, _UNITS[unit])


UWSGI = PatternFormat(
    name="uwsgi",
    sample="[pid: 88|app: 0|req: 1/1] 203.0.113.7 () {38 vars in 696 bytes}"
    " [Mon May  4 10:15:30 2026] GET /v1/items => generated 512 bytes in 34 msecs (HTTP/1.1 200)"
    " 9 headers in 378 bytes (1 switches on core 3)",
    patterns=(_LINE,),
    texts=NamedTexts(
        time=partial(wall_time, written="%a %b %d %H:%M:%S %Y"),
        plain=str,
        readers={"duration_ms": _duration},
    ),
    lacks="no [pid: …] CLIENT (USER) {…} [TIME] METHOD TARGET => generated … as uWSGI writes them",
    holds=("|req:",),
)
