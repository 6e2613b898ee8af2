"""The list of output formats."""

from __future__ import annotations

from enum import StrEnum
from pathlib import PurePath


class Format(StrEnum):
    """How a report is written."""

    TABLE = "table"
    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    JSONL = "jsonl"
    MARKDOWN = "markdown"
    PARQUET = "parquet"

    @property
    def is_text(self) -> bool:
        """Tell whether a terminal can show it."""
        return self is not Format.PARQUET

    @property
    def rows_shown(self) -> int | None:
        """How many rows of a long list people want to see; `None` where programs want all."""
        return 100 if self is Format.TABLE else None


_SUFFIXES = {
    ".txt": Format.TABLE,
    ".csv": Format.CSV,
    ".tsv": Format.TSV,
    ".tab": Format.TSV,
    ".json": Format.JSON,
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".md": Format.MARKDOWN,
    ".parquet": Format.PARQUET,
}


def format_of_file(name: str) -> Format | None:
    """Return the format that the suffix of a file name stands for."""
    return _SUFFIXES.get(PurePath(name).suffix.lower())
