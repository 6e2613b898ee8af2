"""The access log of nginx-proxy-manager.

    [TIME] CACHE UPSTREAM_STATUS STATUS - METHOD SCHEME HOST "TARGET" [Client A] [Length N] …

The time is the end of the request.
Source: nginx-proxy-manager, docker/rootfs/etc/nginx/conf.d/include/log-proxy.conf.
"""

from __future__ import annotations

import re

from usagestats.late_pattern import late_pattern
from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.readers.pattern_format import PatternFormat
from usagestats.logs.values.line_times import any_time

_QUOTED = r'(?:[^"\\]++|\\.)*+'
_LINE = late_pattern(
    r"\[(?P<time>[^\]]+)\](?: (?P<cache>[A-Z-]+)"
    r" (?P<upstream_status>[0-9]{3}(?:(?:,| :) [0-9]{3})*|-))?"
    r" (?P<status>[0-9]{3}) - (?P<http_method>[^ ]+) (?P<scheme>[^ ]+) (?P<host>[^ ]+)"
    rf' "(?P<target>{_QUOTED})" \[Client (?P<remote_address>[^\]]*)\]'
    r" \[Length (?P<response_bytes>[^\]]*)\] \[Gzip (?P<gzip_ratio>[^\]]*)\]"
    rf'(?: \[Sent-to (?P<service>[^\]]*)\])? "(?P<user_agent>{_QUOTED})" "(?P<referer>{_QUOTED})"',
    re.DOTALL,
)

NGINX_PROXY_MANAGER = PatternFormat(
    name="nginx-proxy-manager",
    sample="[04/May/2026:10:15:30 +0000] - 200 200 - GET https api.example.org"
    ' "/v1/items" [Client 203.0.113.7] [Length 512] [Gzip -] [Sent-to 10.0.0.9]'
    ' "curl/8.5.0" "-"',
    patterns=(_LINE,),
    texts=NamedTexts(time=any_time),
    lacks='no [TIME] … STATUS - METHOD SCHEME HOST "TARGET" [Client …]',
    holds=("[Gzip",),
)
