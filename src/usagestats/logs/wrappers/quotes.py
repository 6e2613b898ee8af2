"""An extra pair of quotation marks around each line; `values/quoted_lines.py` shows the kinds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.light_dataclass import dataclass
from usagestats.logs.values.quoted_lines import (
    ALONE,
    AS_THEY_ARE,
    DOUBLED,
    ESCAPED,
    INNER,
    QUOTED,
    WITH_BACKSLASHES,
)
from usagestats.logs.wrappers.wrapper import Unwrapped

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Quotes:
    """The `Wrapper` of lines in quotation marks."""

    name: str
    sample: str
    place: None = None

    @property
    def begins(self) -> str:
        """The whole pattern."""
        return QUOTED.removeprefix("^")

    def matches(self, line: str) -> bool:
        """Whether a line stands in quotation marks."""
        return re.match(QUOTED, line) is not None

    def unwrap(self, lines: pl.Series) -> Unwrapped:
        """Take the marks off, and undo the escapes of those within."""
        line = pl.col("line")
        inner = line.str.extract(INNER)
        text = (
            pl.when(line.str.contains(WITH_BACKSLASHES))
            .then(inner.str.replace_all(ESCAPED, "$1"))
            .when(line.str.contains(DOUBLED))
            .then(inner.str.replace_all('""', '"', literal=True))
            .when(line.str.contains(f"{AS_THEY_ARE}|{ALONE}"))
            .then(inner)
            .otherwise(line)
        )
        return Unwrapped(lines.to_frame("line").select(text).to_series())

    def times(self, lines: pl.Series) -> pl.Series | None:  # noqa: ARG002  (the marks have none)
        """Return `None`: there is no time."""
        return None

    def open_after(self, lines: Sequence[str]) -> None:
        """Return `None`: every line is a record."""


QUOTES: Final = Quotes(name="quotation-marks", sample='"LINE"')
