"""Rows as records: a line for each value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from usagestats.render.words import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from usagestats.render.people import Layout


def record_lines(layout: Layout, width: int | None) -> Iterator[Text]:
    """Give the lines of all rows, with an empty line between two rows; no value is shortened."""
    headings = layout.headings
    indent = max(map(cell_len, headings)) + 2
    for number, row in enumerate([*layout.rows, *layout.footer]):
        if number:
            yield Text()
        for heading, text in zip(headings, row, strict=True):
            if text:
                yield from _value_lines(heading, text, indent, width)


def _value_lines(heading: str, text: str, indent: int, width: int | None) -> Iterator[Text]:
    room = None if width is None else max(width - indent, 1)
    for number, line in enumerate(wrapped(text, room, cuts=False)):
        start = heading if number == 0 else ""
        yield Text.assemble((start + " " * (indent - cell_len(start)), "dim"), line)
