"""Formats whose lines are declared as patterns: the named groups are what `NamedTexts` reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from usagestats.logs.log_format import CarefulFormat, NoRequestError

if TYPE_CHECKING:
    import re

    from usagestats.logs.log_format import Request
    from usagestats.logs.named_texts import NamedTexts


@dataclass(frozen=True, slots=True)
class PatternFormat(CarefulFormat):
    """A `LogFormat` of single lines.

    Args:
        name: Of the format.
        sample: A line of it.
        patterns: Tried in turn on a line; the groups are named as `NamedTexts` knows them.
        texts: How it writes them.
        lacks: Why a line that fits no pattern is none of the format.
    """

    name: str
    sample: str
    patterns: tuple[re.Pattern[str], ...]
    texts: NamedTexts
    lacks: str

    def read_line(self, line: str) -> Request:
        """Read one line with care."""
        for pattern in self.patterns:
            if match := pattern.fullmatch(line):
                return self.texts.request(match.groupdict())
        raise NoRequestError(self.lacks)
