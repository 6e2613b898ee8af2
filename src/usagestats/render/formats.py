"""The list of output formats."""

from __future__ import annotations

from enum import StrEnum
from importlib.util import find_spec
from pathlib import PurePath
from typing import Final, Literal, Self, get_args

from usagestats.errors import UsageError


class Format(StrEnum):
    """An output format: its name, and the suffixes of file names that stand for it.

    Attributes:
        suffixes: In lower case, with the dot.
    """

    suffixes: tuple[str, ...]

    TABLE = "table", ".txt"
    CSV = "csv", ".csv"
    TSV = "tsv", ".tsv", ".tab"
    JSON = "json", ".json"
    JSONL = "jsonl", ".jsonl", ".ndjson"
    MARKDOWN = "markdown", ".md"
    OPENMETRICS = "openmetrics", ".prom"
    XLSX = "xlsx", ".xlsx"
    PARQUET = "parquet", ".parquet"

    def __new__(cls, name: str, *suffixes: str) -> Self:
        """Make a member whose value is its name."""
        member = str.__new__(cls, name)
        member._value_ = name
        member.suffixes = suffixes
        return member

    @property
    def is_text(self) -> bool:
        """Whether a terminal can show it."""
        return self in get_args(TextFormat)

    @property
    def rows_shown(self) -> int | None:
        """The largest number of requests in a table, which is for people; `None`: all of them."""
        return 100 if self is Format.TABLE else None


class Drawing(StrEnum):
    """A picture of a report, chosen by the suffix of its file: its name, and the suffixes."""

    suffixes: tuple[str, ...]

    SVG = "svg", ".svg"
    PNG = "png", ".png"

    def __new__(cls, name: str, *suffixes: str) -> Self:
        """Make a member whose value is its name."""
        member = str.__new__(cls, name)
        member._value_ = name
        member.suffixes = suffixes
        return member

    @property
    def is_text(self) -> bool:
        """Whether a terminal can show it."""
        return False

    @property
    def rows_shown(self) -> None:
        """No limit of its own."""


AnyFormat = Format | Drawing
"""Everything that a report can be written as."""


class Shape(StrEnum):
    """The ways in which people see the rows of a report: format `table` has them all."""

    TABLE = "table"
    RECORDS = "records"  # a line for each value
    CHART = "chart"  # a column for each period


TextFormat = Literal[
    Format.TABLE,
    Format.CSV,
    Format.TSV,
    Format.JSON,
    Format.JSONL,
    Format.MARKDOWN,
    Format.OPENMETRICS,
]
"""The formats that are text; `render.content` writes the others as bytes."""

SUFFIXES: Final = {suffix: output for output in Format for suffix in output.suffixes}
"""The suffixes of file names, with the formats that they stand for."""

DRAWN_SUFFIXES: Final = {suffix: output for output in Drawing for suffix in output.suffixes}
"""The suffixes that stand for pictures."""


_REPORT_EXTRA: Final = "install it: pip install 'usagestats-cli[report]'"


def check_installed(output: AnyFormat) -> None:
    """Check that the library of a format is installed.

    Raises:
        UsageError: It is not.
    """
    if output is Format.XLSX and find_spec("xlsxwriter") is None:
        hint = "install it: pip install 'usagestats-cli[excel]'"
        raise UsageError("Excel files need XlsxWriter", where="--format xlsx", hint=hint)
    if output is Drawing.PNG and find_spec("resvg_py") is None:
        hint = f"{_REPORT_EXTRA}, or end the name in .svg, which needs no library"
        raise UsageError("PNG files need resvg-py", where="--output", hint=hint)


def check_page_installed() -> None:
    """Check that the library that fills in the page is installed.

    Raises:
        UsageError: It is not.
    """
    if find_spec("jinja2") is None:
        raise UsageError("the page needs Jinja2", where="report", hint=_REPORT_EXTRA)


def format_of_file(name: str) -> AnyFormat | None:
    """Return the format that the suffix of a file name stands for."""
    suffix = PurePath(name).suffix.lower()
    return SUFFIXES.get(suffix) or DRAWN_SUFFIXES.get(suffix)
