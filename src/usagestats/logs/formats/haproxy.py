"""HAProxy: the lines of `option httplog`, `option httpslog` and `option httplog clf`, and JSON.

    CLIENT:PORT [TIME] FRONTEND BACKEND/SERVER TR/Tw/Tc/Tr/Ta STATUS BYTES CC CS TERMINATION
    CONNECTIONS QUEUES [{REQUEST HEADERS}] [{RESPONSE HEADERS}] "REQUEST" [TEXT] [NAME:"VALUE" …]
    … as `ncsa` up to the size … "" "" PORT MS "FRONTEND" "BACKEND" "SERVER" TR Tw Tc Tr Ta …  (clf)

The time is the start of the request; `httplog` and `httpslog` write no offset. Ta is the duration
in milliseconds. A Tr of -1 means that no server answered; any other Tr means that one did. `#HH`
is the escape for every byte but ASCII letters, digits and usual signs; a backslash is no escape. A
line may be cut off within the request.
In JSON the operator names the keys; those known here are the words of HAProxy's documentation,
which its examples use. The time has no offset, unless it is that of `%trg`.
Source: configuration.txt of HAProxy 2.8, sections 8.2.3 and 8.6; haproxy.com, "Encoding HAProxy
    logs in machine-readable JSON or CBOR".
"""

from __future__ import annotations

import re
from typing import Final

from usagestats.late_pattern import late_pattern
from usagestats.logs.readers.json.json_format import json_format
from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.readers.ncsa_variant import ncsa_variant
from usagestats.logs.readers.pattern_format import PatternFormat
from usagestats.logs.values.addresses import before_port
from usagestats.logs.values.clf_time import parse_clf_time

_ESCAPE = late_pattern(rb"#([0-9A-F]{2})")
_PROCESS = r" *(?:(?:haproxy|hapee-lb)\[[0-9]+\]: +)?"
_LINE = late_pattern(
    rf"{_PROCESS}(?P<remote_address>(?>[^ ]*:)[0-9]+)"
    r" \[(?P<time>[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}:[0-9:.]+(?: [+-][0-9]{4})?)\]"
    r" (?P<frontend>[^ ]+) (?P<service>[^ /]*)/(?P<server>[^ ]*)(?: (?P<added>[^\"]+?))??"
    r" (?:-?[0-9]+/){3}(?:(?=(?:[0-9]+/\+?-?[0-9]+ |-)(?P<upstream_status>[0-9]{3}(?= )|)))?"
    r"-?[0-9]+/\+?(?P<duration_ms>-?[0-9]+)"
    r" (?P<status>-1|[0-9]{3}) \+?(?P<response_bytes>[0-9]+)"
    r" (?P<captured_request_cookie>[^ ]+) (?P<captured_response_cookie>[^ ]+)"
    r" (?P<termination_state>[A-Za-z-]{4}) [0-9]+/[0-9]+/[0-9]+/[0-9]+/\+?[0-9]+ [0-9]+/[0-9]+"
    r"(?: \{(?P<captured_request_headers>[^}]*)\})?(?: \{(?P<captured_response_headers>[^}]*)\})?"
    r' "(?P<request>(?:[^"\\]++|\\.)*+)(?:"(?: (?P<after_request>.*))?|\\)?',
    re.DOTALL,
)


def _plain(text: str) -> str:
    r"""Undo `#HH`; bytes that are no UTF-8 stay as `\xHH`."""
    if "#" not in text:
        return text
    data = _ESCAPE.sub(lambda escape: bytes.fromhex(escape[1].decode()), text.encode())
    return data.decode("utf-8", "backslashreplace")


HAPROXY = PatternFormat(
    name="haproxy",
    sample="203.0.113.7:51234 [04/May/2026:10:15:30.123] http-in items/srv1 10/0/30/69/109 200 512"
    ' - - ---- 1/1/1/1/0 0/0 "GET /v1/items HTTP/1.1"',
    patterns=(_LINE,),
    texts=NamedTexts(time=parse_clf_time, plain=_plain, readers={"remote_address": before_port}),
    lacks="no timers, status and quoted request as in the HTTP log of HAProxy",
    pairs="after_request",
)

_CLF_ENDING = late_pattern(
    r' "" "" (?P<client_port>[0-9]+) [0-9]+ "(?P<frontend>[^"]*)" "(?P<service>[^"]*)"'
    r' "(?P<server>[^"]*)" (?:-?[0-9]+ ){4}\+?(?P<duration_ms>-?[0-9]+) .*',
    re.DOTALL,
)

HAPROXY_CLF = ncsa_variant(
    "haproxy-clf",
    '203.0.113.7 - - [04/May/2026:10:15:30 +0000] "GET /v1/items HTTP/1.1" 200 512 "" "" 33317 655'
    ' "http-in" "items" "srv1" 10 0 30 69 109 "----" 1 1 1 1 0 0 0',
    ending=_CLF_ENDING,
    per_unit=1,
)

HAPROXY_JSON: Final = json_format(
    "haproxy-json",
    '{"client_ip":"203.0.113.7","client_port":51234,"request_date":"04/May/2026:10:15:30.123",'
    '"frontend_name":"http-in","backend_name":"items","server_name":"srv1","time_active":34,'
    '"status_code":200,"bytes_read":512,"termination_state":"----",'
    '"http_request":"GET /v1/items HTTP/1.1"}',
    {
        "time": ["request_date_gmt", "request_date", "accept_date_gmt", "accept_date"],
        "http_method": ["http_method", "method"],
        "host": ["http_host", "host"],
        "path": ["http_uri", "request_uri", "uri", "path", "http_path", "request_path"],
        "query": ["http_query", "query_string", "query"],
        "request": ["http_request", "request"],
        "status": ["status_code", "http_status_code", "status"],
        "response_bytes": ["bytes_read"],
        "duration_ms": [
            "time_active:ms",
            "active_time:ms",
            "time_total:ms",
            "total_time:ms",
            "time_duration:ms",
        ],
        "remote_address": ["client_ip", "client_address"],
        "user_agent": ["user_agent", "http_user_agent"],
        "service": ["backend_name", "be_name", "backend"],
    },
)
