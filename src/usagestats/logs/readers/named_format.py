"""Formats whose lines hold names and values, `method=GET` or `method:GET`: a map of the names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from usagestats.light_dataclass import dataclass
from usagestats.logs.readers.fast_patterns import FastPatterns, PatternReader
from usagestats.logs.readers.log_format import CarefulFormat, NoRequestError, Request
from usagestats.logs.readers.reader import CarefulReader
from usagestats.logs.values.absent import NOTHING
from usagestats.tables.declared import REQUESTS, TEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import polars as pl

    from usagestats.logs.readers.named_texts import NamedTexts
    from usagestats.logs.readers.reader import Reader
    from usagestats.tables.declared import Detail

_FAST_COLUMNS: Final = frozenset({*REQUESTS, TEXT})
"""The columns that fast patterns can give: all but further fields."""

Names = dict[str, tuple[str, ...]]
"""A name of `NamedTexts` → the names that lines use for it, the best first."""


def read_named(line: Mapping[str, str], names: Names, texts: NamedTexts) -> Request:
    """Return the row of a line that was split; values that `names` does not use become fields.

    Raises:
        NoRequestError: There is no time.
    """
    used = {
        name: next((key for key in keys if line.get(key, "") not in NOTHING), keys[0])
        for name, keys in names.items()
    }
    known = {name: line.get(key) for name, key in used.items()}
    more = {key: text for key, text in line.items() if key not in used.values()}
    return texts.request(known, more)


@dataclass(frozen=True, slots=True)
class NamedFormat(CarefulFormat):
    """A `LogFormat` of lines of names and values.

    Args:
        name: The name of the format.
        sample: A line of it.
        split: Returns the values of a line by name; `None` where the line is not of the format.
        names: The names that lines use for columns, see `Names`.
        texts: How the format writes values.
        lacks: The reason where `split` returns `None`.
        fast: The patterns of the fast path, see `fast_patterns`; empty for a format without one.
            They name columns; lines are read with care where further fields are needed.
        telling: Texts of which each line has one, also each record of another kind; a blank stands
            for any number of blanks and tabs. Empty: not known.
    """

    name: str
    sample: str
    split: Callable[[str], Mapping[str, str] | None]
    names: Names
    texts: NamedTexts
    lacks: str
    fast: tuple[str, ...] = ()
    telling: tuple[str, ...] = ()

    def reader(self, columns: frozenset[str], detail: Detail) -> Reader:  # noqa: ARG002  (all kept)
        """Return a reader by the fast patterns, if there are any for these columns."""
        if not self.fast or not columns <= _FAST_COLUMNS:
            return CarefulReader(columns)
        return PatternReader(FastPatterns(self.fast, self.texts), columns)

    @property
    def holds(self) -> tuple[str, ...]:
        """Return of each telling text the longest part without blanks."""
        return tuple(max(text.split(" "), key=len) for text in self.telling)

    def might_fit(self, lines: pl.Series) -> pl.Series | None:
        """Return for each line whether it holds one of the telling texts."""
        if not self.telling:
            return None
        texts = (re.escape(text).replace(r"\ ", r"[ \t]+") for text in self.telling)
        return lines.str.contains("|".join(texts))

    def read_line(self, line: str) -> Request:
        """Read one line with care."""
        parts = self.split(line)
        if parts is None:
            raise NoRequestError(self.lacks)
        return read_named(parts, self.names, self.texts)
