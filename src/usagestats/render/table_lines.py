"""The lines of a table: headings, rows, bars and totals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.text import Text

from usagestats.render.bar_drawing import drawn_bar
from usagestats.render.fitting import GAP
from usagestats.render.words import heading_lines, shortened, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from usagestats.render.bars import Bars
    from usagestats.render.fitting import Fitting
    from usagestats.render.folding import Run
    from usagestats.render.people import TextColumn

_NARROWEST_BAR, _WIDEST_BAR = 8, 40
_PIPE_WIDTH: Final = 80


@dataclass(frozen=True, slots=True)
class BarColumn:
    """The bars, as the last column of a table.

    Args:
        bars: A bar for each row.
        width: The cells of a full bar.
    """

    bars: Bars
    width: int

    @staticmethod
    def needed(bars: Bars | None) -> int:
        """Return the width to leave for bars: none, unless they show how near a limit is."""
        return _least_width(bars) + GAP if bars and bars.has_levels else 0

    @classmethod
    def beside(cls, fitting: Fitting, bars: Bars | None, width: int | None) -> BarColumn | None:
        """Return the bars in the width that the columns leave; `None` if it is too little."""
        if bars is None:
            return None
        left = (width or _PIPE_WIDTH) - fitting.width() - GAP
        return cls(bars, min(left, _WIDEST_BAR)) if left >= _least_width(bars) else None


def _least_width(bars: Bars) -> int:
    return max(_NARROWEST_BAR, cell_len(bars.heading))


def table_lines(
    fitting: Fitting, bars: BarColumn | None, runs: Sequence[Run], *, unicode: bool
) -> Iterator[Text]:
    """Give the lines of a table.

    Args:
        fitting: The columns and their widths.
        bars: A bar for each row; `None` for no bars.
        runs: Rows for which one line stands.
        unicode: Whether the terminal can show more than ASCII.
    """
    heads = [heading_lines(one.heading, size, unicode=unicode) for one, size in _sized(fitting)]
    heads += [[bars.bars.heading]] if bars else []
    yield from _joined(heads, fitting, unicode=unicode, is_heading=True)
    rule = _rule([*fitting.widths, *([bars.width] if bars else [])], unicode=unicode)
    yield rule
    folded = {run.start: run for run in runs}
    hidden = {row for run in runs for row in range(run.start, run.end)}
    for row, texts in enumerate(zip(*(one.cells for one in fitting.columns), strict=True)):
        if run := folded.get(row):
            yield Text(run.text, style="dim")
        if row in hidden:
            continue
        first, *others = _row_lines(fitting, texts, unicode=unicode)
        yield _with_bar(first, row, bars, fitting, unicode=unicode)
        yield from others
    if fitting.columns[0].footer:
        yield Text() if unicode else rule
    for texts in zip(*(one.footer for one in fitting.columns), strict=True):
        yield from _row_lines(fitting, texts, unicode=unicode)


def _sized(fitting: Fitting) -> Iterator[tuple[TextColumn, int]]:
    yield from zip(fitting.columns, fitting.widths, strict=True)


def _row_lines(fitting: Fitting, texts: Sequence[str], *, unicode: bool) -> Iterator[Text]:
    cells = [
        wrapped(text, size, unicode=unicode)
        if one.is_sentence
        else [shortened(text, size, unicode=unicode)]
        for text, (one, size) in zip(texts, _sized(fitting), strict=True)
    ]
    yield from _joined(cells, fitting, unicode=unicode)


def _joined(
    cells: list[list[str]], fitting: Fitting, *, unicode: bool, is_heading: bool = False
) -> Iterator[Text]:
    """Give the lines of cells that stand beside each other; headings stand at the bottom."""
    height = max(map(len, cells))
    numbers = [*(one.is_number for one in fitting.columns), False]
    widths = [*fitting.widths, 0]
    for line in range(height):
        parts = []
        for index, lines in enumerate(cells):
            number = line - (height - len(lines)) if is_heading else line
            text = lines[number] if 0 <= number < len(lines) else ""
            blanks = " " * (widths[index] - cell_len(text))
            parts.append(blanks + text if numbers[index] else text + blanks)
        yield Text(_gap(unicode=unicode).join(parts).rstrip())


def _with_bar(
    line: Text, row: int, bars: BarColumn | None, fitting: Fitting, *, unicode: bool
) -> Text:
    if bars is None or not bars.bars.rows[row]:
        return line
    bar = drawn_bar(bars.bars, row, bars.width, unicode=unicode)
    blanks = " " * (fitting.width() - line.cell_len)
    return Text.assemble(line, blanks, _gap(unicode=unicode), bar) if bar else line


def _gap(*, unicode: bool) -> str:
    return " " * GAP if unicode else " | "


def _rule(widths: list[int], *, unicode: bool) -> Text:
    if unicode:
        return Text("─" * (sum(widths) + GAP * (len(widths) - 1)))
    return Text("-+-".join("-" * width for width in widths))
