"""Report → an aligned table, for a terminal or with `--format table`."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from usagestats.render.people import lay_out

if TYPE_CHECKING:
    from usagestats.render.people import Layout
    from usagestats.report import Report

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_NARROWEST_BAR, _WIDEST_BAR = 5, 40
_GAP = 3
_ENDLESS = 10_000
_NARROWEST_TEXT = 14


def to_table(
    report: Report,
    width: int | None = None,
    *,
    color: bool = False,
    unicode: bool = True,
    has_header: bool = True,
) -> str:
    """Write a title, the table with its total and bars, and the notes.

    Args:
        report: The report.
        width: The width of the terminal; `None` for a pipe, where nothing is ever cut.
        color: Whether escape sequences may be used.
        unicode: Whether the terminal can show more than ASCII.
        has_header: Whether the title and the names of the columns come first.
    """
    layout = _laid_out(report, width)
    table = _table(layout, _bar_width(layout, width), unicode=unicode)
    table.show_header = has_header
    if width and not report.granularity:  # texts are folded, numbers never cut
        for column, least in zip(table.columns, _least_widths(layout, width), strict=False):
            column.no_wrap, column.overflow = column.justify == "right", "fold"
            column.min_width = least
    stream = StringIO()
    console = Console(
        file=stream,
        width=width if width and not report.granularity else _ENDLESS,
        color_system="standard" if color else None,
        force_terminal=color,
        no_color=not color,
        highlight=False,
        legacy_windows=False,
    )
    if has_header:
        console.print(Text(report.title, style="bold"))
        console.print()
    if width and not report.granularity and not _fits(layout, width):
        for row in [*layout.rows, *layout.footer]:
            console.print(_record(layout.headings, row))
    else:
        console.print(table)
    if layout.footnotes:
        console.print()
    for note in layout.footnotes:
        console.print(Text(note, style="dim"))
    lines = (line.rstrip() for line in stream.getvalue().splitlines())
    text = "\n".join(lines).rstrip("\n") + "\n"
    return text if unicode else text.replace("–", "-").replace("…", "...")


def _laid_out(report: Report, width: int | None) -> Layout:
    """Lay out a report, without those details for which the terminal is too narrow."""
    layout = lay_out(report)
    if width is None or report.granularity:
        return layout
    shown = report
    for column in [column for column in report.columns if column.is_detail]:
        if _fits(layout, width):
            break
        shown = shown.without(column)
        layout = lay_out(shown)
    return layout


def _bar_width(layout: Layout, width: int | None) -> int:
    """Return the width that the columns leave for bars; 0 if it is too little."""
    if layout.bars is None:
        return 0
    rows = [layout.headings, *layout.rows, *layout.footer]
    columns = [max(len(row[i]) for row in rows) for i in range(len(layout.headings))]
    left = (width or 80) - sum(columns) - _GAP * len(columns)
    return 0 if left < _NARROWEST_BAR else min(left, _WIDEST_BAR)


def _fits(layout: Layout, width: int) -> bool:
    """Return whether all columns fit beside each other, with texts folded but readable."""
    return _width(_narrowest(layout)) <= width


def _least_widths(layout: Layout, width: int) -> list[int | None]:
    """Return the least width of each column: headings stay whole where there is room for all."""
    whole = [
        max(least, len(heading))
        for least, heading in zip(_narrowest(layout), layout.headings, strict=True)
    ]
    return list(whole) if _width(whole) <= width else [None] * len(whole)


def _narrowest(layout: Layout) -> list[int]:
    """Return the least width of each column without its heading; numbers are never folded."""
    columns = zip(layout.headings, layout.is_number, strict=True)
    rows = [*layout.rows, *layout.footer]
    cells = zip(*rows, strict=True) if rows else [() for _ in layout.headings]
    return [
        max(map(len, (heading, *texts)))
        if number
        else min(max(map(len, texts), default=0), _NARROWEST_TEXT)
        for (heading, number), texts in zip(columns, cells, strict=True)
    ]


def _width(columns: list[int]) -> int:
    return sum(columns) + _GAP * (len(columns) - 1)


def _record(headings: list[str], row: list[str]) -> Table:
    """Return a row as lines of names and values, without empty values."""
    lines = Table(box=None, show_header=False, pad_edge=False)
    lines.add_column(style="dim", no_wrap=True, min_width=max(map(len, headings)))
    lines.add_column(overflow="fold")
    for heading, text in zip(headings, row, strict=True):
        if text:
            lines.add_row(Text(heading), Text(text))
    lines.add_row("", "")
    return lines


def _table(layout: Layout, bar_width: int, *, unicode: bool) -> Table:
    table = Table(
        box=box.SIMPLE_HEAD if unicode else box.ASCII2,
        show_footer=bool(layout.footer),
        show_edge=False,
        pad_edge=False,
        header_style="",
        footer_style="",
    )
    columns = zip(*layout.footer, strict=True) if layout.footer else [()] * len(layout.headings)
    footers = ["\n".join(texts) for texts in columns]
    for heading, number, footer in zip(layout.headings, layout.is_number, footers, strict=True):
        justify = "right" if number else "left"
        table.add_column(Text(heading), Text(footer), justify=justify, no_wrap=True)  # type: ignore[arg-type]
    if bar_width:
        table.add_column("", no_wrap=True)
    bars = layout.bars or [0.0] * len(layout.rows)
    for row, share in zip(layout.rows, bars, strict=True):
        cells = [Text(text) for text in row]
        bar = [Text(_bar(share, bar_width, unicode=unicode), style="cyan")] if bar_width else []
        table.add_row(*cells, *bar)
    return table


def _bar(share: float, width: int, *, unicode: bool) -> str:
    if not unicode:
        return "#" * round(share * width)
    full, eighths = divmod(round(share * width * 8), 8)
    return "█" * full + _EIGHTHS[eighths].strip()
