"""Ignored lines: blank ones, comments, and messages of gateways that are not about requests.

The messages are: the error log of nginx and Apache in the same file; lines about TCP connections,
of HAProxy (configuration.txt, section 8.2.2), of the stream module of nginx in the form that its
documentation, ingress-nginx and Kong use, of Envoy and the classic ELB, and of Squid where a client
sent nothing; lines of HAProxy about itself (section 8.2.4); debug lines of gin; the own logs of
KrakenD, Zoraxy, Caddy, Envoy and Istio; the start and stop of uvicorn; the action lines of
Elasticsearch's bulk format; times that stand alone on their line, as consoles copy them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from usagestats.late_pattern import late_pattern
from usagestats.logs.readers.blanks import single_spaced
from usagestats.logs.readers.loose_patterns import loose

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

_SEVERITIES = ("emerg", "alert", "crit", "error", "warn", "notice", "info", "debug")
_SEVERITY = f"(?:{'|'.join(_SEVERITIES)})"
_NGINX_ERROR = rf"\d{{4}}/\d\d/\d\d \d\d:\d\d:\d\d \[{_SEVERITY}\] "
_APACHE_ERROR = rf"\[\w{{3}} \w{{3}} +\d+ [\d:.]+ \d{{4}}\] \[(?:\w*:)?{_SEVERITY}\] "
_HAPROXY_TCP = (
    r" *(?:(?:haproxy|hapee-lb)\[\d+\]: +)?[^ ]*:\d+ \[\d\d/\w{3}/\d{4}:[\d:.]+\] [^ ]+"
    r"(?: [^ /]*/[^ ]* (?:-?\d+/){2}\+?-?\d+ \+?\d+ [A-Za-z-]{2,4} [\d/+]+ \d+/\d+"
    r"|: (?:SSL handshake failure|Connection (?:closed|error) during|Timeout during).*)"
)
_NGINX_STREAM = (
    r"(?:\[?[0-9a-fA-F.:]+\]? )?\[\d\d/\w{3}/\d{4}:[\d:]+ [+-]\d{4}\] (?:\[Client [^\]]*\] )?"
    r"(?:TCP|UDP) \d{3} \d+ \d+ [\d.]+(?: |$)"
)
_SQUID_CONNECTION = (
    r"\d+\.\d{3} +-?\d+ [^ ]+ NONE(?:_NONE)?/000 \d+ [^ ]+ error:transaction-end-before-headers "
)
_ENVOY_CONNECTION = r'(?:ACCESS )?\[[0-9T:.-]+Z\] "- - -" 0 '
_ELB_CONNECTION = r'[0-9-]{10}T[0-9:.]+Z (?:[^ ]+ ){3}(?:[0-9.-]+ ){3}- - [0-9]+ [0-9]+ "- - - "'
_HAPROXY_ITSELF = (
    r" *(?:(?:haproxy|hapee-lb)\[\d+\]: +)?(?:Connect from [^ ]+ to [^ ]+ \([^ ]+/(?:HTTP|TCP)\)"
    r"|(?:Proxy|Stopping|Pausing|Server|backend) [^ ]+ (?:started|stopped|is UP|is DOWN|has no ).*"
    r"|Proxy [^ ]+ stopped.*)"
)
_COLOURS = r"(?:\x1b\[[0-9;]*m)*"
_GIN = rf"{_COLOURS}(?:\[GIN-debug\] |Error #\d\d: )"
_UVICORN = (
    rf"(?:[0-9][^ ]* )?{_COLOURS}[A-Z]+{_COLOURS}: +{_COLOURS}"
    r"(?:(?:Started|Finished|Stopping) (?:server|reloader|parent) |Waiting for |Shutting down"
    r"|Application (?:startup|shutdown) |Uvicorn running |Will watch for )"
)
_ENVOY = (
    r"\[[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:.]+\]\[[0-9]+\]\[[a-z]+\]\[[\w.-]+\]"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z\t(?:debug|info|warn|error|fatal)"
    r"\t(?!http\.log\.access)"
)
_CADDY = (
    rf"{_COLOURS}[0-9][0-9T:/.,eZ +-]{{8,40}}\t{_COLOURS}(?:DEBUG|INFO|WARN|ERROR|FATAL)"
    rf"{_COLOURS}\t(?!{_COLOURS}http\.log\.access)"
)
_KRAKEND = (
    rf"(?:\[KRAKEND\])? ?[0-9]{{4}}/[0-9]{{2}}/[0-9]{{2}} (?:- [0-9:]{{8}}\.[0-9]{{3}} {_COLOURS}▶"
    rf"|[0-9:]{{8}} \[?KRAKEND\]?) {_COLOURS}(?:DEBUG|INFO|WARNIN|ERROR|CRITIC|FATAL)"
    r"|Parsing configuration file: "
)
_ZORAXY = (
    r"(?:[0-9/]{10} [0-9:]{8} )?\[[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:.]{8,15}\] \[[^\]]*\]"
    r" \[system:[a-z]+\]"
)
_STAMP = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]+)?"
    r"(?:Z|[+-][0-9]{2}:?[0-9]{2})(?:[ \t]+[^ \t\"{]+)?[ \t\r]*$"
)
_BULK = r'\{ ?"(?:index|create)" ?: ?\{[^{}]*\} ?\} *$'
_CONNECTIONS = (
    f"{_HAPROXY_TCP}|{_NGINX_STREAM}|{_SQUID_CONNECTION}|{_ENVOY_CONNECTION}|{_ELB_CONNECTION}"
)
_HAPROXY_CONNECTION = late_pattern(_HAPROXY_TCP)
_CONNECTION = late_pattern(_CONNECTIONS)
_BLANKS = " \t\r\0\ufeff"
BESIDE: Final = (
    _NGINX_ERROR,
    _APACHE_ERROR,
    _HAPROXY_TCP,
    _NGINX_STREAM,
    _SQUID_CONNECTION,
    _ENVOY_CONNECTION,
    _ELB_CONNECTION,
    _HAPROXY_ITSELF,
    _GIN,
    _UVICORN,
    _ENVOY,
    _BULK,
    _CADDY,
    _KRAKEND,
    _ZORAXY,
    _STAMP,
)
"""The beginnings of messages that are not about requests, or all of them; in any order."""

MESSAGES: Final = late_pattern("|".join(BESIDE))
_SIGNS: Final = (
    *(f"{name}]" for name in _SEVERITIES),
    *("handshake", "Connection", "Timeout", "TCP", "UDP", "transaction-end", '"- - -'),
    *("Connect", "Proxy", "Stopping", "Pausing", "Server", "backend", "[GIN-debug]", "Error"),
    *("Started", "Finished", "Waiting", "Shutting", "Application", "Uvicorn", "Will"),
    *("  ", "][", '"index"', '"create"', "\t", "KRAKEND", "▶", "Parsing", "[system:"),
)
_PORT_AND_TIME: Final = late_pattern(r"\d \[")
"""Each message holds one of these signs, or no quotation mark. So a log of requests in the usual
form needs no look at the pattern of all messages, which takes long to compile."""


def is_ignored(line: str) -> bool:
    """Whether a line is not a request by nature, in a log of any format."""
    return is_blank_or_comment(line) or is_error_log_line(line)


def are_ignored(lines: pl.Series) -> pl.Series:
    """Return `is_ignored` for each of many lines."""
    text = lines.str.strip_chars(_BLANKS)
    ignored = (text == "") | text.str.starts_with("#")
    return ignored | are_error_log_lines(lines)


def are_error_log_lines(lines: pl.Series) -> pl.Series:
    """Return `is_error_log_line` for each of many lines."""
    found = lines.str.contains(f"^{loose(MESSAGES)}")
    likely = found.arg_true()
    return found.scatter(likely, [is_error_log_line(line) for line in lines.gather(likely)])


def is_haproxy_connection(line: str) -> bool:
    """Whether a line of HAProxy is about a TCP connection, and so holds no request."""
    return _HAPROXY_CONNECTION.match(line) is not None


def is_connection(line: str) -> bool:
    """Whether a line is about a TCP connection, and so holds no request."""
    return _CONNECTION.match(line) is not None


def is_blank_or_comment(line: str) -> bool:
    """Whether a line is blank or a comment; NUL bytes, as copied logs may have, are blanks."""
    text = line.strip(_BLANKS)
    return not text or text.startswith("#")


def error_log_lines(lines: Sequence[str]) -> list[str]:
    """Return those of some lines that are messages of a gateway, and not about a request."""
    if all('"' in line for line in lines):
        text = "\n".join(lines)  # one look for all of them is mostly enough
        if not (any(sign in text for sign in _SIGNS) or _PORT_AND_TIME.search(text)):
            return []
    return list(filter(is_error_log_line, lines))


def is_error_log_line(line: str) -> bool:
    """Whether a line is a message of a gateway that is not about a request."""
    if '"' in line and not (any(sign in line for sign in _SIGNS) or _PORT_AND_TIME.search(line)):
        return False
    if MESSAGES.match(line):
        return True
    spaced = single_spaced(line)
    return spaced != line and MESSAGES.match(spaced) is not None
