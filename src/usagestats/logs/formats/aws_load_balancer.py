"""Access logs of AWS load balancers: Application Load Balancer and the classic ELB.

    TYPE TIME ELB CLIENT:PORT TARGET:PORT REQUEST_TIME TARGET_TIME RESPONSE_TIME STATUS
    TARGET_STATUS RECEIVED SENT "REQUEST" "USER_AGENT" CIPHER PROTOCOL TARGET_GROUP_ARN "TRACE" …
    TIME ELB CLIENT:PORT BACKEND:PORT …                                          (classic)

The time is the end of the request (ALB) or its start (classic), in UTC. The three times are in
seconds, -1 for a step that never happened; their sum is the duration. The request has an absolute
URL, and its path may have spaces. Connections of TCP and TLS listeners have the request `- - - `
and no status: they are ignored. The TLS lines of network load balancers have another format, which
is not read.
AWS appended fields over the years, so the rest of a line may be anything.
Source: docs.aws.amazon.com, "Access logs for your Application Load Balancer", "Access log entries".
"""

from __future__ import annotations

import re

from usagestats.late_pattern import late_pattern
from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.readers.pattern_format import PatternFormat
from usagestats.logs.values.iso_time import parse_iso_time
from usagestats.logs.values.numbers import milliseconds

_COMMON = (
    r"(?P<time>[0-9-]{10}T[0-9:.]+Z) (?P<elb>[^ ]+) (?P<remote_address>[^ ]+)"
    r" (?P<target_address>[^ ]+) (?P<duration_ms>[0-9.-]+ [0-9.-]+ [0-9.-]+)"
    r" (?P<status>[0-9]{3}|-) (?P<upstream_status>[0-9]{3}|-|0)"
    r" (?P<received_bytes>[0-9]+|-) (?P<response_bytes>[0-9]+|-)"
    r' "(?P<request>(?:[^"\\]++|\\.)*+)"'
)
_ALB = late_pattern(
    rf"(?P<type>https?|h2|grpcs|wss?) {_COMMON}"
    r' "(?P<user_agent>.*?)" (?P<ssl_cipher>[^ ]+) (?P<ssl_protocol>[^ ]+)'
    r" (?P<target_group_arn>[^ ]*:targetgroup/(?P<service>[^/ ]+)[^ ]*|[^ ]+)"
    r' "(?P<trace_id>[^"]*)"(?: "(?P<domain_name>[^"]*)" "(?P<chosen_cert_arn>[^"]*)"'
    r" ?(?P<matched_rule_priority>[^ ]+) (?P<request_creation_time>[^ ]+)"
    r'(?: "(?P<actions_executed>[^"]*)")?)?.*',
    re.DOTALL,
)
_CLASSIC = late_pattern(
    rf'{_COMMON}(?: "(?P<user_agent>.*)" (?P<ssl_cipher>[^ ]+) (?P<ssl_protocol>[^ ]+))?',
    re.DOTALL,
)


def _sum_of_seconds(text: str) -> float | None:
    """Return the sum of three times in milliseconds; `None` where one of them is -1."""
    parts = [milliseconds(part, 1000) for part in text.split(" ")]
    known = [part for part in parts if part is not None]
    return round(sum(known), 6) if len(known) == len(parts) else None


_TEXTS = NamedTexts(time=parse_iso_time, readers={"duration_ms": _sum_of_seconds})

ALB = PatternFormat(
    name="aws-alb",
    sample="https 2026-05-04T10:15:30.123456Z app/items/50dc6c495c0c9188 203.0.113.7:51234"
    ' 10.0.0.9:80 0.001 0.032 0.001 200 200 34 512 "GET https://api.example.org:443/v1/items'
    ' HTTP/1.1" "curl/8.5.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2'
    " arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/items/73e2d6bc24d8a067"
    ' "Root=1-58337262-36d228ad5d99923122bbe354" "api.example.org" "-" 0'
    ' 2026-05-04T10:15:30.089000Z "forward" "-" "-"',
    patterns=(_ALB,),
    texts=_TEXTS,
    lacks="no line of an application load balancer: type, time, addresses, times, statuses",
)

CLASSIC_ELB = PatternFormat(
    name="aws-elb",
    sample="2026-05-04T10:15:30.123456Z items 203.0.113.7:51234 10.0.0.9:80 0.000073 0.034048"
    ' 0.000057 200 200 0 512 "GET http://api.example.org:80/v1/items HTTP/1.1" "curl/8.5.0" - -',
    patterns=(_CLASSIC,),
    texts=_TEXTS,
    lacks="no line of a classic load balancer: time, name, addresses, times, statuses",
)
