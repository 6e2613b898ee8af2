"""A chart as the template draws it: ticks, labels and marks, in the units of a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from usagestats.render.page.charts import Kind, Unit, marks, value_text
from usagestats.render.page.scales import IndexScale, pixels

if TYPE_CHECKING:
    from usagestats.render.page.charts import Chart, Mark

MOST_DRAWN: Final = 400
"""The most periods that are drawn into the page; a script draws those of longer charts."""

UPPER: Final = 8
DOWN: Final = 180
"""The upper side of the marks, and their height, in pixels."""

_THOUSAND, _MILLION = 1_000, 1_000_000
_SHORT_FROM: Final = 100_000


@dataclass(frozen=True, slots=True)
class Tick:
    """A text beside the chart, and the line at its height."""

    y: str
    text: str


@dataclass(frozen=True, slots=True)
class PlacedLabel:
    """A text beneath the chart; `x` is per cent of the width."""

    x: str
    text: str
    is_minor: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart, ready for the template.

    Args:
        chart: What it shows.
        summary: One line for those who do not see it.
        ticks: The texts at the side.
        labels: The texts beneath.
        marks: The paths; none where a script draws them.
    """

    chart: Chart
    summary: str
    ticks: tuple[Tick, ...]
    labels: tuple[PlacedLabel, ...]
    marks: tuple[Mark, ...]

    @property
    def is_drawn(self) -> bool:
        """Whether its marks stand in the page."""
        return self.chart.count <= MOST_DRAWN

    @property
    def has_partial(self) -> bool:
        """Whether a period is covered only in part, and drawn so; lines are not."""
        if self.chart.kind is Kind.LINES:
            return False
        known = set(range(self.chart.count)) - set(self.chart.unknown())
        return any(self.chart.partial[number] for number in known)

    @property
    def has_unknown(self) -> bool:
        """Whether nothing is known about a period."""
        return bool(self.chart.unknown())


def drawn(chart: Chart, what: str) -> Drawing:
    """Prepare a chart for the template.

    Args:
        chart: What it shows.
        what: Its name for those who do not see it.
    """
    scale = IndexScale(chart.count, chart.top())
    is_drawn = chart.count <= MOST_DRAWN
    return Drawing(
        chart,
        summary(chart, what),
        tuple(_ticks(chart)) if is_drawn else (),
        tuple(
            PlacedLabel(pixels(100 * (one.at + 0.5) / chart.count), one.text, one.is_minor)
            for one in chart.labels
            if is_drawn
        ),
        tuple(marks(chart, scale)) if is_drawn else (),
    )


def _ticks(chart: Chart) -> list[Tick]:
    texts = tick_texts(chart)
    steps = len(texts) - 1
    return [
        Tick(pixels(UPPER + DOWN * (1 - number / steps)), text) for number, text in enumerate(texts)
    ]


def tick_texts(chart: Chart) -> list[str]:
    """Return the text of each tick, from 0 up; large counts are short, as in 250k."""
    scale = chart.scale()
    if scale.top < _SHORT_FROM:
        end = " %" if chart.unit is Unit.SHARE else ""
        return [text + end for text in scale.texts()]
    size, end = (_MILLION, "M") if scale.top >= _MILLION else (_THOUSAND, "k")
    values = [scale.step * number / size for number in range(scale.count + 1)]
    return [f"{value:.6g}{end}" if value else "0" for value in values]


def summary(chart: Chart, what: str) -> str:
    """Return what a chart shows in one line: its sum or none, and its highest period."""
    totals = chart.totals()
    known = [(value, -number) for number, value in enumerate(totals) if value is not None]
    if not known:
        return f"{what}: nothing is known"
    most, number = max(known)
    total = sum(value for value, _ in known)
    has_total = chart.kind is Kind.STACK and chart.unit is Unit.COUNT
    words = f"total {value_text(total, chart.unit)}, " if has_total else ""
    return f"{what}: {words}highest {value_text(most, chart.unit)}, {chart.names[-number]}"
