"""Formats whose lines hold names and values, `method=GET` or `method:GET`: a map of the names."""

from __future__ import annotations

import re
from dataclasses import field
from typing import TYPE_CHECKING

from usagestats.light_dataclass import dataclass
from usagestats.logs.readers.beginnings import beginning
from usagestats.logs.readers.blanks import single_spaced
from usagestats.logs.readers.kernel.library import kernel
from usagestats.logs.readers.log_format import (
    CarefulFormat,
    NoRequestError,
    OtherRecordError,
    Request,
)
from usagestats.logs.readers.reader import CarefulReader
from usagestats.logs.readers.text_lines import TextLines
from usagestats.logs.values.absent import NOTHING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import polars as pl

    from usagestats.logs.readers.named_texts import NamedTexts
    from usagestats.logs.readers.pairs import PairGrammar
    from usagestats.logs.readers.probe import Probe
    from usagestats.logs.readers.reader import Reader
    from usagestats.logs.readers.text_lines import Names
    from usagestats.tables.declared import Detail

PAIRS = "pairs"
"""The group of a pattern that holds the pairs."""


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


def might_hold(lines: pl.Series, telling: tuple[str, ...]) -> pl.Series | None:
    """Return for each line whether it holds one of some texts; `None` where there are none.

    A blank in them stands for any number of blanks and tabs.
    """
    if not telling:
        return None
    texts = (re.escape(text).replace(r"\ ", r"[ \t]+") for text in telling)
    return lines.str.contains("|".join(texts))


@dataclass(frozen=True, slots=True)
class NamedFormat(CarefulFormat):
    """A `LogFormat` of lines of names and values.

    Args:
        name: The name of the format.
        sample: A line of it.
        grammar: How the pairs are written.
        names: The names that lines use for columns, see `Names`.
        texts: How the format writes values.
        lacks: The reason why a line is not of the format.
        around: The pattern of a whole line, with single blanks: its group `pairs` holds the pairs,
            the others are values, too. `None`: the line consists of pairs.
        needed: The pairs that a request must have, each with its value; empty: any value.
        one_of: Columns; of each, a request must have one of its names.
        is_other: Whether a line that is no request is a record of another kind.
        note: The pair that tells why the gateway answered itself, and is `-` where the upstream
            answered: then the status is that of the upstream, too.
        telling: Texts of which each line has one, also each record of another kind; a blank stands
            for any number of blanks and tabs. Empty: not known.
    """

    name: str
    sample: str
    grammar: PairGrammar
    names: Names
    texts: NamedTexts
    lacks: str
    around: re.Pattern[str] | None = None
    needed: Mapping[str, str] = field(default_factory=dict)
    one_of: tuple[tuple[str, ...], ...] = ()
    is_other: Callable[[str], bool] | None = None
    note: str = ""
    telling: tuple[str, ...] = ()

    def reader(self, columns: frozenset[str], detail: Detail) -> Reader:
        """Return the reader of the kernel if it can read the columns."""
        if kernel() is None:
            return CarefulReader(columns)
        from usagestats.logs.readers.text_program import text_reader

        return text_reader(self._lines(), columns, detail) or CarefulReader(columns)

    def _lines(self) -> TextLines:
        return TextLines(
            (self.around,) if self.around else (),
            self.texts,
            not self.around,
            self.names,
            pairs=self.grammar,
            pairs_group=PAIRS if self.around else "",
            needed=self.needed,
            note=self.note,
        )

    @property
    def holds(self) -> tuple[str, ...]:
        """Return of each telling text the longest part without blanks."""
        return tuple(max(text.split(" "), key=len) for text in self.telling)

    def may_fit_any(self, probe: Probe) -> bool:
        """Whether one of the lines begins as the pattern of whole lines does."""
        if not CarefulFormat.may_fit_any(self, probe):
            return False
        return self.around is None or any(map(beginning(self.around).match, probe.spaced))

    @property
    def line_patterns(self) -> tuple[re.Pattern[str], ...]:
        """Return the pattern of whole lines, where records of other kinds have it, too."""
        return () if self.is_other else self.request_patterns

    @property
    def request_patterns(self) -> tuple[re.Pattern[str], ...]:
        """Return the pattern of whole lines."""
        return (self.around,) if self.around else ()

    def might_fit(self, lines: pl.Series) -> pl.Series | None:
        """Return for each line whether it holds one of the telling texts."""
        return might_hold(lines, self.telling)

    def read_line(self, line: str) -> Request:
        """Read one line with care."""
        values = self._values(line)
        if values is None or not self._has_needed(values):
            if self.is_other and self.is_other(line):
                raise OtherRecordError("a line about something else than a request")
            raise NoRequestError(self.lacks)
        for columns in self.one_of:
            names = [name for column in columns for name in self.names.get(column, ())]
            if values.keys().isdisjoint(names):
                raise NoRequestError(f"no label {' or '.join(names)}")
        return read_named(values, self.names, self.texts)

    def _values(self, line: str) -> dict[str, str] | None:
        if self.around is None:
            return self.grammar.values(line)
        match = self.around.fullmatch(single_spaced(line))
        if match is None:
            return None
        found = match.groupdict("")
        pairs = self.grammar.values(found.pop(PAIRS)) or {}
        answer = pairs.get(self.note)
        values = {**pairs, **found}
        if answer is not None:
            values["upstream_status"] = found["status"] if answer == "-" else "-"
            if not values["upstream_status"]:  # nobody knows what the upstream did
                del values["upstream_status"]
        return values

    def _has_needed(self, values: Mapping[str, str]) -> bool:
        return all(
            name in values and text in {"", values[name]} for name, text in self.needed.items()
        )
