"""The request that a user means: written out, or a line of a log."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from usagestats.errors import UsageError
from usagestats.logs.addresses import host_name
from usagestats.logs.request_line import parse_request_line
from usagestats.logs.single_line import read_single_line
from usagestats.logs.sources import find_sources

_LINE_OF_FILE = re.compile(r"(?P<file>.+):(?P<line>[1-9][0-9]{0,17})", re.DOTALL)
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#]*@)?(?P<host>[^/?#]*)(?P<target>.*)")


def request_named(text: str) -> dict[str, Any]:
    """Return a row of REQUESTS, with what `text` tells of it.

    Raises:
        UsageError: It is neither a request nor a line of a file.
        InputError: The line cannot be read, or is no request.
    """
    line = _LINE_OF_FILE.fullmatch(text)
    if line and Path(line["file"]).is_file():
        (source,) = find_sources([line["file"]])
        return read_single_line(source, int(line["line"])).request
    return _written_out(text.strip())


def _written_out(text: str) -> dict[str, Any]:
    http_method, blank, target = text.partition(" ")
    if not blank and ("/" in http_method or "?" in http_method):
        http_method, target = "GET", text
    address = _ADDRESS.fullmatch(target)
    host = address["host"] if address else None
    path = address["target"] if address else target
    if address and not path.startswith("/"):
        path = f"/{path}"
    parsed = parse_request_line(f"{http_method} {path}")
    if parsed.path is None or not parsed.path.startswith(("/", "*")):
        hint = "write 'GET https://api.example.org/v1/x', 'GET /v1/x', or FILE:LINE"
        raise UsageError("neither a request nor a line of a file", where="REQUEST", hint=hint)
    return {**parsed._asdict(), "host": host_name(host) if host else None}
