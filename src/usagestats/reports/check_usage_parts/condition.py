"""A condition of `check-usage`, such as `error_rate>5%`: its text → its meaning."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NoReturn

from usagestats.errors import Excerpt, UsageError, did_you_mean
from usagestats.light_dataclass import dataclass
from usagestats.tables.statuses import is_status_choice

if TYPE_CHECKING:
    from collections.abc import Sequence

AGE: Final = "age"
ERROR_RATE: Final = "error_rate"
BYTES: Final = "bytes"
PERCENTILES: Final = ("p50", "p90", "p95", "p99")
_OPTION: Final = "--fail-on"
_EXAMPLE: Final = "write one like 'error_rate>5%' or 'requests<50% of previous'"
_FIGURE: Final = re.compile(r"\s*([\w.-]+)")
_OPERATOR: Final = re.compile(r"\s*(>=|<=|>|<)")
_NUMBER: Final = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)")
_UNIT: Final = re.compile(r"\s*(%|(?!of\b)[A-Za-z]+|)")
_OF_PREVIOUS: Final = re.compile(r"\s*of\s+previous\s*")


class Unit(StrEnum):
    """The unit of a figure, as its values have it."""

    COUNT = "count"
    SHARE = "share"  # a fraction
    MILLISECONDS = "ms"
    SECONDS = "s"
    BYTES = "bytes"


_FACTORS: Final = {
    Unit.COUNT: {"": 1.0},
    Unit.SHARE: {"%": 0.01},
    Unit.MILLISECONDS: {"ms": 1.0, "s": 1000.0},
    Unit.SECONDS: {"s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0},
    Unit.BYTES: {"": 1.0, "kB": 1e3, "MB": 1e6, "GB": 1e9},
}


@dataclass(frozen=True, slots=True)
class Condition:
    """A figure and the values of it that are a failure.

    Args:
        text: The condition as the user wrote it.
        figure: The name of the figure: a metric, a status or a class of them, or one of the names
            above.
        unit: The unit of its values.
        operator: One of `>`, `>=`, `<`, `<=`.
        threshold: The value that it is compared with, in the unit; or a part of the value before.
        is_of_previous: Whether the threshold is a part of the value in the range before.
    """

    text: str
    figure: str
    unit: Unit
    operator: str
    threshold: float
    is_of_previous: bool = False

    def fails(self, value: float, limit: float) -> bool:
        """Return whether a value is a failure beside the value that it is compared with."""
        return {
            ">": value > limit,
            ">=": value >= limit,
            "<": value < limit,
            "<=": value <= limit,
        }[self.operator]


def condition_of(text: str, metrics: Sequence[str]) -> Condition:
    """Read a condition.

    Args:
        text: Its text.
        metrics: The metrics of the catalog.

    Raises:
        UsageError: It cannot be understood; a caret shows where.
    """
    reading = _Reading(text)
    start, figure = reading.take(_FIGURE, "the figure is missing")
    unit = _unit_of(figure, metrics)
    if unit is None:
        known = (*metrics, ERROR_RATE, *PERCENTILES, BYTES, AGE)
        hint = did_you_mean(figure, known)
        hint = hint or f"choose from {', '.join(known)}, or a status such as 404 or 5xx"
        reading.refuse(f"no such figure: {figure}", start, start + len(figure), hint)
    _, operator = reading.take(_OPERATOR, "the comparison is missing", "write one of > >= < <=")
    _, number = reading.take(_NUMBER, "the number is missing")
    at, written = reading.take(_UNIT, "the unit is missing")
    is_of_previous = reading.skip(_OF_PREVIOUS)
    reading.finish()
    unit, factor = _measured(reading, figure, unit, (at, written), is_of_previous=is_of_previous)
    return Condition(text, figure, unit, operator, float(number) * factor, is_of_previous)


def _unit_of(figure: str, metrics: Sequence[str]) -> Unit | None:
    """Return the unit of a figure; `None` where there is no such figure."""
    if figure in metrics:
        return Unit.COUNT
    named = {ERROR_RATE: Unit.SHARE, BYTES: Unit.BYTES, AGE: Unit.SECONDS}
    if figure in PERCENTILES:
        return Unit.MILLISECONDS
    return named.get(figure) or (Unit.COUNT if is_status_choice(figure) else None)


def _measured(
    reading: _Reading, figure: str, unit: Unit, written: tuple[int, str], *, is_of_previous: bool
) -> tuple[Unit, float]:
    """Return the unit of the values, and the factor of the number.

    Raises:
        UsageError: The unit that is written is not one of the figure.
    """
    at, text = written
    end = at + max(len(text), 1)
    if is_of_previous:
        if figure == AGE:
            reading.refuse("an age has no previous value", at, len(reading.text), "write age>15min")
        if text != "%":
            reading.refuse("a part of the previous value is in %", at, end, "write 50% of previous")
        return unit, 0.01
    if text == "%" and is_status_choice(figure):
        return Unit.SHARE, 0.01
    factors = _FACTORS[unit]
    if text not in factors:
        named = [f"{figure}{_sign(reading)}5{one}" for one in factors]
        what = f"{text} is no unit of {figure}" if text else f"{figure} needs a unit"
        reading.refuse(what, at, end, f"write one like {' or '.join(named)}")
    return unit, factors[text]


def _sign(reading: _Reading) -> str:
    return "<" if "<" in reading.text else ">"


class _Reading:
    """Reads the text of a condition from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._position = 0

    def take(self, pattern: re.Pattern[str], missing: str, hint: str = _EXAMPLE) -> tuple[int, str]:
        """Return the next part and where it begins."""
        match = pattern.match(self.text, self._position)
        if match is None:
            self.refuse(missing, *self._next(), hint)
        self._position = match.end()
        return match.start(1), match[1]

    def skip(self, pattern: re.Pattern[str]) -> bool:
        """Return whether a part follows, and go on after it."""
        match = pattern.match(self.text, self._position)
        self._position = match.end() if match else self._position
        return match is not None

    def finish(self) -> None:
        """Make sure that nothing follows."""
        start, _ = self._next()
        if start < len(self.text):
            hint = "only 'of previous' can follow a percentage"
            self.refuse("this cannot be understood", start, len(self.text.rstrip()), hint)

    def refuse(self, what: str, start: int, end: int, hint: str | None) -> NoReturn:
        """Refuse the text, with carets under a part of it.

        Raises:
            UsageError: Always.
        """
        raise UsageError(what, where=_OPTION, excerpt=Excerpt(self.text, start, end), hint=hint)

    def _next(self) -> tuple[int, int]:
        """Return where the next character is, and where it ends."""
        rest = self.text[self._position :]
        start = self._position + len(rest) - len(rest.lstrip())
        return start, start + 1
