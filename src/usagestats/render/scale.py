"""The scale of a chart: round ticks that divide its height evenly."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log10
from typing import Final

_STEPS: Final = (1, 2, 2.5, 5, 10)
_COUNTS: Final = (2, 3, 4, 6)


@dataclass(frozen=True, slots=True)
class Scale:
    """Ticks from 0 up.

    Args:
        step: The distance of two ticks.
        count: The number of ticks above 0.
    """

    step: float
    count: int

    @property
    def top(self) -> float:
        """The value of the highest tick."""
        return self.step * self.count

    def texts(self) -> list[str]:
        """Return the text of each tick, from 0 up; all with the same decimals."""
        values = [self.step * number for number in range(self.count + 1)]
        decimals = next(
            (digits for digits in range(6) if all(round(one, digits) == one for one in values)), 6
        )
        return [f"{value:,.{decimals}f}" for value in values]


def nice_scale(largest: float, *, is_whole: bool) -> Scale:
    """Return the scale with the lowest top that a value does not exceed.

    Args:
        largest: The largest value.
        is_whole: Whether values are whole numbers, so that ticks must be, too.
    """
    if largest <= 0:
        return Scale(1, 2)
    power = 10.0 ** (floor(log10(largest)) - 1)
    steps = [round(step * power * tens, 9) for tens in (1, 10) for step in _STEPS]
    found = [
        Scale(step, count)
        for count in _COUNTS
        for step in steps
        if step * count >= largest and (not is_whole or step == int(step))
    ]
    return min(found, key=lambda scale: (scale.top, abs(scale.count - 4)))
