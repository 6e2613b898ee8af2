"""Report → Markdown: a table with the same texts as on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.late_pattern import late_pattern
from usagestats.render.people import lay_out

if TYPE_CHECKING:
    from usagestats.report import Report

_MARKUP = late_pattern(r"[\\|*\[\]`]")


def to_markdown(report: Report) -> str:
    """Write a heading, a table and the notes."""
    layout = lay_out(report)
    rules = ["---:" if column.is_number else "---" for column in layout.columns]
    rows = [[_escaped(text) for text in row] for row in layout.rows]
    footer = [[f"**{_escaped(text)}**" if text else "" for text in row] for row in layout.footer]
    headings = [_escaped(heading) for heading in layout.headings]
    table = [headings, rules, *rows, *footer]
    lines = ["| " + " | ".join(row) + " |" for row in table] if headings else []
    notes = [f"- {_escaped(note)}" for note in layout.footnotes]
    gap = [""] if lines and notes else []
    return "\n".join([f"### {report.title}", "", *lines, *gap, *notes]) + "\n"


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\g<0>", text).replace("<", "&lt;")
