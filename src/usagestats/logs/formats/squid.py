"""The native lines of the Squid proxy.

    EPOCH.MMM ELAPSED CLIENT RESULT/STATUS BYTES METHOD URL USER HIERARCHY/PEER TYPE

The time is the end of the request, in UTC; ELAPSED is its duration in milliseconds. Squid may cut
the query off after `?` (option `strip_query_terms`). There is no user agent. A connection
that ended before its request is no request.
Source: cf.data.pre of Squid, logformat squid.
"""

from __future__ import annotations

import re

from usagestats.late_pattern import late_pattern
from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.readers.pattern_format import PatternFormat
from usagestats.logs.values.line_times import epoch_seconds

_LINE = late_pattern(
    r"(?P<time>[0-9]{9,10}\.[0-9]{3}) +(?P<duration_ms>-?[0-9]+) (?P<remote_address>[^ ]+)"
    r" (?P<result>[A-Z][A-Z_]+)/(?P<status>[0-9]{3}) (?P<response_bytes>[0-9]+|-)"
    r" (?P<http_method>[^ ]+) (?!error:transaction-end-before-headers )(?P<target>[^ ]+)"
    r" (?P<remote_user>[^ ]+)"
    r" (?P<hierarchy>[A-Z][A-Z_]*)/(?P<peer>[^ ]+)(?: +(?P<content_type>[^ ]+))?(?: .*)?",
    re.DOTALL,
)

SQUID = PatternFormat(
    name="squid",
    sample="1777889730.123     34 203.0.113.7 TCP_MISS/200 512 GET http://api.example.org/v1/items"
    " - HIER_DIRECT/10.0.0.9 application/json",
    patterns=(_LINE,),
    texts=NamedTexts(time=epoch_seconds, plain=str),
    lacks="no EPOCH.MMM ELAPSED CLIENT RESULT/STATUS … as Squid writes them",
)
