"""Reads and writes times by formats of `strftime`, with English names.

Besides the directives of C there are those of Envoy: `%3f` (1 to 9 digits of the fraction of the
second; `%f`: all nine), `%Ez` (an offset with a colon) and `%E3S` (seconds with a fraction).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Final

from usagestats.logs.values.line_times import in_bounds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MONTHS: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip
_SAMPLE: Final = datetime(2026, 5, 4, 10, 15, 30, 123456, tzinfo=UTC)

_FRACTION: Final = r"(?:[.,]%[1-9]?f)?"
_NOTATIONS: Final = {
    "ISO": rf"%Y[-/]%m[-/]%d[T ]%H:%M:%S{_FRACTION}(?: ?(?P<zone>Z|%z|%Ez))?",
    "CLF": rf"%d/%b/%Y:%H:%M:%S{_FRACTION.replace(',', '')}(?P<zone> %z)?",
    "EPOCH_SECONDS": r"%s(?P<zone>\.%[1-6]f)?",
}
"""The notations that the kernel reads, see `readers/time_kinds.py`."""

_DIRECTIVE: Final = re.compile(r"%(E[0-9*]?[SfzY4]|E4Y|[1-9]?[a-zA-Z%])")
_SHORT_FOR: Final = {
    "T": "%H:%M:%S", "F": "%Y-%m-%d", "D": "%m/%d/%y", "R": "%H:%M", "r": "%I:%M:%S %p",
    "c": "%a %b %e %H:%M:%S %Y", "E4Y": "%Y", "n": "\n", "t": "\t", "%": "%", "h": "%b",
}  # fmt: skip
# directive → the component of the time (empty: one that is not read), the form of its text
_COMPONENTS: Final[Mapping[str, tuple[str, str]]] = {
    "Y": ("year", "[0-9]{4}"),
    "y": ("short_year", "[0-9]{2}"),
    "m": ("month", "[0-9]{2}"),
    "b": ("month_name", "[A-Z][a-z]{2}"),
    "B": ("month_name", "[A-Z][a-z]{2,8}"),
    "d": ("day", "[0-9]{2}"),
    "e": ("day", "[ 0-9]?[0-9]"),
    "H": ("hour", "[0-9]{2}"),
    "k": ("hour", "[ 0-9]?[0-9]"),
    "I": ("hour_of_12", "[0-9]{2}"),
    "l": ("hour_of_12", "[ 0-9]?[0-9]"),
    "p": ("half", "[AaPp][Mm]"),
    "M": ("minute", "[0-9]{2}"),
    "S": ("second", "[0-9]{2}"),
    "f": ("fraction", "[0-9]{1,9}"),
    "z": ("offset", "[+-][0-9]{4}"),
    "Ez": ("offset", "[+-][0-9]{2}:[0-9]{2}|Z"),
    "s": ("epoch", "[0-9]{9,11}"),
    "a": ("", "[A-Z][a-z]{2}"),
    "A": ("", "[A-Z][a-z]{5,8}"),
    "j": ("", "[0-9]{3}"),
    "Z": ("", "[A-Z+0-9-]{1,6}"),
    "u": ("", "[0-9]"),
    "w": ("", "[0-9]"),
}
KNOWN: Final = (*_COMPONENTS, *_SHORT_FOR)


class UnknownDirectiveError(ValueError):
    """An unknown directive, and its position in the text."""

    def __init__(self, directive: str, position: int) -> None:
        super().__init__(directive)
        self.position = position


@dataclass(frozen=True, slots=True)
class TimeFormat:
    """The form of a time. Called with a text, it returns the time, or `None` if it is none.

    Args:
        text: The text with the directives.
        tokens: Per directive or literal character the component of the time, and the form.
        pattern: The pattern of a whole time; its groups are the components.
        is_utc: Whether a time without an offset is in UTC; otherwise it is naive.
    """

    text: str
    tokens: tuple[tuple[str, str], ...]
    pattern: re.Pattern[str]
    is_utc: bool = False

    @classmethod
    def of(cls, text: str, *, is_utc: bool = False) -> TimeFormat:
        """Return the form that a text with directives describes.

        Raises:
            UnknownDirectiveError: It has an unknown directive.
        """
        tokens = tuple(_tokens(text))
        return cls(text, tokens, _pattern(tokens), is_utc)

    @property
    def shape(self) -> str:
        """The regular expression for its texts."""
        return "".join(f"(?:{look})" for _, look in self.tokens)

    @property
    def _components(self) -> set[str]:
        return {component for component, _ in self.tokens} - {""}

    @property
    def is_complete(self) -> bool:
        """Whether it has a date and a time of day."""
        has = self._components
        has_month = not has.isdisjoint({"month", "month_name"})
        has_year = not has.isdisjoint({"year", "short_year"})
        has_hour = "hour" in has or {"hour_of_12", "half"} <= has
        is_dated = has_year and has_month and "day" in has
        return "epoch" in has or (is_dated and has_hour and "minute" in has)

    @property
    def notation(self) -> str:
        """The name of the notation, if it is one that the kernel reads alike; else empty."""
        text = self.text
        for short in "FTR":
            text = text.replace(f"%{short}", _SHORT_FOR[short])
        text = re.sub(r"%E([0-9]?)S", lambda found: f"%S.%{found[1]}f", text)
        for name, pattern in _NOTATIONS.items():
            found = re.fullmatch(pattern, text)
            # the kernel takes a time without an offset for one of the log zone
            if found and (found["zone"] or not self.is_utc or name == "EPOCH_SECONDS"):
                return name
        return ""

    @property
    def sample(self) -> str:
        """A time in this form."""
        return self.write(_SAMPLE)

    def write(self, time: datetime) -> str:
        """Return the text of a time."""
        return "".join(_written(self.text, time))

    def followed_by(self, between: str, other: TimeFormat) -> TimeFormat | None:
        """Return both as one form; `None` if they have a component in common."""
        if self._components & other._components:
            return None
        text = f"{self.text}{between.replace('%', '%%')}{other.text}"
        return TimeFormat.of(text, is_utc=self.is_utc or other.is_utc)

    def __call__(self, text: str) -> datetime | None:
        """Return the time in a text; `None` if it is none."""
        match = self.pattern.fullmatch(text)
        if match is None:
            return None
        texts = {name: value.strip() for name, value in match.groupdict("").items()}
        try:
            time = _time(texts, is_utc=self.is_utc)
        except (ValueError, OverflowError):
            return None
        return time and in_bounds(time)


def _pattern(tokens: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    named: set[str] = set()
    pattern = ""
    for component, look in tokens:
        is_new = component != "" and component not in named
        named.add(component)
        pattern += f"(?P<{component}>{look})" if is_new else f"(?:{look})"
    return re.compile(pattern)


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    position = 0
    while position < len(text):
        match = _DIRECTIVE.match(text, position)
        if match is None:
            if text[position] == "%":
                raise UnknownDirectiveError(text[position : position + 2], position)
            yield "", re.escape(text[position])
            position += 1
            continue
        yield from _directive(match[1], match[0], position)
        position = match.end()


def _directive(name: str, written: str, position: int) -> Iterator[tuple[str, str]]:
    if name in {"n", "t", "%"}:
        yield "", re.escape(_SHORT_FOR[name])
    elif name in _SHORT_FOR:
        yield from _tokens(_SHORT_FOR[name])
    elif name in _COMPONENTS:
        yield _COMPONENTS[name]
    elif name[0].isdigit() and name[1:] == "f":
        yield "fraction", f"[0-9]{{{name[0]}}}"
    elif name[0] == "E" and name[-1] == "S":
        yield _COMPONENTS["S"]
        yield "", r"\."
        yield "fraction", "[0-9]{1,9}" if name[1:-1] in {"", "*"} else f"[0-9]{{{name[1:-1]}}}"
    else:
        raise UnknownDirectiveError(written, position)


def _written(text: str, time: datetime) -> Iterator[str]:
    position = 0
    while position < len(text):
        match = _DIRECTIVE.match(text, position)
        yield _value(match[1], time) if match else text[position]
        position = match.end() if match else position + 1


def _value(name: str, time: datetime) -> str:
    fraction = f"{time.microsecond:06}000"
    if name in _SHORT_FOR:
        return "%" if name == "%" else "".join(_written(_SHORT_FOR[name], time))
    if name.endswith("f"):
        return fraction[: int(name[0])] if name[0].isdigit() else fraction
    if name[0] == "E" and name[-1] == "S":
        digits = 6 if name[1:-1] in {"", "*"} else int(name[1:-1])
        return f"{time.second:02}.{fraction[:digits]}"
    by_name = {
        "Ez": f"{time:%z}"[:3] + ":" + f"{time:%z}"[3:5],
        "s": str((time - _EPOCH) // timedelta(seconds=1)) if time.tzinfo else "",
        "e": f"{time.day:2}",
        "k": f"{time.hour:2}",
        "l": f"{time.hour % 12 or 12:2}",
    }
    return by_name[name] if name in by_name else time.strftime(f"%{name}")


def _time(texts: Mapping[str, str], *, is_utc: bool) -> datetime | None:
    microseconds = int(texts.get("fraction", "")[:6].ljust(6, "0"))
    if "epoch" in texts:
        return _EPOCH + timedelta(seconds=int(texts["epoch"]), microseconds=microseconds)
    year = int(texts["year"]) if "year" in texts else 2000 + int(texts["short_year"])
    second = min(int(texts.get("second", "0")), 60)
    wall = datetime(  # noqa: DTZ001  (the offset comes next)
        year, _month(texts), int(texts["day"]), _hour(texts), int(texts["minute"]),
        59 if second == 60 else second, microseconds,  # noqa: PLR2004  (a leap second)
    )  # fmt: skip
    if "offset" in texts:
        return wall.replace(tzinfo=_zone(texts["offset"])).astimezone(UTC)
    return wall.replace(tzinfo=UTC) if is_utc else wall


def _month(texts: Mapping[str, str]) -> int:
    return int(texts["month"]) if "month" in texts else _MONTHS.index(texts["month_name"][:3]) + 1


def _hour(texts: Mapping[str, str]) -> int:
    if "hour" in texts:
        return int(texts["hour"])
    hour = int(texts["hour_of_12"])
    if hour > 12:  # noqa: PLR2004  (of half a day)
        raise ValueError(texts["hour_of_12"])
    return hour % 12 + (12 if texts["half"].upper() == "PM" else 0)


def _zone(offset: str) -> timezone:
    if offset == "Z":
        return UTC
    digits = offset[1:].replace(":", "")
    span = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-span if offset[0] == "-" else span)
