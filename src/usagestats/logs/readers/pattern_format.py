"""Formats whose lines are declared as patterns: the named groups are what `NamedTexts` reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from usagestats.logs.readers.fast_patterns import FastPatterns
from usagestats.logs.readers.log_format import CarefulFormat, NoRequestError

if TYPE_CHECKING:
    import re
    from collections.abc import Collection

    from usagestats.logs.readers.log_format import FastRows, Request
    from usagestats.logs.readers.named_texts import NamedTexts


@dataclass(frozen=True, slots=True)
class PatternFormat(CarefulFormat):
    """A `LogFormat` of single lines.

    Args:
        name: Of the format.
        sample: A line of it.
        patterns: Tried in turn on a line; the groups are named as `NamedTexts` knows them.
        texts: How it writes them.
        lacks: Why a line that fits no pattern is none of the format.
        fast: The patterns of its fast path, see `fast_patterns`; none where it has no such path.
            Beside the finer cut of time and request they have all groups of `patterns`.
    """

    name: str
    sample: str
    patterns: tuple[re.Pattern[str], ...]
    texts: NamedTexts
    lacks: str
    fast: tuple[str, ...] = ()

    def reads_fast(self, columns: Collection[str]) -> bool:  # noqa: ARG002  (it reads them all)
        """Tell whether the fast path can fill these columns."""
        return bool(self.fast)

    def read_fast(self, data: bytes, columns: Collection[str]) -> FastRows:
        """Read the lines of a chunk by vectorised operations."""
        return FastPatterns(self.fast, self.texts).read(data, columns)

    def read_line(self, line: str) -> Request:
        """Read one line with care."""
        for pattern in self.patterns:
            if match := pattern.fullmatch(line):
                return self.texts.request(match.groupdict())
        raise NoRequestError(self.lacks)
