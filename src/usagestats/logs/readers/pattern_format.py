"""Formats whose lines are declared as patterns; `NamedTexts` reads the named groups."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from usagestats.light_dataclass import dataclass
from usagestats.logs.readers.beginnings import beginning
from usagestats.logs.readers.blanks import single_spaced
from usagestats.logs.readers.extras import named_values
from usagestats.logs.readers.kernel.library import kernel
from usagestats.logs.readers.log_format import CarefulFormat, NoRequestError
from usagestats.logs.readers.loose_patterns import has_quotes, might_match
from usagestats.logs.readers.reader import CarefulReader
from usagestats.logs.readers.stops import where_it_stops
from usagestats.logs.readers.text_lines import TextLines
from usagestats.tables.declared import FIELD

if TYPE_CHECKING:
    import re

    from usagestats.logs.readers.log_format import Request
    from usagestats.logs.readers.named_texts import NamedTexts
    from usagestats.logs.readers.probe import Probe
    from usagestats.logs.readers.reader import Reader
    from usagestats.logs.readers.stops import Stop
    from usagestats.tables.declared import Detail


@dataclass(frozen=True, slots=True)
class PatternFormat(CarefulFormat):
    """A `LogFormat` of lines that regular expressions take apart.

    Args:
        name: The name of the format.
        sample: A line of it.
        patterns: The patterns of whole lines, tried in turn; groups have the names of `NamedTexts`.
            A blank in them stands for any run of blanks and tabs.
        texts: How the format writes the texts of the groups.
        lacks: The reason why a line that no pattern matches is not of the format.
        pairs: The group whose pairs of names and values become further fields, see `named_values`;
            empty for a format without such pairs.
        holds: Texts without blanks of which each line has one; empty where the patterns demand
            none that other formats lack.
        ends: The letters of which each line has one as its last; empty where they may be any.
    """

    name: str
    sample: str
    patterns: tuple[re.Pattern[str], ...]
    texts: NamedTexts
    lacks: str
    pairs: str = ""
    holds: tuple[str, ...] = ()
    ends: str = ""

    def stop(self, line: str) -> Stop | None:
        """Return the place up to which a line fits one of the patterns."""
        return where_it_stops(self.patterns, single_spaced(line))

    @property
    def has_quotes(self) -> bool:
        """Whether each pattern demands a quotation mark."""
        return all(map(has_quotes, self.patterns))

    @property
    def line_patterns(self) -> tuple[re.Pattern[str], ...]:
        """Return the patterns."""
        return self.patterns

    def might_fit(self, lines: pl.Series) -> pl.Series | None:
        """Return for each line whether one of the patterns might match it."""
        return might_match(lines, self.patterns)

    def may_fit_any(self, probe: Probe) -> bool:
        """Whether one of the lines begins as one of the patterns does, and one ends so."""
        if not CarefulFormat.may_fit_any(self, probe):
            return False
        if self.ends and not any(text[-1] in self.ends for text in probe.both if text):
            return False
        begins = dict.fromkeys(map(beginning, self.patterns))
        return any(any(map(begin.match, probe.both)) for begin in begins)

    def reasons(self, lines: pl.Series) -> pl.Series:
        """Return the one reason for lines that no pattern matches."""
        return pl.repeat(self.lacks, len(lines), dtype=pl.String(), eager=True)

    def reader(self, columns: frozenset[str], detail: Detail) -> Reader:
        """Return the reader of the kernel if it can read the columns."""
        if kernel() is None or (self.pairs and not self._named_by_groups(columns)):
            return CarefulReader(columns)
        from usagestats.logs.readers.text_program import text_reader

        lines = TextLines(self.patterns, self.texts, _is_tabbed(self.patterns))
        found = text_reader(lines, columns, detail)
        return found or CarefulReader(columns)

    def _named_by_groups(self, columns: frozenset[str]) -> bool:
        """Whether all further fields among the columns are groups of the patterns."""
        groups = {name for pattern in self.patterns for name in pattern.groupindex}
        return {name.removeprefix(FIELD) for name in columns if name.startswith(FIELD)} <= groups

    def read_line(self, line: str) -> Request:
        """Read one line with care."""
        for text in self._texts(line):
            for pattern in self.patterns:
                if match := pattern.fullmatch(text):
                    texts = match.groupdict()
                    return self.texts.request(texts, named_values(texts.get(self.pairs) or ""))
        raise NoRequestError(self.lacks)

    def _texts(self, line: str) -> tuple[str, ...]:
        """Return the texts to try: the line with single blanks, and as it is."""
        spaced = single_spaced(line)
        if spaced == line:
            return (line,)
        return (line, spaced) if _is_tabbed(self.patterns) else (spaced, line)


@cache
def _is_tabbed(patterns: tuple[re.Pattern[str], ...]) -> bool:
    """Whether tabs separate the parts, which may then hold blanks."""
    return any("\t" in pattern.pattern or r"\t" in pattern.pattern for pattern in patterns)
