"""Targets of requests in JSON records: a URL, a path with or without query, a request line.

A JSON text is the text that the client sent: unlike in other logs, a backslash escapes nothing.
"""

from __future__ import annotations

from typing import NamedTuple

from usagestats.late_pattern import late_pattern
from usagestats.logs.values.request_line import RequestLine, parse_request_line

_WHOLE_URL = late_pattern(r"(?s)[A-Za-z][A-Za-z0-9+._-]*+://([^/?#]*)(.*)")


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
    if match := _WHOLE_URL.fullmatch(text):
        host = match[1]
        text = match[2] if match[2].startswith("/") else "/" + match[2]
    path, mark, query = text.partition("?")
    return Target(host, path, query if mark else None)


def host_in(text: str) -> str:
    """Return the host, perhaps with its port, of a URL or of a text that is only a host."""
    match = _WHOLE_URL.fullmatch(text)
    return match[1] if match else text
