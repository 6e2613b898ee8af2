"""Key maps of users: `json:{"time": "ts", "path": "req.path", "status": "code"}` → the format."""

from __future__ import annotations

import json
from typing import Any, Final

from usagestats.errors import Excerpt, UsageError, did_you_mean
from usagestats.light_dataclass import replace
from usagestats.logs.readers.json.json_format import JsonFormat, json_format
from usagestats.logs.readers.json.key_map import COLUMNS, UNITS, UnknownUnitError, clashes, key_of

PREFIX: Final = "json:"
"""The beginning of a text that is a key map."""

_EXAMPLE = 'json:{"time": "ts", "path": "req.path", "status": "code", "duration_ms": "took:s"}'


def json_format_of(text: str) -> JsonFormat:
    """Return the format that a key map describes; its name is the text itself.

    Raises:
        UsageError: The text is not a key map, or has an unknown column or unit.
    """
    written = _written(text)
    keys: dict[str, list[str]] = {}
    for column, value in written.items():
        if column not in COLUMNS:
            hint = did_you_mean(column, COLUMNS) or f"the columns are {', '.join(COLUMNS)}"
            raise _error(f"no such column: {column}", text, column, hint)
        keys[column] = _checked_keys(text, column, value)
    if not keys.get("time"):
        raise _error("it has no key for the time", text, None, f"write: {_EXAMPLE}")
    _check_paths(text, keys)
    return replace(json_format(text, _sample(keys), keys), has_connections=True)


def _written(text: str) -> dict[str, Any]:
    """Return the object in the text.

    Raises:
        UsageError: The text holds no JSON object, or names a column twice.
    """
    body = text.removeprefix(PREFIX)
    offset = len(text) - len(body)
    try:
        written = json.loads(body, object_pairs_hook=lambda pairs: _once(text, pairs))
    except json.JSONDecodeError as error:
        position = min(offset + error.pos, len(text) - 1)
        excerpt = Excerpt(text, position, position + 1)
        what, hint = "it is not a JSON object", f"write: {_EXAMPLE}"
        raise UsageError(what, where="log format", excerpt=excerpt, hint=hint) from error
    except RecursionError as error:
        raise _error("it is nested too deep", text[:200], None, f"write: {_EXAMPLE}") from error
    if not isinstance(written, dict):
        raise _error("it is not a JSON object", text, None, f"write: {_EXAMPLE}")
    return written


def _once(text: str, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _error(f"{name} is given twice", text, name, "write its keys as a list")
        found[name] = value
    return found


def _checked_keys(text: str, column: str, value: Any) -> list[str]:  # noqa: ANN401  (any JSON)
    """Return the keys of a column.

    Raises:
        UsageError: There is none, or one is no text, is empty or has an unknown unit.
    """
    found = [value] if isinstance(value, str) else value
    if not isinstance(found, list) or not found:
        hint = "a key is a text, such as req.path; several are a list of texts"
        raise _error(f"{column} has no key", text, column, hint)
    for key in found:
        if not isinstance(key, str) or not key.strip("."):
            raise _error(
                f"{column} has an empty key, or one that is not text",
                text,
                column,
                "a key is a text",
            )
        try:
            key_of(key, column)
        except UnknownUnitError as unit:
            hint = did_you_mean(str(unit), UNITS) or f"the units are {', '.join(UNITS)}"
            raise _error(f"no such unit: {unit}", text, key, hint) from unit
    return found


def _check_paths(text: str, keys: dict[str, list[str]]) -> None:
    """Check that no key leads to a value that another key leads through.

    Raises:
        UsageError: There are two such keys.
    """
    paths = {key_of(key, column).path: key for column, own in keys.items() for key in own}
    if clashing := clashes(list(paths)):
        key = paths[clashing[0]]
        hint = "a value is either a text or an object"
        raise _error(f"another key leads through {key}", text, key, hint)


def _error(what: str, text: str, at: str | None, hint: str) -> UsageError:
    """Return an error that points at a quoted text, or at the whole text."""
    quoted = "" if at is None else json.dumps(at, ensure_ascii=False)
    begin = text.find(quoted) if quoted else 0
    end = begin + len(quoted) if quoted else len(text)
    excerpt = Excerpt(text, begin, end) if begin >= 0 else None
    return UsageError(what, where="log format", excerpt=excerpt, hint=hint)


_SAMPLE_TEXTS: Final = {
    "time": "2026-05-04T10:15:30Z",
    "http_method": "GET",
    "host": "api.example.org",
    "path": "/v1/items",
    "query": "page=2",
    "request": "GET /v1/items HTTP/1.1",
    "status": "200",
    "response_bytes": "512",
    "duration_ms": "34ms",
    "upstream_status": "200",
    "remote_address": "203.0.113.7",
    "remote_user": "ann",
    "user_agent": "curl/8.5.0",
    "service": "items",
}


def _sample(keys: dict[str, list[str]]) -> str:
    """Return a record with a value for the first key of each column."""
    record: dict[str, Any] = {}
    for column, own in keys.items():
        *outer, name = key_of(own[0], column).path
        inner = record
        for one in outer:
            inner = inner.setdefault(one, {})
        inner[name] = _SAMPLE_TEXTS[column]
    return json.dumps(record)
