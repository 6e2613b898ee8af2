"""The quoted request line, `GET /path?query HTTP/1.1` → http_method, path, query."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from usagestats.distinct import map_distinct

if TYPE_CHECKING:
    from collections.abc import Collection

_REQUEST_LINE = re.compile(
    r"(?P<http_method>[A-Za-z][A-Za-z0-9_-]*) (?P<target>[^ ].*?)(?: HTTP/[0-9]+(?:\.[0-9]+)?)?",
    re.DOTALL,
)
_BEGINNING = re.compile(r"(?P<http_method>[A-Za-z][A-Za-z0-9_-]*) [^ ].*", re.DOTALL)
_BEGINNING_LENGTH = 9  # "OPTIONS /"
_PROTOCOL = re.compile(r" HTTP/[0-9]\.[0-9]")
_PROTOCOL_LENGTH = 9
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|(.))", re.DOTALL)
_CONTROLS = {"b": "\b", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


class RequestLine(NamedTuple):
    """What a request line says; all `None` where it is none, such as `-` or a TLS greeting."""

    http_method: str | None = None
    path: str | None = None
    query: str | None = None


def parse_request_line(text: str) -> RequestLine:
    """Read a request line as it stands between the quotes, escapes included."""
    match = _REQUEST_LINE.fullmatch(text)
    if not match:
        return RequestLine()
    path, mark, query = unescape(match["target"]).partition("?")
    return RequestLine(match["http_method"], path, query if mark else None)


def unescape(text: str) -> str:
    r"""Undo the escapes of nginx (`\x22`) and Apache (`\"`, `\xe4`, `\n`).

    Bytes that are no UTF-8 stay as `\xHH`, so that different texts stay different.
    """
    if "\\" not in text:
        return text
    encoded = bytearray()
    end = 0
    for match in _ESCAPE.finditer(text):
        encoded += text[end : match.start()].encode()
        plain = bytes([int(match[1], 16)]) if match[1] else _CONTROLS.get(match[2], match[2])
        encoded += plain if isinstance(plain, bytes) else plain.encode()
        end = match.end()
    encoded += text[end:].encode()
    return encoded.decode("utf-8", "backslashreplace")


class FastRequestLine(NamedTuple):
    """The columns asked for, by name, and which rows they hold for."""

    columns: dict[str, pl.Series]
    accepted: pl.Series


def read_request_lines(lines: pl.Series, wanted: Collection[str]) -> FastRequestLine:
    """Read plain request lines: a known short method, a target without escapes, a protocol."""
    methods = map_distinct(lines.str.slice(0, _BEGINNING_LENGTH), _method_of, pl.String())
    columns = {"http_method": methods}
    accepted = methods.is_not_null()
    if not {"path", "query"}.isdisjoint(wanted):
        ends = lines.str.tail(_PROTOCOL_LENGTH)
        accepted &= map_distinct(ends, _is_protocol, pl.Boolean())
        accepted &= ~lines.str.contains("\\", literal=True)
        parts = lines.str.head(-_PROTOCOL_LENGTH).str.splitn("?", 2).struct
        columns["query"] = parts.field("field_1")
        if "path" in wanted:
            path = parts.field("field_0").str.splitn(" ", 2).struct.field("field_1")
            columns["path"] = path
            accepted &= path.is_not_null() & ~path.str.starts_with(" ")
    return FastRequestLine(columns, accepted)


def _method_of(beginning: str) -> str | None:
    match = _BEGINNING.fullmatch(beginning)
    return match["http_method"] if match else None


def _is_protocol(text: str) -> bool:
    return _PROTOCOL.fullmatch(text) is not None
