"""The layouts of times that the kernel reads, made from those by which they are read with care.

A text with directives of `strptime` becomes fields that follow each other. Of `wall_time`, a number
may have one digit, and any blanks separate; a `TimeFormat` of pasted formats is exact.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, partial
from itertools import product
from typing import TYPE_CHECKING, Any, Final

from usagestats.late_pattern import late_pattern
from usagestats.logs.readers.kernel.time_layout import TimeField, TimeLayout, TimePart
from usagestats.logs.values.clf_time import parse_clf_time
from usagestats.logs.values.line_times import (
    YEARLESS,
    AnyOf,
    rfc_1123_time,
    wall_time,
    yearless_time,
)
from usagestats.logs.values.yearless import NO_YEAR

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import datetime

_DIRECTIVE: Final = late_pattern(r"%(E[0-9]S|Ez|[1-9-]?[a-zA-Z%])|(.)", re.DOTALL)
_SHORT_FOR: Final = {
    "%c": "%a %b %e %H:%M:%S %Y",
    "%r": "%I:%M:%S %p",
    "%T": "%H:%M:%S",
    "%F": "%Y-%m-%d",
    "%D": "%m/%d/%y",
    "%R": "%H:%M",
    "%h": "%b",
}
_TWO_DIGITS: Final = {
    "m": TimePart.MONTH,
    "d": TimePart.DAY,
    "H": TimePart.HOUR,
    "I": TimePart.HOUR_OF_12,
    "M": TimePart.MINUTE,
    "S": TimePart.SECOND,
}
_PADDED: Final = {"e": TimePart.DAY, "k": TimePart.HOUR, "l": TimePart.HOUR_OF_12}
_FIELDS: Final = {
    "Y": TimeField(TimePart.YEAR, 4, 4),
    "b": TimeField(TimePart.MONTH_NAME),
    "B": TimeField(TimePart.MONTH_NAME, 0, 6),
    "a": TimeField(TimePart.WEEKDAY),
    "A": TimeField(TimePart.WEEKDAY, 3, 6),
    "z": TimeField(TimePart.OFFSET),
    "p": TimeField(TimePart.HALF),
    "-d": TimeField(TimePart.DAY, 1, 2),
}
_BETWEEN: Final = frozenset({TimePart.BYTE, TimePart.BLANKS, TimePart.PADDING})
_HOURS: Final = frozenset({TimePart.HOUR, TimePart.HOUR_OF_12})
_CENTURY: Final = 100
_FIRST_OF_1900: Final = 69
"""From this year on, `strptime` takes a year of two digits for one of the last century."""

_ZONES: Final = (" GMT", " UTC", " UT", " Z")
_CLOCK: Final = "%H:%M:%S"
_RFC_1123: Final = tuple(
    (f"{weekday}%-d %b %Y {_CLOCK}{zone}", zone != " %z")
    for weekday, zone in product(("%a, ", ""), (*_ZONES, " %z"))
)
_MONTH_FIRST: Final = tuple(
    (f"%b/%d/%Y{between}{_CLOCK}{fraction}{zone}", False)
    for between, fraction, zone in product(": ", ("", ".%f"), (" %z", ""))
)

_WRITTEN: Final[Mapping[Any, tuple[tuple[str, bool], ...]]] = {
    rfc_1123_time: _RFC_1123,
    parse_clf_time: _MONTH_FIRST,
}
"""The directives of functions of several notations, and whether a time in them is in UTC."""


@cache
def time_layouts(reader: Callable[[str], datetime | None]) -> tuple[TimeLayout, ...]:
    """Return the layouts of a function that the kernel reads alike; none for other functions."""
    if isinstance(reader, AnyOf):
        return tuple(layout for one in reader.readers for layout in time_layouts(one))
    if isinstance(reader, partial) and reader.func is wall_time:
        return _known(layout_of(reader.keywords["written"], is_exact=False))
    if reader is yearless_time:
        return _known(layout_of(YEARLESS, is_exact=False, year=NO_YEAR))
    if reader in _WRITTEN:
        return _known(*(layout_of(text, is_utc=is_utc) for text, is_utc in _WRITTEN[reader]))
    form: Any = reader
    if getattr(form, "notation", None) == "":
        return _known(layout_of(form.text, is_utc=form.is_utc))
    return ()


def _known(*layouts: TimeLayout | None) -> tuple[TimeLayout, ...]:
    return tuple(layout for layout in layouts if layout is not None)


def layout_of(
    text: str, *, is_utc: bool = False, is_exact: bool = True, year: int = 0
) -> TimeLayout | None:
    """Return the layout that a text with directives describes; `None` where it has others.

    Args:
        text: The directives and what stands between them.
        is_utc: Whether a time without an offset is in UTC; else it is in the log zone.
        is_exact: Whether numbers have all their digits, and blanks mean themselves.
        year: The year of times that have none; 0: they have it.
    """
    text = re.sub("%.", lambda found: _SHORT_FOR.get(found[0], found[0]), text, flags=re.DOTALL)
    text = re.sub("%E([0-9])S", r"%S.%\1f", text)
    fields: list[TimeField] = []
    for found in _DIRECTIVE.finditer(text):
        own = _fields(found[1], found[2], is_exact=is_exact)
        if not own:
            return None
        fields += own
    parts = Counter(field.part for field in fields if field.part not in _BETWEEN)
    is_clear = max(parts.values(), default=0) == 1 and not parts.keys() >= _HOURS
    return TimeLayout(tuple(fields), is_utc, year) if is_clear and _is_whole(parts, year) else None


def _is_whole(parts: Collection[TimePart], year: int) -> bool:
    """Whether a time of these parts is known to the minute; a year of times without one counts."""
    has_year = bool(year) or not {TimePart.YEAR, TimePart.SHORT_YEAR}.isdisjoint(parts)
    has_month = not {TimePart.MONTH, TimePart.MONTH_NAME}.isdisjoint(parts)
    has_hour = TimePart.HOUR in parts or {TimePart.HOUR_OF_12, TimePart.HALF} <= set(parts)
    return has_year and has_month and has_hour and {TimePart.DAY, TimePart.MINUTE} <= set(parts)


def _fields(directive: str | None, char: str | None, *, is_exact: bool) -> tuple[TimeField, ...]:
    """Return the fields of a directive or a character; none for one that the kernel has not."""
    if directive is None or directive == "%":
        return _literal(char or "%", is_exact=is_exact)
    if directive in _TWO_DIGITS:
        return (TimeField(_TWO_DIGITS[directive], 2 if is_exact else 1, 2),)
    if directive in _PADDED:
        return TimeField(TimePart.PADDING), TimeField(_PADDED[directive], 1, 2)
    if directive == "y":
        return (TimeField(TimePart.SHORT_YEAR, 2, _CENTURY if is_exact else _FIRST_OF_1900),)
    if directive[-1] == "f":
        digits = int(directive[:-1] or 0)
        return (TimeField(TimePart.FRACTION, digits or 1, digits or (9 if is_exact else 6)),)
    return (_FIELDS[directive],) if directive in _FIELDS else ()


def _literal(char: str, *, is_exact: bool) -> tuple[TimeField, ...]:
    if char == " " and not is_exact:
        return (TimeField(TimePart.BLANKS),)
    return (TimeField(TimePart.BYTE, ord(char)),) if char.isascii() else ()
