"""A chart for terminals: a column for each period, in the parts that bars have."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from rich.text import Text

from usagestats.render.bar_drawing import FILLS, OTHER_FILL, fills_of, legend, legend_lines
from usagestats.render.bars import bars_of
from usagestats.render.cells import local
from usagestats.render.chart_labels import Label, label_line, labels_of
from usagestats.render.labels import PARTIAL_MARK, period_label
from usagestats.render.scale import nice_scale
from usagestats.render.words import wrapped
from usagestats.report import ColumnType

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from usagestats.render.bar_drawing import Fill
    from usagestats.render.bars import Bars
    from usagestats.render.scale import Scale
    from usagestats.report import Report

HEIGHT: Final = 12
_PIPE_WIDTH: Final = 80
_WIDEST_COLUMN: Final = 8
_LEAST_FOR_GAPS: Final = 3
_HALF: Final = 0.5
_LABEL_CELLS: Final = 5  # of a label such as 05-04
_FADED: Final = OTHER_FILL.color
_LEVELS: Final = " ▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class Chart:
    """The columns of a chart.

    Args:
        bars: The values of each column, in parts; no values where they are unknown.
        labels: The labels beneath, by the number of the column.
        partial: Whether each column is of a period that is covered only in part.
        scale: The ticks.
        width: The cells of each column.
        room: The cells of all columns and of the labels beneath.
        heading: The name of the figure.
    """

    bars: Bars
    labels: list[Label]
    partial: list[bool]
    scale: Scale
    width: int
    room: int
    heading: str

    @classmethod
    def of(cls, report: Report, width: int) -> Chart:
        """Prepare the columns for a terminal. If they are too many, each is the mean of some."""
        is_whole = _type_of_bar(report) is ColumnType.COUNT
        bars = bars_of(report)
        room = width - _room_for_ticks(nice_scale(bars.full, is_whole=is_whole))
        count = len(bars.rows)
        together = -(-count // room)
        starts = range(0, count, together)
        rows = [_mean(bars.rows[start : start + together]) for start in starts]
        partial = report.rows["partial"].to_list() if report.granularity else [False] * count
        cells = min(room // len(rows), _WIDEST_COLUMN)
        periods = report.granularity.plural if report.granularity else "rows"
        each = f", each column the mean of {together} {periods}"
        return cls(
            replace(bars, rows=rows),
            [
                Label(one.at // together, one.text)
                for one in labels_of(report, is_each=cells > _LABEL_CELLS)
            ],
            [any(partial[start : start + together]) for start in starts],
            nice_scale(max(map(sum, rows)), is_whole=is_whole and together == 1),
            cells,
            room,
            bars.heading + (each if together > 1 else ""),
        )

    @property
    def room_for_ticks(self) -> int:
        """The cells before the first column."""
        return _room_for_ticks(self.scale)


def chart_blocks(
    report: Report, width: int | None, footnotes: Sequence[str] = (), *, unicode: bool
) -> Iterator[list[Text]]:
    """Give blocks of lines: the chart, and its legend without the mark that a footnote explains."""
    room = width or _PIPE_WIDTH
    chart = Chart.of(report, room)
    heading = [Text(line) for line in wrapped(chart.heading, room, unicode=unicode)]
    yield [*heading, *_chart_lines(chart, unicode=unicode)]
    entries = legend(chart.bars, unicode=unicode)
    if any(not row for row in chart.bars.rows):
        name = "unknown" if _type_of_bar(report) is ColumnType.MEASURE else "no log"
        entries.append(Text.assemble((f"{_no_log(unicode) * 2} ", _FADED), name))
    if any(chart.partial) and not any(note.startswith(PARTIAL_MARK) for note in footnotes):
        entries.append(Text(f"{PARTIAL_MARK} covered in part"))
    summary = wrapped(_summary(report), room, unicode=unicode)
    yield [*legend_lines(entries, room), *(Text(line, style="dim") for line in summary)]


def _type_of_bar(report: Report) -> ColumnType:
    return next(column.type for column in report.columns if column.key == report.bar)


def _mean(rows: list[list[float]]) -> list[float]:
    """Return the mean of each part over the rows that are known."""
    known = [row for row in rows if row]
    return [sum(values) / len(known) for values in zip(*known, strict=True)]


def _room_for_ticks(scale: Scale) -> int:
    return max(map(len, scale.texts())) + 2


def _chart_lines(chart: Chart, *, unicode: bool) -> Iterator[Text]:
    columns = [
        list(_cells(row, chart, is_partial=is_partial, unicode=unicode))
        for row, is_partial in zip(chart.bars.rows, chart.partial, strict=True)
    ]
    ticks = {
        HEIGHT * number // chart.scale.count - 1: text
        for number, text in enumerate(chart.scale.texts())
    }
    gap = " " if chart.width >= _LEAST_FOR_GAPS else ""
    for level in reversed(range(HEIGHT)):
        line = Text(_tick(chart, ticks.get(level), unicode=unicode))
        for cells in columns:
            character, style = cells[level]
            line.append(character * (chart.width - len(gap)), style).append(gap)
        line.rstrip()
        yield line
    yield Text(_tick(chart, ticks[-1], unicode=unicode) + _axis(chart, unicode=unicode))
    labels = label_line(chart.labels, chart.width, chart.room)
    yield Text(" " * chart.room_for_ticks + labels)


def _cells(
    row: list[float], chart: Chart, *, is_partial: bool, unicode: bool
) -> Iterator[tuple[str, str]]:
    """Give the character and the style of each cell of a column, from the bottom up."""
    if not row:
        yield from [(_no_log(unicode), _FADED), *[(" ", "")] * (HEIGHT - 1)]
        return
    fills = fills_of(chart.bars)
    tops = [HEIGHT * sum(row[: count + 1]) / chart.scale.top for count in range(len(row))]
    for level in range(HEIGHT):
        filled = min(max(tops[-1] - level, 0.0), 1.0)
        middle = level + filled / 2
        fill = next(
            (fill for fill, top in zip(fills, tops, strict=False) if middle < top), fills[-1]
        )
        is_first = level == 0 and filled > 0
        character = _character(fill, filled, is_first=is_first, unicode=unicode)
        yield character, f"{fill.color} dim" if is_partial else fill.color


def _character(fill: Fill, filled: float, *, is_first: bool, unicode: bool) -> str:
    """Return the character of a cell; the lowest cell of a column is never empty."""
    if unicode and fill is FILLS[0]:
        return _LEVELS[max(round(filled * 8), int(is_first))]
    return fill.character(unicode=unicode) if filled >= _HALF or is_first else " "


def _tick(chart: Chart, text: str | None, *, unicode: bool) -> str:
    line, mark = ("│", "┤") if unicode else ("|", "+")
    return f"{text or '':>{chart.room_for_ticks - 2}} {line if text is None else mark}"


def _axis(chart: Chart, *, unicode: bool) -> str:
    line = "─" if unicode else "-"
    marks = [PARTIAL_MARK if is_partial else line for is_partial in chart.partial]
    return "".join(mark + line * (chart.width - 1) for mark in marks)


def _no_log(unicode: bool) -> str:  # noqa: FBT001  (as in the style)
    return "░" if unicode else ":"


def _summary(report: Report) -> str:
    """Return the highest column, and the total of counts."""
    figures = report.rows[str(report.bar)]
    highest = figures.arg_max()
    if highest is None:
        return "nothing is known"
    column = next(one for one in report.columns if one.key == report.bar)
    is_count = column.type is ColumnType.COUNT
    value = format(figures[highest], "," if is_count else ",.1f")
    text = f"highest: {value} ({_name(report, highest)})"
    if report.granularity and is_count:
        text += f", total: {int(figures.sum()):,}"
    return text


def _name(report: Report, row: int) -> str:
    if report.granularity is None:
        return str(report.rows[report.columns[0].key][row])
    return period_label(local(report.rows["period_start"][row], report.zone), report.granularity)
