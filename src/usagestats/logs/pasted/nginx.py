r"""The formats of nginx: `$remote_addr - $remote_user [$time_local] "$request" $status …`.

Times are the end of the request. Durations are in seconds. A variable `$upstream_…` holds a list.
Source: ngx_http_log_module and the index of variables at nginx.org; the log formats of
ingress-nginx, APIcast and APISIX.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from usagestats.logs.pasted.parts import (
    DATED,
    DECIMAL,
    LIST,
    NUMBER,
    REQUEST,
    STATUS,
    Literal,
    Meaning,
    Part,
    Piece,
    Syntax,
    field_name,
    joined,
)
from usagestats.logs.values.line_times import any_time, epoch_seconds
from usagestats.logs.values.request_line import unescape

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from usagestats.logs.pasted.written import Written

_MSEC = r"[0-9]{9,10}\.[0-9]{3}"


VARIABLES: Final[Mapping[str, Meaning]] = {
    "msec": Meaning("time", 0, _MSEC, read=epoch_seconds, is_closed=True, sample="1777889730.123"),
    "time_iso8601": Meaning(
        "time", 1, DATED, read=any_time, is_closed=True, sample="2026-05-04T10:15:30+00:00"
    ),
    "time_local": Meaning(
        "time", 2, DATED, read=any_time, is_closed=True, sample="04/May/2026:10:15:30 +0000"
    ),
    "request": Meaning("request", unquoted=REQUEST, sample="GET /v1/items?page=2 HTTP/1.1"),
    "request_method": Meaning("http_method", sample="GET"),
    "request_uri": Meaning("target", 0, opens="/", sample="/v1/items?page=2"),
    "uri": Meaning("target", 1, opens="/", sample="/v1/items"),
    "document_uri": Meaning("target", 2, opens="/", sample="/v1/items"),
    "args": Meaning("query", 0, sample="page=2"),
    "query_string": Meaning("query", 1, sample="page=2"),
    "is_args": Meaning(shape=r"\??", opens="?", is_closed=True, sample="?"),
    "status": Meaning("status", shape=STATUS, sample="200"),
    "body_bytes_sent": Meaning("response_bytes", 0, NUMBER, sample="512"),
    "bytes_sent": Meaning("response_bytes", 1, NUMBER, sample="712"),
    "request_time": Meaning("duration_ms", 0, DECIMAL, unit="s", sample="0.034"),
    "upstream_status": Meaning("upstream_status", unquoted=LIST, sample="502, 200"),
    "remote_addr": Meaning("remote_address", 0, sample="203.0.113.7"),
    "realip_remote_addr": Meaning("remote_address", 1, sample="203.0.113.7"),
    "http_x_real_ip": Meaning("remote_address", 2, sample="203.0.113.7"),
    "http_x_forwarded_for": Meaning("remote_address", 3, unquoted=LIST, sample="203.0.113.7"),
    "remote_user": Meaning("remote_user", sample="ann"),
    "http_user_agent": Meaning("user_agent", sample="curl/8.5.0"),
    "host": Meaning("host", 0, sample="api.example.org"),
    "target_host": Meaning("host", 0, sample="api.example.org"),
    "http_host": Meaning("host", 1, sample="api.example.org"),
    "server_name": Meaning("host", 2, sample="api.example.org"),
    "proxy_upstream_name": Meaning("service", 0, sample="default-items-8080"),
    "service_name": Meaning("service", 1, sample="items"),
    "service_id": Meaning("service", 2, sample="2555417"),
    "proxy_host": Meaning("service", 3, sample="items"),
    "remote_port": Meaning(shape=NUMBER, sample="51234"),
    "server_port": Meaning(shape=NUMBER, sample="8080"),
    "request_length": Meaning(shape=NUMBER, sample="89"),
    "connection": Meaning(shape=NUMBER, sample="17"),
    "connection_requests": Meaning(shape=NUMBER, sample="1"),
    "scheme": Meaning(shape="[a-z]*+", sample="https"),
    "server_protocol": Meaning(sample="HTTP/1.1"),
    "pipe": Meaning(shape="[.p]", is_closed=True, sample="."),
    "upstream_addr": Meaning(unquoted=LIST, sample="10.0.0.8:80, 10.0.0.9:80"),
    "upstream_response_time": Meaning(unquoted=LIST, sample="0.001, 0.033"),
    "upstream_connect_time": Meaning(unquoted=LIST, sample="0.000, 0.001"),
    "upstream_header_time": Meaning(unquoted=LIST, sample="0.001, 0.032"),
    "upstream_response_length": Meaning(unquoted=LIST, sample="0, 512"),
    "upstream_bytes_received": Meaning(unquoted=LIST, sample="90, 712"),
    "upstream_bytes_sent": Meaning(unquoted=LIST, sample="89, 89"),
    "upstream_cache_status": Meaning(sample="MISS"),
}
"""The known variables. Any other is a further field: operators have variables of their own."""

_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))", re.ASCII)
_OWN_COLUMNS: Final = ("service", "user_agent", "remote_address")


def parse_nginx(written: Written) -> list[Piece]:
    """Split a format into literals and parts.

    Raises:
        UsageError: It has a `$` without a name.
    """
    pieces: list[Piece] = []
    position = 0
    for found in _VARIABLE.finditer(written.text):
        pieces.append(_literal(written, position, found.start()))
        name = found[1] or found[2]
        meaning = VARIABLES.get(name, _own(name))
        pieces.append(Part(field_name(name), meaning, found.start(), found.end()))
        position = found.end()
    pieces.append(_literal(written, position, len(written.text)))
    return joined(pieces)


def _own(name: str) -> Meaning:
    """Return the meaning of an operator's own variable: its name may be that of a column."""
    return Meaning(name, 9) if name in _OWN_COLUMNS else Meaning()


def _literal(written: Written, begin: int, end: int) -> Literal:
    text = written.text[begin:end]
    if "$" in text:
        position = begin + text.index("$")
        hint = "a variable is written $name or ${name}"
        raise written.error("a $ without the name of a variable", position, position + 1, hint)
    return Literal(text)


def json_plain(text: str) -> str:
    r"""Return a text without the escapes of `escape=json`."""
    if "\\" not in text:
        return text
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return text


_PLAIN: Final[Mapping[str, Callable[[str], str]]] = {
    "default": unescape,
    "json": json_plain,
    "none": str,
}


def nginx_syntax(escape: str = "default") -> Syntax:
    """Return the syntax of nginx with `escape=default`, `json` or `none`."""
    return Syntax(
        key="nginx",
        name="nginx log_format",
        parse=parse_nginx,
        plain=_PLAIN[escape],
        escapes_quotes=escape != "none",
        add_time="$time_local",
        add_request='"$request"',
        preferred={},
        names=frozenset(VARIABLES),
    )
