"""The layouts of times that the kernel reads, made from those by which they are read with care.

A text with directives of `strptime` becomes fields that follow each other. Of `wall_time`, a number
may have one digit, and any blanks separate; a `TimeFormat` of pasted formats is exact.
"""

from __future__ import annotations

import re
from functools import cache, partial
from itertools import product
from typing import TYPE_CHECKING, Any, Final

from usagestats.late_pattern import late_pattern
from usagestats.logs.readers.kernel.time_layout import TimeField, TimeLayout, TimePart
from usagestats.logs.values.clf_time import parse_clf_time
from usagestats.logs.values.line_times import AnyOf, rfc_1123_time, wall_time

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

_DIRECTIVE: Final = late_pattern(r"%(E[0-9]S|Ez|[1-9-]?[a-zA-Z%])|(.)", re.DOTALL)
_SHORT_FOR: Final = {"%T": "%H:%M:%S", "%F": "%Y-%m-%d", "%D": "%m/%d/%y", "%R": "%H:%M"}
_TWO_DIGITS: Final = {
    "m": TimePart.MONTH,
    "d": TimePart.DAY,
    "H": TimePart.HOUR,
    "M": TimePart.MINUTE,
    "S": TimePart.SECOND,
}
_FIELDS: Final = {
    "Y": TimeField(TimePart.YEAR, 4, 4),
    "b": TimeField(TimePart.MONTH_NAME),
    "a": TimeField(TimePart.WEEKDAY),
    "z": TimeField(TimePart.OFFSET),
    "-d": TimeField(TimePart.DAY, 1, 2),
}
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


@cache
def time_layouts(reader: Callable[[str], datetime | None]) -> tuple[TimeLayout, ...]:
    """Return the layouts of a function that the kernel reads alike; none for other functions."""
    if isinstance(reader, AnyOf):
        return tuple(layout for one in reader.readers for layout in time_layouts(one))
    if isinstance(reader, partial) and reader.func is wall_time:
        return _known(layout_of(reader.keywords["written"], is_exact=False))
    if reader is rfc_1123_time:
        return _known(*(layout_of(text, is_utc=is_utc) for text, is_utc in _RFC_1123))
    if reader is parse_clf_time:
        return _known(*(layout_of(text, is_utc=is_utc) for text, is_utc in _MONTH_FIRST))
    form: Any = reader
    if getattr(form, "notation", None) == "":
        return _known(layout_of(form.text, is_utc=form.is_utc))
    return ()


def _known(*layouts: TimeLayout | None) -> tuple[TimeLayout, ...]:
    return tuple(layout for layout in layouts if layout is not None)


def layout_of(text: str, *, is_utc: bool = False, is_exact: bool = True) -> TimeLayout | None:
    """Return the layout that a text with directives describes; `None` where it has others.

    Args:
        text: The directives and what stands between them.
        is_utc: Whether a time without an offset is in UTC; else it is in the log zone.
        is_exact: Whether numbers have all their digits, and blanks mean themselves.
    """
    for short, long in _SHORT_FOR.items():
        text = text.replace(short, long)
    text = re.sub("%E([0-9])S", r"%S.%\1f", text)
    fields = [_field(found[1], found[2], is_exact=is_exact) for found in _DIRECTIVE.finditer(text)]
    known = tuple(field for field in fields if field is not None)
    parts = [field.part for field in known if field.part < TimePart.BYTE]
    has_day = not {TimePart.MONTH, TimePart.MONTH_NAME}.isdisjoint(parts) and TimePart.DAY in parts
    has_year = not {TimePart.YEAR, TimePart.SHORT_YEAR}.isdisjoint(parts)
    is_whole = has_year and has_day and {TimePart.HOUR, TimePart.MINUTE} <= set(parts)
    is_clear = len(known) == len(fields) and len(set(parts)) == len(parts)
    return TimeLayout(known, is_utc) if is_whole and is_clear else None


def _field(directive: str | None, char: str | None, *, is_exact: bool) -> TimeField | None:
    """Return the field of a directive or a character; `None` for one that the kernel has not."""
    if directive is None or directive == "%":
        return _literal(char or "%", is_exact=is_exact)
    if directive in _TWO_DIGITS:
        return TimeField(_TWO_DIGITS[directive], 2 if is_exact else 1, 2)
    if directive == "y":
        return TimeField(TimePart.SHORT_YEAR, 2, _CENTURY if is_exact else _FIRST_OF_1900)
    if directive[-1] == "f":
        digits = int(directive[:-1] or 0)
        return TimeField(TimePart.FRACTION, digits or 1, digits or (9 if is_exact else 6))
    return _FIELDS.get(directive)


def _literal(char: str, *, is_exact: bool) -> TimeField | None:
    if char == " " and not is_exact:
        return TimeField(TimePart.BLANKS)
    return TimeField(TimePart.BYTE, ord(char)) if char.isascii() else None
