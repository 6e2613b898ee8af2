"""From periods and values to coordinates: one unit a period for the page, pixels for files.

A browser stretches the drawing of a page to any width, so its paths count periods in x and
thousandths of the height in y, which is short. Programs that turn SVG into pixels stretch the lines
with it; for them the coordinates are pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor
from typing import Final, Protocol

HEIGHT: Final = 1000
"""The height of the drawing of a page, in its units."""

_MANY: Final = 100
_SIDE: Final = 0.1  # of a period, on both sides of its bar


def rounded(value: float) -> int:
    """Return the nearest whole number; a half goes up, as in JavaScript."""
    return floor(value + 0.5)


class Scale(Protocol):
    """Turns the number of a period, and a value, into coordinates."""

    @property
    def bottom(self) -> str:
        """The coordinate of the value 0."""

    def left(self, number: int) -> str:
        """Return the left side of a bar."""

    def middle(self, number: int) -> str:
        """Return the middle of a period."""

    def width(self) -> str:
        """Return the width of a bar."""

    def height(self, value: float) -> str:
        """Return the coordinate of a value."""


@dataclass(frozen=True, slots=True)
class IndexScale:
    """One unit a period in x, thousandths of the height in y.

    Args:
        count: The number of periods.
        top: The value at the top.
    """

    count: int
    top: float

    @property
    def bottom(self) -> str:
        """The coordinate of the value 0."""
        return str(HEIGHT)

    def left(self, number: int) -> str:
        """Return the left side of a bar; where there are many, no room is left between them."""
        return str(number) if self.count > _MANY else f"{number}.1"

    def middle(self, number: int) -> str:
        """Return the middle of a period."""
        return f"{number}.5"

    def width(self) -> str:
        """Return the width of a bar."""
        return "1" if self.count > _MANY else ".8"

    def height(self, value: float) -> str:
        """Return the coordinate of a value."""
        return str(HEIGHT - rounded(value * HEIGHT / self.top))


@dataclass(frozen=True, slots=True)
class PixelScale:
    """Pixels.

    Args:
        count: The number of periods.
        top: The value at the top.
        x: The left side of the drawing.
        y: Its upper side.
        across: Its width.
        down: Its height.
    """

    count: int
    top: float
    x: float
    y: float
    across: float
    down: float

    @property
    def _period(self) -> float:
        return self.across / self.count

    @property
    def _side(self) -> float:
        return 0 if self.count > _MANY else _SIDE * self._period

    @property
    def bottom(self) -> str:
        """The coordinate of the value 0."""
        return pixels(self.y + self.down)

    def left(self, number: int) -> str:
        """Return the left side of a bar."""
        return pixels(self.x + number * self._period + self._side)

    def middle(self, number: int) -> str:
        """Return the middle of a period."""
        return pixels(self.x + (number + 0.5) * self._period)

    def width(self) -> str:
        """Return the width of a bar."""
        return pixels(self._period - 2 * self._side)

    def height(self, value: float) -> str:
        """Return the coordinate of a value."""
        return pixels(self.y + self.down - self.down * value / self.top)


def pixels(value: float) -> str:
    """Return a number of pixels as SVG has it, at most two digits behind the point."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
