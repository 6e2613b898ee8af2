"""Tables of log lines and of the cells of their rows, for the tests of formats."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from usagestats.logs.readers.log_format import LogFormat

Cells = dict[str, Any]
"""Some of the cells of a row; of `fields` those that are named."""

Lines = list[tuple[str, str, Cells]]
"""The particularity of a line, the line, some of the cells of its row."""


def each(lines: Lines) -> pytest.MarkDecorator:
    """Run a test for every line, with the arguments `line` and `expected`."""
    rows = [pytest.param(line, expected, id=name) for name, line, expected in lines]
    return pytest.mark.parametrize(("line", "expected"), rows)


def at(*parts: int) -> datetime:
    """Return a time in UTC."""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def on_the_wall(*parts: int) -> datetime:
    """Return a time without an offset."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


def cells(log_format: LogFormat, line: str, expected: Cells) -> Cells:
    """Return those cells of the row of a line that `expected` names."""
    row = log_format.read_line(line)
    fields = expected.get("fields", {})
    found = {name: row[name] for name in expected if name != "fields"}
    if fields:
        found["fields"] = {name: row["fields"].get(name) for name in fields}
    return found
