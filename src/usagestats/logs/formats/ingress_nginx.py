"""The default line of ingress-nginx, the ingress controller of Kubernetes.

    … as `ncsa` up to the size … "REFERER" "AGENT" LENGTH SECONDS [NAMESPACE-SERVICE-PORT]
    [ALTERNATIVE] UPSTREAMS LENGTHS SECONDS STATUSES REQUEST_ID

The time is the end of the request. Of several upstreams the last one answered. The alternative
upstream came in version 0.22.
Source: docs of ingress-nginx, "Log format": upstreaminfo.
"""

from __future__ import annotations

import re

from usagestats.late_pattern import late_pattern
from usagestats.logs.readers.ncsa_variant import (
    REFERER_AND_AGENT,
    UPSTREAM_LIST,
    ncsa_variant,
)

_ENDING = late_pattern(
    rf" {REFERER_AND_AGENT} (?P<request_length>[0-9]+) (?P<duration_ms>[0-9.]+)"
    r" \[(?P<service>[^\]]*)\](?: \[(?P<alternative_upstream>[^\]]*)\])?"
    rf" (?P<upstream_addr>{UPSTREAM_LIST}) (?P<upstream_response_length>{UPSTREAM_LIST})"
    rf" (?P<upstream_response_time>{UPSTREAM_LIST}) (?P<upstream_status>{UPSTREAM_LIST})"
    r" (?P<req_id>[^ ]+)",
    re.DOTALL,
)

INGRESS_NGINX = ncsa_variant(
    "ingress-nginx",
    '203.0.113.7 - - [04/May/2026:10:15:30 +0000] "GET /v1/items HTTP/1.1" 200 512 "-"'
    ' "curl/8.5.0" 89 0.034 [default-items-8080] [] 10.0.0.9:8080 512 0.033 200'
    " 529a007902362a5f51385a5fa7049884",
    ending=_ENDING,
    per_unit=1000,
)
