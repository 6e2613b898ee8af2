"""The list of output formats."""

from __future__ import annotations

from enum import StrEnum
from importlib.util import find_spec
from pathlib import PurePath
from typing import Final

from usagestats.errors import UsageError


class Format(StrEnum):
    """An output format."""

    TABLE = "table"
    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    JSONL = "jsonl"
    MARKDOWN = "markdown"
    XLSX = "xlsx"
    PARQUET = "parquet"

    @property
    def is_text(self) -> bool:
        """Whether a terminal can show it."""
        return self not in {Format.XLSX, Format.PARQUET}

    @property
    def rows_shown(self) -> int | None:
        """The number of rows of a long list for people; `None` for programs, which want all."""
        return 100 if self is Format.TABLE else None


SUFFIXES: Final = {
    ".txt": Format.TABLE,
    ".csv": Format.CSV,
    ".tsv": Format.TSV,
    ".tab": Format.TSV,
    ".json": Format.JSON,
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".md": Format.MARKDOWN,
    ".xlsx": Format.XLSX,
    ".parquet": Format.PARQUET,
}
"""The suffixes of file names, with the formats that they stand for."""


def check_installed(output: Format) -> None:
    """Check that the library of a format is installed.

    Raises:
        UsageError: It is not.
    """
    if output is Format.XLSX and find_spec("xlsxwriter") is None:
        hint = "install it: pip install 'usagestats-cli[excel]'"
        raise UsageError("Excel files need XlsxWriter", where="--format xlsx", hint=hint)


def format_of_file(name: str) -> Format | None:
    """Return the format that the suffix of a file name stands for."""
    return SUFFIXES.get(PurePath(name).suffix.lower())
