"""Zoraxy: the lines of its router.

    2026/05/04 10:15:30 [TIME] [router:CLASS] [origin:HOST] [client: ADDRESS] [useragent: AGENT]
    METHOD TARGET STATUS

The time in brackets is the end of the request, in the log zone. Zoraxy escapes nothing, so the
agent ends at the last bracket before the method. Older releases write neither the first time nor
the agent, and no colons. Its lines about itself (`[system:info]`) are ignored.
Source: tobychui/zoraxy, src/mod/info/logger/trafficlog.go.
"""

from __future__ import annotations

import re

from usagestats.late_pattern import late_pattern
from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.readers.pattern_format import PatternFormat
from usagestats.logs.values.iso_time import parse_iso_time

_WRITTEN = "[0-9]{4}/[0-9]{2}/[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2} "
_PLACES = (
    r" \[router:(?P<router>[^\]]*)\] \[origin:(?P<host>[^\]]*)\]"
    r" \[client:? (?P<remote_address>[^\]]*)\]"
)
_LINE = late_pattern(
    rf"(?:{_WRITTEN})?\[(?P<time>[0-9-]{{10}} [0-9:.]+)\]{_PLACES}"
    r"(?: \[useragent:? (?P<user_agent>.*)\])?"
    r" (?P<http_method>[^ ]+) (?P<target>[^ ]*) (?P<status>[0-9]{3})",
    re.DOTALL,
)


ZORAXY = PatternFormat(
    name="zoraxy",
    sample="2026/05/04 10:15:30 [2026-05-04 10:15:30.123456] [router:host-http]"
    " [origin:api.example.org] [client: 203.0.113.7] [useragent: curl/8.5.0] GET /v1/items 200",
    patterns=(_LINE,),
    texts=NamedTexts(time=parse_iso_time, plain=str),
    lacks="no [TIME] [router:…] [origin:…] [client: …] … METHOD TARGET STATUS as Zoraxy has",
    holds=("[router:",),
)
