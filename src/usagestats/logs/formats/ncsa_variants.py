"""Lines of the NCSA family whose end tells more: of Traefik, ingress-nginx, APISIX and HAProxy.

What stands up to `STATUS BYTES` is read as in `ncsa`; a line without the end that marks the
format is one of `ncsa`. The time is the end of the request for ingress-nginx and APISIX (nginx),
its start for Traefik and HAProxy.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from usagestats.logs.formats.ncsa import NCSA_SCAN, PATTERNS, before_columns, fast_patterns
from usagestats.logs.readers.extras import extra_columns
from usagestats.logs.readers.fast_patterns import NUMBER, QUOTED, named
from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.readers.quoted_request import QuotedRequestFormat
from usagestats.logs.values.absent import NOTHING
from usagestats.logs.values.clf_time import parse_clf_time
from usagestats.logs.values.numbers import milliseconds, upstream_answer
from usagestats.logs.values.request_line import unescape
from usagestats.tables.declared import REQUESTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from usagestats.logs.readers.named_texts import Reader

_QUOTED = r'(?:[^"\\]++|\\.)*+'
_AGENT = rf'"(?P<referer>{_QUOTED})" "(?P<user_agent>{_QUOTED})"'
_LIST = r"[^ ,]++(?:(?:,| :) [^ ,]++)*+"

# counted from the right: Traefik escapes no quotation marks before v3.7 (pull request 13180)
_TRAEFIK = re.compile(
    r' (?:(?:-|"(?P<referer>[^"]*+)") (?:-|"(?P<user_agent>.*)")|".*")'
    r' (?P<request_count>[0-9]+|-) "(?P<service>[^"]*+)" "(?P<service_url>[^"]*+)"'
    r" (?P<duration_ms>[0-9]+)ms",
    re.DOTALL,
)
# docs of ingress-nginx, "Log format": upstreaminfo; the alternative upstream came in 0.22
_INGRESS = re.compile(
    rf" {_AGENT} (?P<request_length>[0-9]+) (?P<duration_ms>[0-9.]+)"
    r" \[(?P<service>[^\]]*)\](?: \[(?P<alternative_upstream>[^\]]*)\])?"
    rf" (?P<upstream_addr>{_LIST}) (?P<upstream_response_length>{_LIST})"
    rf" (?P<upstream_response_time>{_LIST}) (?P<upstream_status>{_LIST}) (?P<req_id>[^ ]+)",
    re.DOTALL,
)
# apisix conf/config.yaml.example: nginx_config.http.access_log_format
_APISIX = re.compile(
    rf" (?P<duration_ms>[0-9.]+) {_AGENT} (?P<upstream_addr>{_LIST})"
    rf" (?P<upstream_status>(?:[0-9]{{3}}|-)(?:(?:,| :) [^ ,]++)*+)"
    rf' (?P<upstream_response_time>{_LIST})(?: [0-9-]+)? "(?P<upstream_url>[^"]*)".*',
    re.DOTALL,
)
# configuration.txt of HAProxy 2.8, section 8.2.3: option httplog clf
_HAPROXY = re.compile(
    r' "" "" (?P<client_port>[0-9]+) [0-9]+ "(?P<frontend>[^"]*)" "(?P<service>[^"]*)"'
    r' "(?P<server>[^"]*)" (?:-?[0-9]+ ){4}\+?(?P<duration_ms>-?[0-9]+) .*',
    re.DOTALL,
)

_NUMBERS = "(?:[0-9.]+|-)"
_NAME = r"[!#-+\x2d-Z^-~]+"  # no comma, no bracket, and no escape
_REFERER, _USER_AGENT = named("referer", QUOTED), named("user_agent", QUOTED)
_SECONDS = r"(?P<duration_ms>[0-9]{1,9}\.[0-9]{3})"
_UPSTREAM_STATUS = "(?P<upstream_status>[0-9]{3}|-)"
_FAST_TRAEFIK = (
    f" (?:-|{_REFERER}) (?:-|{_USER_AGENT}) {named('request_count', NUMBER)}"
    f" {named('service', QUOTED)} {named('service_url', QUOTED)} (?P<duration_ms>[0-9]{{1,15}})ms"
)
_FAST_INGRESS = (
    rf" {_REFERER} {_USER_AGENT} (?P<request_length>[0-9]+) {_SECONDS}"
    r" \[(?P<service>[^\]\\\"]*)\] (?:\[(?P<alternative_upstream>[^\]\\\"]*)\] )?"
    rf"{named('upstream_addr', _NAME)} {named('upstream_response_length', _NUMBERS)}"
    rf" {named('upstream_response_time', _NUMBERS)} {_UPSTREAM_STATUS} (?P<req_id>[0-9A-Za-z-]+)"
)
_FAST_APISIX = (
    rf" {_SECONDS} {_REFERER} {_USER_AGENT} {named('upstream_addr', _NAME)} {_UPSTREAM_STATUS}"
    rf" {named('upstream_response_time', _NUMBERS)} (?:[0-9-]+ )?{named('upstream_url', QUOTED)}.*"
)
_FAST_HAPROXY = (
    rf' "" "" (?P<client_port>[0-9]+) [0-9]+ {named("frontend", QUOTED)}'
    rf" {named('service', QUOTED)} {named('server', QUOTED)} (?:-?[0-9]+ ){{4}}"
    r"\+?(?P<duration_ms>-?[0-9]{1,15}) .*"
)


def _further(match: re.Match[str], signature: re.Pattern[str], per_unit: float) -> dict[str, Any]:
    columns = before_columns(match) | extra_columns(match["after"])
    if told := signature.fullmatch(match["after"]):
        found = told.groupdict()
        texts = {
            name: unescape(text)
            for name, text in found.items()
            if text is not None and text not in NOTHING
        }
        columns |= _told(texts, per_unit)
        if (upstream := found.get("upstream_status")) is not None:
            columns["upstream_status"] = upstream_answer(upstream)
    return columns


def _told(texts: Mapping[str, str], per_unit: float) -> dict[str, Any]:
    """Return the columns of an end that marks a format."""
    return {
        "user_agent": texts.get("user_agent"),
        "service": texts.get("service"),
        "duration_ms": milliseconds(texts.get("duration_ms", ""), per_unit),
        "fields": {name: text for name, text in texts.items() if name not in REQUESTS},
    }


def _variant(
    name: str, signature: re.Pattern[str], fast: str, per_unit: float, sample: str
) -> QuotedRequestFormat:
    further = partial(_further, signature=signature, per_unit=per_unit)
    readers: dict[str, Reader] = {"remote_address": str}
    if per_unit != 1:
        readers["duration_ms"] = partial(milliseconds, per_unit=per_unit)
    more = fast_patterns(fast, NamedTexts(parse_clf_time, readers=readers))
    return QuotedRequestFormat(name, sample, PATTERNS, NCSA_SCAN, further, signature, more)


_SAMPLE = '203.0.113.7 - - [04/May/2026:10:15:30 +0000] "GET /v1/items HTTP/1.1" 200 512'
TRAEFIK = _variant(
    "traefik",
    _TRAEFIK,
    _FAST_TRAEFIK,
    1,
    f'{_SAMPLE} "-" "curl/8.5.0" 502 "items@docker" "http://10.0.0.9:80" 34ms',
)
INGRESS_NGINX = _variant(
    "ingress-nginx",
    _INGRESS,
    _FAST_INGRESS,
    1000,
    f'{_SAMPLE} "-" "curl/8.5.0" 89 0.034 [default-items-8080] [] 10.0.0.9:8080 512 0.033 200'
    " 529a007902362a5f51385a5fa7049884",
)
APISIX = _variant(
    "apisix",
    _APISIX,
    _FAST_APISIX,
    1000,
    _SAMPLE.replace('] "', '] api.example.org "')
    + ' 0.034 "-" "curl/8.5.0" 10.0.0.9:80 200 0.033 "http://api.example.org"',
)
HAPROXY_CLF = _variant(
    "haproxy-clf",
    _HAPROXY,
    _FAST_HAPROXY,
    1,
    f'{_SAMPLE} "" "" 33317 655 "http-in" "items" "srv1" 10 0 30 69 109 "----" 1 1 1 1 0 0 0',
)
