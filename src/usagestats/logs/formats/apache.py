"""The log `ssl_request_log` of Apache httpd. `ncsa` reads the other logs of Apache.

    [TIME] CLIENT PROTOCOL CIPHER "REQUEST" BYTES

The time is the start of the request. There is no status.
Source: Apache httpd, docs/conf/extra/httpd-ssl.conf.in.
"""

from __future__ import annotations

import re

from usagestats.late_pattern import late_pattern
from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.readers.pattern_format import PatternFormat
from usagestats.logs.values.line_times import any_time

_LINE = late_pattern(
    r"\[(?P<time>[^\]]+)\] (?P<remote_address>[^ ]+) (?P<ssl_protocol>(?:TLS|SSL)v[0-9.]+|-)"
    r' (?P<ssl_cipher>[^ ]+) "(?P<request>(?:[^"\\]++|\\.)*+)" (?P<response_bytes>[0-9]+|-)',
    re.DOTALL,
)

APACHE_SSL_REQUEST = PatternFormat(
    name="apache-ssl-request",
    sample="[04/May/2026:10:15:30 +0000] 203.0.113.7 TLSv1.3 TLS_AES_256_GCM_SHA384"
    ' "GET /v1/items HTTP/1.1" 512',
    patterns=(_LINE,),
    texts=NamedTexts(time=any_time),
    lacks='no [TIME] CLIENT PROTOCOL CIPHER "REQUEST" BYTES',
)
