"""Series of values → the marks of a chart: paths of SVG."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from usagestats.render.scale import nice_scale

if TYPE_CHECKING:
    from collections.abc import Iterator

    from usagestats.render import scale as ticks
    from usagestats.render.page.palette import Color
    from usagestats.render.page.scales import Scale

Values = tuple[float | None, ...]
"""A value for each period; `None` where it is unknown."""


class Kind(StrEnum):
    """The way in which series are drawn."""

    STACK = "stack"
    LINES = "lines"


class Unit(StrEnum):
    """The unit of values."""

    COUNT = "count"
    MEAN = "mean"  # of counts
    SHARE = "share"  # a part of 1; people read per cent
    MILLISECONDS = "ms"


@dataclass(frozen=True, slots=True)
class Series:
    """A series of values.

    Args:
        name: Its name in the legend.
        color: Its colour.
        values: A value for each period.
        key: The column of the report that has them; empty where none has.
    """

    name: str
    color: Color
    values: Values
    key: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A text beneath the period with the number `at`; a phone leaves `minor` ones out."""

    at: int
    text: str
    is_minor: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """The values that a chart shows.

    Args:
        heading: The name of what is shown.
        kind: How series are drawn.
        unit: The unit of the values.
        series: The series, from the bottom up.
        names: The name of each period, in full.
        labels: The texts beneath the periods.
        partial: Whether each period is covered only in part.
        before: The values of the range before, period by period; `None` for none.
        before_name: The name of the range before.
    """

    heading: str
    kind: Kind
    unit: Unit
    series: tuple[Series, ...]
    names: tuple[str, ...]
    labels: tuple[Label, ...]
    partial: tuple[bool, ...]
    before: Values | None = None
    before_name: str = ""

    @property
    def count(self) -> int:
        """The number of periods."""
        return len(self.names)

    def unknown(self) -> list[int]:
        """Return the numbers of the periods of which nothing is known."""
        rows = zip(*(one.values for one in self.series), strict=True)
        return [number for number, row in enumerate(rows) if row.count(None) == len(row)]

    def totals(self) -> list[float | None]:
        """Return the height of each period: its sum in a stack, else its largest value."""
        add = sum if self.kind is Kind.STACK else max
        rows = zip(*(one.values for one in self.series), strict=True)
        known = ([value for value in row if value is not None] for row in rows)
        return [add(row) if row else None for row in known]

    def scale(self) -> ticks.Scale:
        """Return the ticks; a share is counted in per cent."""
        most = max((value for value in (*self.totals(), *(self.before or ())) if value), default=0)
        factor = 100 if self.unit is Unit.SHARE else 1
        return nice_scale(most * factor, is_whole=self.unit is Unit.COUNT)

    def top(self) -> float:
        """Return the value at the top."""
        return self.scale().top / (100 if self.unit is Unit.SHARE else 1)


@dataclass(frozen=True, slots=True)
class Mark:
    """A path of SVG.

    Args:
        path: Its `d`.
        color: Its colour; `None` for the ground of periods of which nothing is known.
        is_line: Whether it is a line, not an area.
        is_partial: Whether its periods are covered only in part.
    """

    path: str
    color: Color | None
    is_line: bool = False
    is_partial: bool = False

    @property
    def classes(self) -> str:
        """The classes of its element."""
        name = self.color.name if self.color else "nolog"
        return f"{name}{' line' if self.is_line else ''}{' part' if self.is_partial else ''}"


def marks(chart: Chart, scale: Scale) -> list[Mark]:
    """Return the marks of a chart, in the order in which they are drawn."""
    drawn = list(_unknown(chart, scale))
    if chart.kind is Kind.STACK:
        drawn += _stack(chart, scale)
    else:
        drawn += (Mark(_line(one.values, scale), one.color, is_line=True) for one in chart.series)
    return drawn


def before_mark(chart: Chart, scale: Scale, color: Color) -> Mark:
    """Return the dashed line of the range before."""
    return Mark(_line(chart.before or (), scale), color, is_line=True)


def _unknown(chart: Chart, scale: Scale) -> Iterator[Mark]:
    top = scale.height(chart.top())
    path = "".join(_bar(number, scale.bottom, top, scale) for number in chart.unknown())
    if path:
        yield Mark(path, None)


def _stack(chart: Chart, scale: Scale) -> Iterator[Mark]:
    below = [0.0] * chart.count
    for one in chart.series:
        paths: dict[bool, list[str]] = {False: [], True: []}
        for number, value in enumerate(one.values):
            if not value:
                continue
            lower, upper = scale.height(below[number]), scale.height(below[number] + value)
            below[number] += value
            if lower != upper:
                paths[chart.partial[number]].append(_bar(number, lower, upper, scale))
        for is_partial, bars in paths.items():
            if bars or not is_partial:
                yield Mark("".join(bars), one.color, is_partial=is_partial)


def _bar(number: int, lower: str, upper: str, scale: Scale) -> str:
    return f"M{scale.left(number)} {lower}V{upper}h{scale.width()}V{lower}z"


def _line(values: Values, scale: Scale) -> str:
    """Return a line through the values that are known; one that stands alone is a dot."""
    parts = []
    is_apart = True
    for number, value in enumerate(values):
        if value is None:
            is_apart = True
            continue
        parts.append(f"{'M' if is_apart else 'L'}{scale.middle(number)} {scale.height(value)}")
        followed = number + 1 < len(values) and values[number + 1] is not None
        if is_apart and not followed:
            parts.append("h0")
        is_apart = False
    return "".join(parts)


_DECIMALS: Final = ((10, 2), (100, 1))


def value_text(value: float | None, unit: Unit) -> str:
    """Return a value as people read it."""
    if value is None:
        return "–"
    if unit is Unit.SHARE:
        return f"{100 * value:,.1f} %"
    decimals = 0
    if unit is not Unit.COUNT:
        decimals = next((digits for most, digits in _DECIMALS if abs(value) < most), 0)
    text = f"{value:,.{decimals}f}"
    return f"{text} ms" if unit is Unit.MILLISECONDS else text
