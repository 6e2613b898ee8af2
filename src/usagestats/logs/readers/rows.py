"""Rows of values: how they are separated; for the careful path, and as patterns for the kernel."""

from __future__ import annotations

import csv
import re
import sys
from functools import cache
from typing import TYPE_CHECKING, Final, Literal

from usagestats.late_pattern import late_pattern
from usagestats.light_dataclass import dataclass
from usagestats.logs.readers.log_format import NoRequestError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

csv.field_size_limit(min(sys.maxsize, 2**31 - 1))  # a column may hold a whole request

Separator = Literal["\t", " ", ",", ";"]
"""The separator: a tab; runs of blanks, or tabs, as in extended logs; or that of CSV."""

_WORD = late_pattern(r'"((?:[^"]|"")*)"(?=\s|$)|(\S+)')


def row_values(line: str, separator: Separator, widths: Collection[int]) -> Sequence[str]:
    """Return the values of a row, without their quotation marks.

    Args:
        line: The row.
        separator: What separates the values.
        widths: The numbers of values that a row may have, which tells tabs from blanks.

    Raises:
        NoRequestError: A value in quotation marks does not end in this line.
    """
    if separator == "\t":
        return line.strip(" \r").split("\t")
    if separator == " ":
        return _words(line, widths)
    try:
        return next(csv.reader([line.strip(" \t\r")], delimiter=separator, strict=True), [])
    except csv.Error as error:
        raise NoRequestError("a quoted value does not end in this line") from error


def _words(line: str, widths: Collection[int]) -> Sequence[str]:
    """Return the values of an extended log.

    Tabs separate them, or runs of blanks and tabs if only these give as many as `widths` allow.
    """
    words = [
        found[1].replace('""', '"') if found[2] is None else found[2]
        for found in _WORD.finditer(line)
    ]
    parts = [part.strip(' "') for part in line.rstrip("\r").split("\t")]
    is_by_blanks = len(parts) not in widths and len(words) in widths
    return words if len(parts) == 1 or is_by_blanks else parts


@dataclass(frozen=True, slots=True)
class _Form:
    """How the kernel finds a value: it refuses what the careful path reads in another way.

    Args:
        between: The pattern between two values.
        value: The pattern of a value.
        last: That of the last one.
        quoted: Whether a value may stand in quotation marks.
        begin: What stands before the first value.
    """

    between: str
    value: str
    last: str
    quoted: bool = False
    begin: str = ""


def _csv(separator: str) -> _Form:
    value = rf'[^"{separator}]*+'
    last = rf'(?:[^"{separator} \t]++(?:[ \t]++[^"{separator} \t]++)*+)?+'
    return _Form(separator, value, last, quoted=True, begin=r"(?![ \t])")


_TABBED: Final = r'(?:[^\t" ]++(?: [^\t" ]++)*+)?+'
_FORMS: Final[Mapping[Separator, tuple[_Form, ...]]] = {
    "\t": (_Form(r"\t", r"[^\t]*+", r"(?:[^\t ]++(?: ++[^\t ]++)*+)?+", begin="(?! )"),),
    " ": (
        _Form(" ", r'[^\s"]++', r'[^\s"]++'),
        _Form(r"\t", _TABBED, _TABBED, begin=r"(?=[^\t]*\t)"),
    ),
    ",": (_csv(","),),
    ";": (_csv(";"),),
}


def groups_of(column: str) -> tuple[str, str]:
    """Return the groups that may have the value of a column: bare, and in quotation marks."""
    name = column.encode("utf-8", "surrogatepass").hex()
    return f"b{name}", f"q{name}"


@cache
def row_patterns(
    separator: Separator, columns: tuple[str, ...], shapes: tuple[tuple[str, str], ...]
) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of rows that have just these columns, in their most usual forms.

    Args:
        separator: What separates the values.
        columns: The names of the columns; of two with one name, the last counts.
        shapes: Patterns that the values of some columns must have.
    """
    return tuple(_pattern(form, columns, dict(shapes)) for form in _FORMS[separator])


def _pattern(form: _Form, columns: tuple[str, ...], shapes: Mapping[str, str]) -> re.Pattern[str]:
    last = {column: number for number, column in enumerate(columns)}
    parts: list[str] = []
    for number, column in enumerate(columns):
        value = form.last if number == len(columns) - 1 else form.value
        is_named = last[column] == number
        bare, quoted = (f"(?P<{group}>" if is_named else "(?:" for group in groups_of(column))
        shape = shapes.get(column, value) if is_named else value
        text = f"{bare}{shape})"
        if form.quoted:
            inner = shapes.get(column, '[^"]*+') if is_named else '[^"]*+'
            text = f'(?:"{quoted}{inner})"|{text})'
        parts.append(text)
    return re.compile(form.begin + form.between.join(parts), re.DOTALL)
