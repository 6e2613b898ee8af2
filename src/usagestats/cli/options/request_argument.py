"""The argument REQUEST: a request written out, or a line of a log."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from usagestats.errors import UsageError
from usagestats.logs.files.sources import find_sources
from usagestats.logs.readers.log_format import LogFormat
from usagestats.logs.single_line import read_single_line
from usagestats.logs.values.addresses import host_name
from usagestats.logs.values.request_line import parse_request_line
from usagestats.object_storage.urls import BUCKETS

_LINE_OF_FILE = re.compile(r"(?P<file>[^ ].*):(?P<line>[0-9]{1,18})", re.DOTALL)
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#]*@)?(?P<host>[^/?#]*)(?P<target>.*)")
_HTTP_METHOD = re.compile(r"[A-Za-z][A-Za-z0-9_-]* +\S")
_FORMS = "write 'GET https://api.example.org/v1/x', 'GET /v1/x', or FILE:LINE"


def request_named(
    text: str, secret_names: frozenset[str], log_format: LogFormat | None
) -> dict[str, Any]:
    """Return a row of REQUESTS, with the columns that `text` has.

    Args:
        text: The argument.
        secret_names: The parameters and fields that no message may show.
        log_format: The format of the file; `None`: it is detected.

    Raises:
        UsageError: The text is neither a request nor a line of a file.
        InputError: The line cannot be read, or is no request.
    """
    text = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace").strip()
    line = _LINE_OF_FILE.fullmatch(text)
    is_address = "://" in text and text.partition("://")[0] not in BUCKETS
    if line and not is_address and not _HTTP_METHOD.match(text):
        if int(line["line"]) < 1:
            raise UsageError("lines are counted from 1", where=text)
        (source,) = find_sources([line["file"]])
        return read_single_line(source, int(line["line"]), secret_names, log_format).request
    return _written_out(text.strip("\"'"))


def _written_out(text: str) -> dict[str, Any]:
    if not _HTTP_METHOD.match(text):
        if Path(text).is_file():
            raise UsageError(
                "is a file: a line of it is needed", where=text, hint=f"write {text}:1"
            )
        text = f"GET {text}"
    http_method, _, target = text.partition(" ")
    target = target.strip().partition("#")[0]  # a client sends no fragment
    address = _ADDRESS.fullmatch(target)
    host = address["host"] if address else None
    path = address["target"] if address else target
    if address and not path.startswith("/"):
        path = f"/{path}"
    parsed = parse_request_line(f"{http_method} {path}")
    is_target = parsed.path is not None and (
        parsed.path.startswith(("/", "*")) or http_method == "CONNECT"
    )
    if not is_target:
        raise UsageError("neither a request nor a line of a file", where="REQUEST", hint=_FORMS)
    return {**parsed._asdict(), "host": host_name(host) if host else None}
