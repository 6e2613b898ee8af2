"""The quoted request line, `GET /path?query HTTP/1.1` → http_method, host, path, query."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from usagestats.late_pattern import late_pattern
from usagestats.logs.values.addresses import host_name

if TYPE_CHECKING:
    from collections.abc import Callable

_HTTP_METHOD = late_pattern(r"[A-Za-z][A-Za-z0-9_-]*")
_COLOURS = late_pattern(r"\A(?:\x1b\[[0-9;]*m)+|(?:\x1b\[[0-9;]*m)+\Z")
_VERSION = late_pattern(r"[0-9]+(?:\.[0-9]+)?")
_ABSOLUTE = late_pattern(
    # the underscore is that of cache_object, which Squid asks itself for
    r"[a-zA-Z][a-zA-Z0-9+._-]*://(?P<authority>[^/?#]*)(?P<rest>.*)",
    re.DOTALL,
)
_ESCAPE = late_pattern(rb"\\(?:x[0-9A-Fa-f]{2}|.)", re.DOTALL)
_CONTROLS = {rb"\b": b"\b", rb"\n": b"\n", rb"\r": b"\r", rb"\t": b"\t", rb"\v": b"\v"}


class RequestLine(NamedTuple):
    """The parts of a request line; all `None` for other texts, such as `-` or a TLS greeting."""

    http_method: str | None = None
    path: str | None = None
    query: str | None = None


def parse_request_line(text: str, plain: Callable[[str], str] | None = None) -> RequestLine:
    """Take a request line apart.

    Werkzeug colours it, from the status (werkzeug/serving.py, `log_request`).

    Args:
        text: The line between its quotation marks, with its escapes.
        plain: Undoes the escapes in the target; by default those of nginx and Apache.
    """
    if text.startswith("\x1b"):
        text = _COLOURS.sub("", text)
    http_method, _, rest = text.partition(" ")
    if not _HTTP_METHOD.fullmatch(http_method) or not rest or rest[0] == " ":
        return RequestLine()
    target, _, version = rest.rpartition(" HTTP/")
    if not target or not _VERSION.fullmatch(version):
        target = rest
    path, mark, query = (plain or unescape)(target).partition("?")
    return RequestLine(http_method, path, query if mark else None)


def has_no_parts(text: str) -> bool:
    """Return whether a request line is `- - -`: Envoy and ELB write it for TCP connections."""
    return text.split() == ["-"] * len(RequestLine._fields)


class Target(NamedTuple):
    """The target of a request; `host` is `None` unless the target is an absolute URL."""

    host: str | None
    path: str
    query: str | None


def parse_request(text: str, plain: Callable[[str], str] | None = None) -> dict[str, str | None]:
    """Return `http_method`, `host`, `path` and `query` of a request line.

    Its target may be an absolute URL, which names the host. Arguments as for `parse_request_line`.
    """
    http_method, path, query = parse_request_line(text, plain)
    if path is None:
        return {"http_method": http_method, "host": None, "path": None, "query": None}
    target = split_target(path if query is None else f"{path}?{query}")
    return {"http_method": http_method, **target._asdict()}


def split_target(target: str) -> Target:
    """Take apart `/path?query`, or `http://host/path?query` from proxies and load balancers."""
    host = None
    if absolute := _ABSOLUTE.fullmatch(target):
        host = host_name(absolute["authority"].rpartition("@")[2])
        target = absolute["rest"]
        target = target if target.startswith("/") else f"/{target}"
    path, mark, query = target.partition("?")
    return Target(host, path, query if mark else None)


def unescape(text: str) -> str:
    r"""Undo the escapes of nginx (`\x22`) and Apache (`\"`, `\xe4`, `\n`).

    Bytes that are no UTF-8 stay as `\xHH`, so that different texts stay different.
    """
    if "\\" not in text:
        return text
    return _ESCAPE.sub(_plain, text.encode()).decode("utf-8", "backslashreplace")


@cache
def _plain_bytes(escape: bytes) -> bytes:
    if len(escape) == len(rb"\x22"):
        return bytes.fromhex(escape[2:].decode())
    return _CONTROLS.get(escape, escape[1:])


def _plain(escape: re.Match[bytes]) -> bytes:
    return _plain_bytes(escape[0])
