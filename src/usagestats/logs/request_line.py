"""The quoted request line, `GET /path?query HTTP/1.1` → http_method, path, query."""

from __future__ import annotations

import re
from functools import cache, reduce
from operator import or_
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from usagestats.cuts import text_after, text_before
from usagestats.distinct import map_distinct
from usagestats.logs.addresses import host_name

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

REQUEST_LINE_COLUMNS = frozenset({"http_method", "path", "query"})
"""The columns of REQUESTS that a request line holds."""

_HTTP_METHOD = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_VERSION = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_BEGINNING = re.compile(r"(?P<http_method>[A-Za-z][A-Za-z0-9_-]*) [^ ].*", re.DOTALL)
_BEGINNING_LENGTH = 9  # "OPTIONS /"
_USUAL_PROTOCOLS = (" HTTP/1.1", " HTTP/2.0", " HTTP/1.0", " HTTP/3.0")  # of one length
_PROTOCOL_LENGTH = len(_USUAL_PROTOCOLS[0])
_ABSOLUTE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://(?P<authority>[^/?#]*)(?P<rest>.*)", re.DOTALL)
_ESCAPE = re.compile(rb"\\(?:x[0-9A-Fa-f]{2}|.)", re.DOTALL)
_CONTROLS = {rb"\b": b"\b", rb"\n": b"\n", rb"\r": b"\r", rb"\t": b"\t", rb"\v": b"\v"}


class RequestLine(NamedTuple):
    """What a request line says; all `None` where it is none, such as `-` or a TLS greeting."""

    http_method: str | None = None
    path: str | None = None
    query: str | None = None


def parse_request_line(text: str, plain: Callable[[str], str] | None = None) -> RequestLine:
    """Read a request line as it stands between the quotes, escapes included.

    Args:
        text: The line.
        plain: Undoes the escapes; by default those of nginx and Apache.
    """
    http_method, _, rest = text.partition(" ")
    if not _HTTP_METHOD.fullmatch(http_method) or not rest or rest[0] == " ":
        return RequestLine()
    target, _, version = rest.rpartition(" HTTP/")
    if not target or not _VERSION.fullmatch(version):
        target = rest
    path, mark, query = (plain or unescape)(target).partition("?")
    return RequestLine(http_method, path, query if mark else None)


class Target(NamedTuple):
    """What a request asks for; `host` is `None` but for an absolute URL."""

    host: str | None
    path: str
    query: str | None


def split_target(target: str) -> Target:
    """Split `/path?query`, or `http://host/path?query` as proxies and load balancers write it."""
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


def request_line_pieces(wanted: Collection[str]) -> dict[str, pl.Expr]:
    """Return the pieces of the column `request` that the wanted columns are made of.

    `is_whole` tells whether the quotation mark that ends the request is no escaped one.
    """
    line = pl.col("request")
    pieces = {"is_whole": ~line.str.ends_with("\\")}
    if not REQUEST_LINE_COLUMNS.isdisjoint(wanted):
        pieces["beginning"] = line.str.slice(0, _BEGINNING_LENGTH)
    if not {"path", "query"}.isdisjoint(wanted):
        pieces["is_whole"] = reduce(or_, (line.str.ends_with(end) for end in _USUAL_PROTOCOLS))
        pieces["is_escaped"] = line.str.contains("\\", literal=True)
    if "query" in wanted:
        pieces["query"] = text_after(line, "?").str.head(-_PROTOCOL_LENGTH)
    if "path" in wanted:
        target = line.str.head(-_PROTOCOL_LENGTH)
        pieces["path"] = text_after(text_before(target, "?"), " ")
    return pieces


def read_request_lines(
    lines: pl.Series, pieces: pl.DataFrame, found: dict[str, pl.Series]
) -> pl.Series:
    """Find the wanted columns of request lines; return which rows they hold for.

    Accepted are a short method, a target and one of the usual protocols.
    """
    found["http_method"] = map_distinct(pieces["beginning"], _method_of, pl.String())
    accepted = found["http_method"].is_not_null()
    if "is_escaped" not in pieces.columns:
        return accepted
    if "path" in pieces.columns:
        accepted &= pieces["path"].is_not_null() & ~pieces["path"].str.starts_with(" ")
    escaped = pieces["is_escaped"].fill_null(value=False).arg_true()
    read = [_path_and_query(line) for line in lines.gather(escaped)]
    for index, name in enumerate(("path", "query")):
        if name in pieces.columns:
            plain = pl.Series([texts[index] for texts in read], dtype=pl.String)
            found[name] = pieces[name].scatter(escaped, plain)
    return accepted


def _path_and_query(line: str) -> tuple[str | None, str | None]:
    """Read a line with escapes and a usual protocol; mostly it is the query that has them."""
    mark = line.find("?")
    if 0 <= mark < line.find("\\"):
        path = line[:mark].partition(" ")[2]
        return path, unescape(line[mark + 1 : -_PROTOCOL_LENGTH])
    return parse_request_line(line)[1:]


def _method_of(beginning: str) -> str | None:
    match = _BEGINNING.fullmatch(beginning)
    return match["http_method"] if match else None
