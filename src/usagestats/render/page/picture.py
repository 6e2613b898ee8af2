"""A report → a picture of its own: SVG in pixels, on a white ground, with title and legend."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

from usagestats.render.page.chart_data import chart_of
from usagestats.render.page.charts import Kind, before_mark, marks
from usagestats.render.page.drawing import summary, tick_texts
from usagestats.render.page.names import span_name
from usagestats.render.page.palette import BEFORE, LIGHT_SURFACE
from usagestats.render.page.row_bars import row_bars
from usagestats.render.page.scales import PixelScale, pixels
from usagestats.safety.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from usagestats.render.page.charts import Chart, Mark
    from usagestats.render.page.row_bars import RowBars
    from usagestats.report import Report

_WIDTH: Final = 960
_SIDE: Final = 24
_TICKS: Final = 64  # pixels at the left, for the texts of ticks
_DOWN: Final = 260
_TITLE: Final = 62  # the pixels above the legend
_ROW: Final = 28
_LETTER: Final = 7.4  # the mean width of a letter in pixels, at 13 px
_MOST_LETTERS: Final = 34
_TEXT, _SOFT, _GRID, _NO_LOG = "#1c232b", "#525c67", "#dfe4e9", "#8b97a3"
_FONT: Final = "DejaVu Sans, system-ui, sans-serif"
_NOT_XML: Final = re.compile("[\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class _Key:
    """An entry of the legend."""

    name: str
    fill: str
    opacity: str = ""
    is_dashed: bool = False


def svg_of(report: Report) -> str:
    """Return the picture of a report: columns by period, or bars by row where rows have names."""
    where = f"{span_name(report.span, report.zone)}, {report.zone.key}" if report.span else ""
    title = report.title.partition(",")[0]
    bars = row_bars(report)
    if bars is not None:
        return bars_picture(bars, title, where)
    return chart_picture(chart_of(report), where)


def chart_picture(chart: Chart, where: str) -> str:
    """Return the picture of a chart.

    Args:
        chart: What it shows; its heading is the title.
        where: The range and the zone.
    """
    keys = list(_keys(chart))
    rows = _legend_rows(keys)
    top = _TITLE + 22 * len(rows) + 14
    if not chart.count:
        body = [_text(_SIDE, top + 20, "No requests.", fill=_SOFT)]
        return _whole(chart.heading, where, body, top + 40, chart.heading)
    across = _WIDTH - _TICKS - 2 * _SIDE
    scale = PixelScale(chart.count, chart.top(), _SIDE + _TICKS, top, across, _DOWN)
    drawn = marks(chart, scale)
    if chart.before:
        drawn.append(before_mark(chart, scale, BEFORE))
    body = [
        *_legend(rows),
        *_grid(chart, scale),
        *(_path(mark, is_dashed=mark.color is BEFORE) for mark in drawn),
        *(
            _text(scale.middle(one.at), top + _DOWN + 22, one.text, fill=_SOFT, anchor="middle")
            for one in chart.labels
        ),
    ]
    return _whole(chart.heading, where, body, top + _DOWN + 40, summary(chart, chart.heading))


def bars_picture(bars: RowBars, title: str, where: str) -> str:
    """Return the picture of a bar for each row, with its name and its figure."""
    left, right = _SIDE + 250, 130
    across = _WIDTH - left - right - _SIDE
    body = [] if bars.rows else [_text(_SIDE, _TITLE + 20, "No requests.", fill=_SOFT)]
    for number, row in enumerate(bars.rows):
        y = _TITLE + 8 + _ROW * number
        width = pixels(across * row.part)
        body += [
            _text(left - 14, y + 16, _short(row.name), anchor="end"),
            _rect(left, y + 4, width, 16, row.color.light),
            _text(pixels(left + across * row.part + 10), y + 16, row.text, fill=_SOFT),
        ]
    height = _TITLE + 30 + _ROW * max(len(bars.rows), 1)
    words = f"{title}: " + ", ".join(f"{row.name} {row.text}" for row in bars.rows)
    return _whole(title, where, body, height, words)


def _whole(title: str, where: str, body: list[str], height: float, words: str) -> str:
    size = f"{_WIDTH} {pixels(height)}"
    ground = f'width="{_WIDTH}" height="{pixels(height)}" viewBox="0 0 {size}"'
    font = f'role="img" font-family="{_FONT}" font-size="13"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {ground} {font}>',
            f"<title>{_escaped(words)}</title>",
            f'<rect width="100%" height="100%" fill="{LIGHT_SURFACE}"/>',
            _text(_SIDE, 32, title, size=18),
            _text(_SIDE, 52, where, fill=_SOFT),
            *body,
            "</svg>\n",
        ]
    )


def _grid(chart: Chart, scale: PixelScale) -> Iterator[str]:
    """Give a line and a text for each tick."""
    texts = tick_texts(chart)
    for number, text in enumerate(texts):
        y = scale.y + scale.down * (1 - number / (len(texts) - 1))
        color = _GRID if number else _NO_LOG
        yield (
            f'<line x1="{pixels(scale.x)}" x2="{pixels(scale.x + scale.across)}"'
            f' y1="{pixels(y)}" y2="{pixels(y)}" stroke="{color}"/>'
        )
        yield _text(pixels(scale.x - 8), pixels(y + 4), text, fill=_SOFT, anchor="end")


def _path(mark: Mark, *, is_dashed: bool) -> str:
    if mark.is_line and mark.color:
        dashes = ' stroke-dasharray="5 4"' if is_dashed else ""
        return (
            f'<path d="{mark.path}" fill="none" stroke="{mark.color.light}" stroke-width="2"'
            f' stroke-linejoin="round" stroke-linecap="round"{dashes}/>'
        )
    fill = mark.color.light if mark.color else _NO_LOG
    strength = ".18" if mark.color is None else ".45" if mark.is_partial else ""
    opacity = f' opacity="{strength}"' if strength else ""
    return f'<path d="{mark.path}" fill="{fill}"{opacity}/>'


def _keys(chart: Chart) -> Iterator[_Key]:
    for one in chart.series:
        yield _Key(_short(one.name), one.color.light)
    if chart.before:
        yield _Key("range before", BEFORE.light, is_dashed=True)
    unknown = set(chart.unknown())
    if chart.kind is Kind.STACK and any(
        is_partial and number not in unknown for number, is_partial in enumerate(chart.partial)
    ):
        yield _Key("covered only in part", chart.series[0].color.light, ".45")
    if unknown:
        yield _Key("no log", _NO_LOG, ".3")


def _legend_rows(keys: list[_Key]) -> list[list[tuple[float, _Key]]]:
    """Place the entries of the legend in as many rows as they need."""
    rows: list[list[tuple[float, _Key]]] = [[]]
    x: float = _SIDE
    for key in keys:
        width = 34 + _LETTER * len(key.name)
        if x + width > _WIDTH - _SIDE and rows[-1]:
            rows.append([])
            x = _SIDE
        rows[-1].append((x, key))
        x += width
    return rows


def _legend(rows: list[list[tuple[float, _Key]]]) -> Iterator[str]:
    for number, row in enumerate(rows):
        y = _TITLE + 22 * number + 8
        for x, key in row:
            yield (
                f'<path d="M{pixels(x - 2)} {y + 6}h16" stroke="{key.fill}" stroke-width="2"'
                ' stroke-dasharray="5 4"/>'
                if key.is_dashed
                else _rect(pixels(x), y, "12", 12, key.fill, key.opacity)
            )
            yield _text(pixels(x + 19), y + 11, key.name)


def _rect(  # noqa: PLR0913, PLR0917  (the attributes of a rectangle)
    x: float | str, y: float, width: str, height: int, fill: str, strength: str = ""
) -> str:
    opacity = f' opacity="{strength}"' if strength else ""
    shape = f'x="{x}" y="{pixels(y)}" width="{width}" height="{height}" rx="2"'
    return f'<rect {shape} fill="{fill}"{opacity}/>'


def _short(name: str) -> str:
    return name if len(name) <= _MOST_LETTERS else f"{name[: _MOST_LETTERS - 1]}…"


def _text(  # noqa: PLR0913  (the attributes of a text)
    x: float | str,
    y: float | str,
    text: str,
    *,
    fill: str = _TEXT,
    anchor: str = "start",
    size: int = 13,
) -> str:
    end = "" if anchor == "start" else f' text-anchor="{anchor}"'
    big = "" if size == 13 else f' font-size="{size}"'  # noqa: PLR2004  (that of all texts)
    return f'<text x="{x}" y="{y}" fill="{fill}"{end}{big}>{_escaped(text)}</text>'


def _escaped(text: str) -> str:
    """Return a text as XML may hold it."""
    return _NOT_XML.sub("\ufffd", escape(visible(text)))
