"""Targets of requests in JSON records: a URL, a path with or without query, a request line.

A JSON text is the text that the client sent: unlike in other logs, a backslash escapes nothing.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import polars as pl

from usagestats.frames import text_after, text_before
from usagestats.logs.values.request_line import RequestLine, parse_request_line

_REQUEST = r"([A-Za-z][A-Za-z0-9_-]*) ([^ \n]+)(?: HTTP/[0-9]+(?:\.[0-9]+)?)?"
_URL = r"(?s)[A-Za-z][A-Za-z0-9+._-]*://([^/?#]*)(.*)"
_URL_PATTERN = re.compile(_URL)


class Target(NamedTuple):
    """The parts of a target; `host` may have a port."""

    host: str | None = None
    path: str | None = None
    query: str | None = None


def request_line_of(text: str) -> RequestLine:
    """Read a request line; `path` is its whole target, with the query."""
    line = parse_request_line(text.replace("\\", "\\\\"))
    return line if line.query is None else line._replace(path=f"{line.path}?{line.query}")


def target_of(text: str) -> Target:
    """Split a URL, or a path with or without a query, into its parts."""
    host = None
    if match := _URL_PATTERN.fullmatch(text):
        host = match[1]
        text = match[2] if match[2].startswith("/") else "/" + match[2]
    path, mark, query = text.partition("?")
    return Target(host, path, query if mark else None)


def host_in(text: str) -> str:
    """Return the host, perhaps with its port, of a URL or of a text that is only a host."""
    match = _URL_PATTERN.fullmatch(text)
    return match[1] if match else text


def read_request_lines(texts: pl.Series) -> tuple[pl.DataFrame, pl.Series]:
    """Read request lines.

    Returns:
        The columns `http_method` and `target`, and whether each row is accepted. Null is accepted,
        and so is a text without a space, which is no request line.
    """
    pieces = texts.str.extract_groups(f"^{_REQUEST}$").struct.unnest()
    pieces.columns = ["http_method", "target"]
    is_none = ~texts.str.contains(" ", literal=True)  # such as $default, a route of AWS
    return pieces, texts.is_null() | is_none | pieces["target"].is_not_null()


def read_targets(texts: pl.Series) -> pl.DataFrame:
    """Split URLs and paths into their parts.

    Shape: one row per text, with the columns `host`, `path` and `query`.
    """
    is_url = texts.str.contains("://", literal=True).fill_null(value=False)
    found = pl.DataFrame({"target": texts}).with_columns(host=pl.lit(None, pl.String))
    if is_url.any():
        found = _without_hosts(texts)
    mark = pl.col("target")
    return found.select("host", path=text_before(mark, "?"), query=text_after(mark, "?"))


def _without_hosts(texts: pl.Series) -> pl.DataFrame:
    pieces = texts.str.extract_groups(_anchored(_URL)).struct.unnest()
    pieces.columns = ["host", "rest"]
    rest = pl.col("rest")
    path = pl.when(rest.str.starts_with("/")).then(rest).otherwise("/" + rest)
    return pieces.with_columns(text=texts).select(
        "host", target=pl.when(rest.is_null()).then("text").otherwise(path)
    )


def read_hosts(texts: pl.Series) -> pl.Series:
    """Return the hosts, perhaps with ports, of URLs and of texts that are only a host."""
    if not texts.str.contains("://", literal=True).any():
        return texts
    found = texts.str.extract(_anchored(_URL))
    return pl.select(pl.coalesce(found, texts)).to_series()


def _anchored(form: str) -> str:
    return f"^{form}$"
