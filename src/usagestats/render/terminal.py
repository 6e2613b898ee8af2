"""Report → text for people: a table, records or a chart, with the notes beneath."""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import StringIO
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from usagestats.render.bar_drawing import legend, legend_lines
from usagestats.render.bars import with_total
from usagestats.render.chart import chart_blocks
from usagestats.render.fitting import NARROWEST, fitted
from usagestats.render.folding import folded_runs
from usagestats.render.formats import Shape
from usagestats.render.people import Need, lay_out
from usagestats.render.records import record_lines
from usagestats.render.table_lines import BarColumn, table_lines
from usagestats.render.words import short_mark, wrapped
from usagestats.safety.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from usagestats.render.fitting import Fitting
    from usagestats.render.people import Layout, TextColumn
    from usagestats.report import Report

_ENDLESS = 10_000


def to_table(  # noqa: PLR0913  (each is an ability of the destination)
    report: Report,
    width: int | None = None,
    *,
    color: bool = False,
    unicode: bool = True,
    shape: Shape = Shape.TABLE,
    has_header: bool = True,
) -> str:
    """Write a title, the table with its total and bars, and the notes.

    Args:
        report: The report.
        width: The width of the terminal; `None` for a pipe, where nothing is ever cut.
        color: Whether escape sequences may be used.
        unicode: Whether the terminal can show more than ASCII.
        shape: How the rows are shown.
        has_header: Whether the title and the names of the columns come first.
    """
    shown = report if unicode else _in_ascii(report)
    layout = lay_out(shown) if unicode else _layout_in_ascii(lay_out(shown))
    room = None if width is None else max(width, NARROWEST)
    screen = Screen(room, unicode, shape, has_header)
    blocks = [
        screen.sentence(shown.title if has_header else "", "bold"),
        *screen.body(shown, layout),
        [line for note in layout.footnotes for line in screen.sentence(note, "dim")],
    ]
    lines: list[Text] = []
    for block in blocks:
        lines += [*([Text()] if lines and block else []), *block]
    return _printed(lines, color=color)


@dataclass(frozen=True, slots=True)
class Screen:
    """The place where lines are shown, and the way in which rows are.

    Args:
        width: Its cells in a line; `None` for a pipe.
        unicode: Whether it can show more than ASCII.
        shape: How rows are shown.
        has_header: Whether the names of the columns come first.
    """

    width: int | None
    unicode: bool
    shape: Shape
    has_header: bool

    def sentence(self, text: str, style: str = "") -> list[Text]:
        """Return the lines of a sentence, wrapped at words; no lines of no sentence."""
        shown = visible(text)
        lines = wrapped(shown, self.width, unicode=self.unicode) if shown else []
        return [Text(line, style=style) for line in lines]

    def body(self, report: Report, layout: Layout) -> Iterator[list[Text]]:
        """Give blocks of lines, between which empty lines stand."""
        if report.rows.is_empty() and report.when_empty and not report.cut:
            yield self.sentence(report.when_empty)
            return
        if not layout.columns:
            return
        drawn = report.series or report
        if self.shape is Shape.CHART and not drawn.rows.is_empty():
            drawn = with_total(drawn)
            yield from chart_blocks(drawn, self.width, layout.footnotes, unicode=self.unicode)
            if report.series is None:
                return
        if self.shape is Shape.RECORDS:
            yield list(record_lines(layout, self.width))
        else:
            yield from self._table(report, layout)

    def _table(self, report: Report, layout: Layout) -> Iterator[list[Text]]:
        fitting = fitted(layout.columns, self.width, BarColumn.needed(layout.bars))
        runs = [run.within(self.width) for run in folded_runs(report)] if self.width else []
        bars = BarColumn.beside(fitting, layout.bars, self.width)
        lines = table_lines(fitting, bars, runs, unicode=self.unicode, has_header=self.has_header)
        yield list(lines)
        yield self.sentence(_missing(report, fitting, short_mark(unicode=self.unicode)), "dim")
        if bars:
            yield legend_lines(legend(bars.bars, unicode=self.unicode), self.width)


def _missing(report: Report, fitting: Fitting, mark: str) -> str:
    """Return which columns are left out or shortened, and how to see them whole."""
    if not fitting.left_out:
        is_cut = fitting.is_shortened()
        return f"names with {mark} are shortened; whole with {report.whole}" if is_cut else ""
    named = _named([column for column in fitting.left_out if column.need is not Need.EMPTY])
    empty = _named([column for column in fitting.left_out if column.need is Need.EMPTY])
    named += f"{', or for ' if named else ''}{empty} (0 or unknown)" if empty else ""
    has_figures = any(column.is_figure for column in fitting.left_out)
    ways = report.narrower if report.narrower and has_figures else report.whole
    if fitting.needed:
        ways += f", or a terminal of {fitting.needed} columns"
    return f"no room for {named}; to see more: {ways}"


def _named(columns: list[TextColumn]) -> str:
    return ", ".join(column.heading for column in columns)


def _in_ascii(report: Report) -> Report:
    return replace(report, title=_ascii(report.title), when_empty=_ascii(report.when_empty))


def _layout_in_ascii(layout: Layout) -> Layout:
    columns = [
        replace(one, cells=[*map(_ascii, one.cells)], footer=[*map(_ascii, one.footer)])
        for one in layout.columns
    ]
    return replace(layout, columns=columns, footnotes=[*map(_ascii, layout.footnotes)])


def _ascii(text: str) -> str:
    return text.replace("–", "-").replace("…", "...")


def _printed(lines: Iterable[Text], *, color: bool) -> str:
    if not color:
        return "".join(f"{line.plain.rstrip()}\n" for line in lines)
    stream = StringIO()
    console = Console(
        file=stream,
        width=_ENDLESS,
        color_system="256",
        force_terminal=True,
        highlight=False,
        legacy_windows=False,
    )
    for line in lines:
        console.print(line, soft_wrap=True)
    return stream.getvalue()
