"""Tables of log lines and what they say, for the tests of formats."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from usagestats.logs.readers.log_format import LogFormat

Lines = list[tuple[str, str, dict[str, Any]]]
"""What is particular about a line, the line, some of the cells of its row."""


def at(*parts: int) -> datetime:
    """Return a time in UTC."""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def on_the_wall(*parts: int) -> datetime:
    """Return a time without an offset."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


def cells(log_format: LogFormat, line: str, expected: dict[str, Any]) -> dict[str, Any]:
    """Return those cells of a line's row that are expected to be something."""
    row = log_format.read_line(line)
    fields = expected.get("fields", {})
    found = {name: row[name] for name in expected if name != "fields"}
    if fields:
        found["fields"] = {name: row["fields"].get(name) for name in fields}
    return found
