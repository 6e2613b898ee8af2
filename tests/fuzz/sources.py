"""The sources that are made up: a format, the wrappers around its lines, and lines to begin with."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from tests.logs.pasted.given import given
from tests.logs.test_law_fast_equals_careful import HEADED, MORE_SEEDS
from usagestats.logs.formats import FORMATS
from usagestats.logs.readers.headers import with_headers
from usagestats.logs.wrappers.known import WRAPPERS

if TYPE_CHECKING:
    from usagestats.logs.readers.log_format import LogFormat
    from usagestats.logs.wrappers.wrapper import Wrapper

PASTED: Final = {
    "nginx": (
        '$remote_addr [$time_local] "$request" $status $body_bytes_sent "$http_user_agent" $request_time',
        '203.0.113.7 [04/May/2026:10:15:30 +0200] "GET /a?user_key=k HTTP/1.1" 200 12 "c\\x22" 0.034',
    ),
    "nginx-json": (
        'log_format x escape=json \'{"at":"$time_iso8601","m":"$request_method","u":"$request_uri",'
        '"s":$status,"b":$body_bytes_sent,"rt":$request_time,"ua":"$http_user_agent"}\';',
        '{"at":"2026-05-04T10:15:30+02:00","m":"GET","u":"/a?b=c","s":200,"b":5,"rt":0.034,"ua":"c\\"\\u00e9"}',
    ),
    "nginx-msec": (
        "$msec $scheme://$host$request_uri $request_method $uri$is_args$args $status",
        "1777889730.123 https://a.example/a?b=c GET /a?b=c 200",
    ),
    "apache": (
        '%a %t %r "%{User-Agent}i" %>s %B %{ms}T',
        '203.0.113.7 [04/May/2026:10:15:30 +0200] GET /a?b=c HTTP/1.1 "c\\"x" 200 12 34',
    ),
    "envoy": (
        '%START_TIME% "%REQ(USER-AGENT)%" "%REQ(:METHOD)% %REQ(:PATH)%" %RESPONSE_CODE% %DURATION%',
        '2026-05-04T10:15:30.123Z "curl/8" "GET /a?b=c" 200 34',
    ),
    "haproxy": (
        "%ci:%cp [%tr] %b/%s %ST %B %Ta %{+Q}r",
        '203.0.113.7:51234 [04/May/2026:10:15:30.123] items/srv1 200 512 34 "GET /a?b=c HTTP/1.1"',
    ),
    "columns": (
        "#Fields: date time cs-method cs-uri-stem cs-uri-query sc-status sc-bytes time-taken c-ip cs(User-Agent)",
        "2026-05-04 10:15:30 GET /a b=c 200 12 34 203.0.113.7 curl/8.5.0+(x)",
    ),
    "json": (
        'json:{"time": "ts", "http_method": "req.m", "path": "req.p", "status": "res.s", "duration_ms": "took", "remote_user": "u"}',
        '{"ts":"2026-05-04T10:15:30.5Z","req":{"m":"GET","p":"/a?b"},"res":{"s":200},"took":3.5,"u":null}',
    ),
}  # fmt: skip
"""Formats as people paste them, with a line of each."""

_HEADERS: Final = {
    "w3c": "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip"
    " cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken",
    "tyk-pump-csv": "Method,Host,Path,RawPath,ContentLength,UserAgent,Day,Month,Year,Hour,ResponseCode,"
    "APIKey,TimeStamp,APIVersion,APIName,APIID,OrgID,OauthID,RequestTime,RawRequest,RawResponse,IPAddress",
}


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A kind of source.

    Args:
        name: Its name, which names what is found in it.
        log_format: The format of the lines.
        seeds: Lines of the format, to begin with.
        wrapper: The layer around each line; `None` for none.
    """

    name: str
    log_format: LogFormat
    seeds: tuple[str, ...]
    wrapper: Wrapper | None = None

    def wrapped(self, line: str) -> str:
        """Return a line as the source has it."""
        if self.wrapper is None:
            return line
        sample = self.wrapper.sample
        return sample.replace("LINE", json.dumps(line)[1:-1] if '"LINE' in sample else line)


@cache
def made_up_sources() -> dict[str, MadeUp]:
    """Return all kinds by name: known formats, pasted ones, and both in wrappers."""
    plain = [
        MadeUp(name, with_headers(one, _HEADERS.get(name, "")), (one.sample, *MORE_SEEDS.get(name, ())))
        for name, one in FORMATS.items()
    ]  # fmt: skip
    plain += [
        MadeUp(name.replace(", ", "-").replace(" ", "-"), with_headers(FORMATS[known], header), (*rows, *header.split("\n")))
        for name, (known, header, rows) in HEADED.items()
    ]  # fmt: skip
    plain += [MadeUp(f"pasted-{name}", given(text), (line,)) for name, (text, line) in PASTED.items()]  # fmt: skip
    wrapped = [
        MadeUp(f"{wrapper.name}-{one.name}".replace(" ", "-"), one.log_format, one.seeds, wrapper)
        for wrapper in WRAPPERS
        for one in plain
    ]
    return {one.name: one for one in (*plain, *wrapped)}
