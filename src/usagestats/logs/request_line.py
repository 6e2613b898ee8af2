"""The quoted request line, `GET /path?query HTTP/1.1` → http_method, path, query."""

from __future__ import annotations

import re
from functools import cache, reduce
from operator import or_
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from usagestats.distinct import map_distinct

if TYPE_CHECKING:
    from collections.abc import Collection

_HTTP_METHOD = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_VERSION = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_BEGINNING = re.compile(r"(?P<http_method>[A-Za-z][A-Za-z0-9_-]*) [^ ].*", re.DOTALL)
_BEGINNING_LENGTH = 9  # "OPTIONS /"
_USUAL_PROTOCOLS = (" HTTP/1.1", " HTTP/2.0", " HTTP/1.0", " HTTP/3.0")  # of one length
_ESCAPE = re.compile(rb"\\(?:x[0-9A-Fa-f]{2}|.)", re.DOTALL)
_CONTROLS = {rb"\b": b"\b", rb"\n": b"\n", rb"\r": b"\r", rb"\t": b"\t", rb"\v": b"\v"}


class RequestLine(NamedTuple):
    """What a request line says; all `None` where it is none, such as `-` or a TLS greeting."""

    http_method: str | None = None
    path: str | None = None
    query: str | None = None


def parse_request_line(text: str) -> RequestLine:
    """Read a request line as it stands between the quotes, escapes included."""
    http_method, _, rest = text.partition(" ")
    if not _HTTP_METHOD.fullmatch(http_method) or not rest or rest[0] == " ":
        return RequestLine()
    target, _, version = rest.rpartition(" HTTP/")
    if not target or not _VERSION.fullmatch(version):
        target = rest
    path, mark, query = unescape(target).partition("?")
    return RequestLine(http_method, path, query if mark else None)


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
        return bytes([int(escape[2:], 16)])
    return _CONTROLS.get(escape, escape[1:])


def _plain(escape: re.Match[bytes]) -> bytes:
    return _plain_bytes(escape[0])


def read_request_lines(
    lines: pl.Series, wanted: Collection[str], found: dict[str, pl.Series]
) -> pl.Series:
    """Find the wanted columns of request lines; return which rows they hold for.

    Accepted are a short method, a target and one of the usual protocols.
    """
    methods = map_distinct(lines.str.slice(0, _BEGINNING_LENGTH), _method_of, pl.String())
    accepted = methods.is_not_null()
    found["http_method"] = methods
    if {"path", "query"}.isdisjoint(wanted):
        return accepted
    accepted &= reduce(or_, (lines.str.ends_with(protocol) for protocol in _USUAL_PROTOCOLS))
    parts = lines.str.head(-len(_USUAL_PROTOCOLS[0])).str.splitn("?", 2).struct
    columns = {"query": parts.field("field_1")}
    if "path" in wanted:
        columns["path"] = parts.field("field_0").str.splitn(" ", 2).struct.field("field_1")
        accepted &= columns["path"].is_not_null() & ~columns["path"].str.starts_with(" ")
    escaped = lines.str.contains("\\", literal=True).fill_null(value=False).arg_true()
    for name, plain in columns.items():
        read = [getattr(parse_request_line(line), name) for line in lines.gather(escaped)]
        found[name] = plain.scatter(escaped, pl.Series(read, dtype=pl.String))
    return accepted


def _method_of(beginning: str) -> str | None:
    match = _BEGINNING.fullmatch(beginning)
    return match["http_method"] if match else None
