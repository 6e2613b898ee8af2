"""Formats of rows below header lines, such as `#Fields: …` or the first line of a CSV file."""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING

from usagestats.light_dataclass import dataclass
from usagestats.logs.readers.log_format import CarefulFormat, Request
from usagestats.logs.readers.named_format import read_named

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from usagestats.logs.readers.log_format import LogFormat
    from usagestats.logs.readers.named_format import Names
    from usagestats.logs.readers.named_texts import NamedTexts


@dataclass(frozen=True, slots=True)
class Header:
    """The content of the header lines in force.

    Args:
        columns: The names of the columns; empty before the first header line with names.
        date: The day of rows that have a time only, `2026-05-04`; empty where there is none.
    """

    columns: tuple[str, ...] = ()
    date: str = ""


@dataclass(frozen=True, slots=True)
class HeadedFormat(CarefulFormat):
    """A `LogFormat` of rows below header lines.

    Args:
        name: The name of the format.
        sample: A line of it that can be read without a header.
        header_starts: The beginnings of its header lines, one per kind.
        read_header: Takes the header in force and a line; returns the header of the lines below,
            `None` where the line is no header line.
        split: Takes a row apart by the header in force; raises `NoRequestError` for other lines.
        names: The names of its columns.
        texts: How its values are written.
        header: The header in force; before the first header line, the default of the format.
    """

    name: str
    sample: str
    header_starts: tuple[str, ...] = field()  # else the property of the base class is the default
    read_header: Callable[[Header, str], Header | None]
    split: Callable[[str, Header], Mapping[str, str]]
    names: Names
    texts: NamedTexts
    header: Header = Header()

    def for_header(self, line: str) -> LogFormat | None:
        """Return the format of the rows below a header line; `None` if the line is none."""
        header = self.read_header(self.header, line)
        return None if header is None else replace(self, header=header)

    def read_line(self, line: str) -> Request:
        """Read one row with care."""
        return read_named(self.split(line, self.header), self.names, self.texts)
