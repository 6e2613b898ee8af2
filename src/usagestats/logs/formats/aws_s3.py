"""Server access logs of AWS S3.

    OWNER BUCKET [TIME] CLIENT REQUESTER REQUEST_ID OPERATION KEY "REQUEST" STATUS ERROR BYTES
    OBJECT_SIZE TOTAL_MS TURN_AROUND_MS "REFERER" "USER_AGENT" VERSION HOST_ID SIGNATURE CIPHER
    AUTHENTICATION HOST …

The time is the start of the request, in UTC; TOTAL_MS is the duration in milliseconds. The bucket
counts as the service. The deletions of a batch have no request. AWS appended fields over the years.
S3 escapes no quotation marks: a request that holds some ends at the last `HTTP/…" STATUS` with
numbers behind it, a referer at the first `" "`, a user agent at the last quotation mark.
Source: docs.aws.amazon.com, "Amazon S3 server access log format".
"""

from __future__ import annotations

import re

from usagestats.late_pattern import late_pattern
from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.readers.pattern_format import PatternFormat
from usagestats.logs.values.clf_time import parse_clf_time

_BEGIN = (
    r"(?P<bucket_owner>[0-9a-z-]+) (?P<service>[^ ]+) \[(?P<time>[^\]]+)\]"
    r" (?P<remote_address>[^ ]+) (?P<remote_user>[^ ]+) (?P<request_id>[^ ]+)"
    r" (?P<operation>[A-Z0-9]+\.[^ ]+) (?P<key>[^ ]+) "
)
_NUMBERS = (
    r" (?P<status>[0-9]{3}|-) (?P<error_code>[^ ]+) (?P<response_bytes>[0-9]+|-)"
    r" (?P<object_size>[0-9]+|-) (?P<duration_ms>[0-9]+|-) (?P<turn_around_ms>[0-9]+|-)"
    " "
)
_END = (
    r' (?:"(?P<user_agent>.*)"|-) (?P<version_id>[^ "]+)'
    r'(?: (?P<host_id>[^ "]+) (?P<signature_version>[^ "]+) (?P<cipher_suite>[^ "]+)'
    r' (?P<authentication_type>[^ "]+) (?P<host>[^ "]+)(?: [^"]*)?)?'
)
_PATTERNS = tuple(
    late_pattern(f"{_BEGIN}(?>{request}{_NUMBERS}){referer}{_END}", re.DOTALL)
    for request, referer in (
        (r'(?:"(?P<request>[^"]*+)"|-)', r'(?:"(?P<referer>[^"]*+)"|-)'),
        (
            r'(?:"(?P<request>[^"]*+|.* HTTP/[0-9.]+)"|-)',
            r'(?:"(?P<referer>(?:[^"]|"(?! "))*+)"|-)',
        ),
    )
)

S3 = PatternFormat(
    name="aws-s3",
    sample=f"{'79a5' * 16} items [04/May/2026:10:15:30 +0000] 203.0.113.7 - 3E57427F3EXAMPLE"
    ' REST.GET.OBJECT v1/items "GET /items/v1/items HTTP/1.1" 200 - 512 512 34 33 "-"'
    ' "curl/8.5.0" - s9lzHYrFp76ZVxRcpX9 SigV4 ECDHE-RSA-AES128-GCM-SHA256 AuthHeader'
    " items.s3.eu-central-1.amazonaws.com TLSV1.2",
    patterns=_PATTERNS,
    texts=NamedTexts(time=parse_clf_time),
    lacks="no line of S3: owner, bucket, [time], client, requester, request id, operation",
)
