"""The meaning of the options on the result: its rows and columns, and how values are written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from usagestats.choices import TimeFormat
from usagestats.cli.options.settings import listed
from usagestats.errors import UsageError
from usagestats.render.arrangement import Arrangement, SortKey
from usagestats.render.formats import Format
from usagestats.render.notation import Notation

if TYPE_CHECKING:
    from usagestats.cli.options.groups import OutputOptions
    from usagestats.render.formats import AnyFormat

_DIRECTIONS: Final = {"asc": False, "desc": True}
_MOST_ROWS: Final = 1 << 32  # no table has as many
_TAB: Final = r"\t"
_IN_NUMBERS: Final = '".+-'  # and quotation marks, which stand around cells
_FORMATS_OF: Final = {
    "--no-header": (Format.CSV, Format.TSV, Format.TABLE),
    "--time-format": (Format.CSV, Format.TSV, Format.JSON, Format.JSONL, Format.XLSX),
    "--delimiter": (Format.CSV,),
    "--decimal-comma": (Format.CSV, Format.TSV),
    "--bom": (Format.CSV,),
}
"""The options that only some formats have."""


def arrangement_of(output: OutputOptions) -> Arrangement:
    """Return the rows and columns that the options choose."""
    keys = tuple(_sort_key(word) for word in listed(output.sort))
    limit = None if output.limit is None else min(output.limit, _MOST_ROWS)
    return Arrangement(keys, limit, listed(output.columns))


def _sort_key(word: str) -> SortKey:
    column, _, direction = word.rpartition(":")
    is_descending = _DIRECTIONS.get(direction)
    if not column or is_descending is None:  # such as field:host
        return SortKey(word)
    return SortKey(column, is_descending)


def notation_of(output: OutputOptions, chosen: AnyFormat) -> Notation:
    """Return how values are written.

    Raises:
        UsageError: The format does not have an option, or two options exclude each other.
    """
    _refuse_others(output, chosen)
    usual = ";" if output.decimal_comma else ","
    delimiter = usual if output.delimiter is None else _delimiter(output.delimiter)
    if output.decimal_comma and delimiter == "," and chosen is Format.CSV:
        hint = "leave out --delimiter: cells are then separated by ;"
        what = "a comma cannot stand between cells and in numbers"
        raise UsageError(what, where="--delimiter", hint=hint)
    return Notation(
        time_format=output.time_format or TimeFormat.ISO,
        delimiter=delimiter,
        has_decimal_comma=output.decimal_comma,
        has_header=not output.no_header,
        has_byte_order_mark=output.bom,
    )


def _refuse_others(output: OutputOptions, chosen: AnyFormat) -> None:
    given = {
        "--no-header": output.no_header,
        "--time-format": output.time_format is not None,
        "--delimiter": output.delimiter is not None,
        "--decimal-comma": output.decimal_comma,
        "--bom": output.bom,
    }
    for name, formats in _FORMATS_OF.items():
        if given[name] and chosen not in formats:
            names = ", ".join(formats)
            hint = f"choose another format: --format {formats[0]}"
            raise UsageError(f"goes with {names}, not with {chosen}", where=name, hint=hint)


def _delimiter(text: str) -> str:
    """Return the character between cells: one that no number, flag or quotation has."""
    character = "\t" if text == _TAB else text
    is_plain = len(character) == 1 and character.isascii()
    if not is_plain or character.isalnum() or character in _IN_NUMBERS or character in "\r\n\0":
        hint = r"use one character, such as ; or |, or \t for a tab"
        what = f"cannot stand between cells: '{text}'"
        raise UsageError(what, where="--delimiter", hint=hint)
    return character
