"""Lines that the main format of a source refuses → requests of the other formats.

The careful counterpart, for one line, is `mixture.understand`: both find the same.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import field
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.light_dataclass import dataclass
from usagestats.logs.mixture import DEEPEST
from usagestats.logs.read_lines import REFUSED, read_lines
from usagestats.logs.readers.ignored import are_error_log_lines
from usagestats.logs.readers.joined import at_numbers
from usagestats.tables.declared import FULL_DETAIL

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from usagestats.logs.mixture import Mixture
    from usagestats.logs.readers.log_format import LogFormat
    from usagestats.logs.readers.reader import LinesFound

_SIEVED: Final = "sieved"
"""The column of the formats that a line might have."""

_EVERY_BIT: Final = -1


@dataclass(slots=True)
class OtherLines:
    """The outcome of trying other formats.

    Args:
        found: The requests, format by format; the numbers of lines are those of the chunk.
        lines_of: The number of requests of each format, by its name.
        rejects: The lines that are no requests of any format, in order, with the reasons of the
            main format.
        without_year: The number of requests that got their year from the time of writing.
        repeated: The number of messages that a logger left out as repeated.
    """

    found: list[LinesFound] = field(default_factory=list)
    lines_of: Counter[str] = field(default_factory=Counter)
    rejects: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=REFUSED))
    without_year: int = 0
    repeated: int = 0


def read_others(
    refused: pl.DataFrame,
    main: LogFormat,
    mixture: Mixture,
    columns: frozenset[str],
    written: datetime | None,
) -> OtherLines:
    """Try other formats on lines.

    Args:
        refused: The lines that the main format refuses, `REFUSED`; also possible header lines.
        main: The main format; it is tried again where wrappers are taken off.
        mixture: The other formats and wrappers.
        columns: The columns of REQUESTS that are needed.
        written: The time when the source was last written to.
    """
    if refused.is_empty():
        return OtherLines()
    trial = _Trial(main, mixture, columns, written, OtherLines())
    text = pl.col("text").str.strip_chars("\0\ufeff")
    left = trial.left(refused.select("index", text))
    real = refused.filter(pl.col("reason") != "")  # the others are ignored if they are no headers
    rejects = real.join(left, on="index", how="semi", maintain_order="left")
    if mixture.header_starts:
        headers = [mixture.is_header(line) for line in rejects["text"]]
        rejects = rejects.filter(~pl.Series(headers, dtype=pl.Boolean()))
    trial.outcome.rejects = rejects
    return trial.outcome


@dataclass(slots=True)
class _Trial:
    """The trial of lines: tables of `index`, the number of the line in the chunk, and `text`."""

    main: LogFormat
    mixture: Mixture
    columns: frozenset[str]
    written: datetime | None
    outcome: OtherLines

    def left(self, lines: pl.DataFrame) -> pl.DataFrame:
        """Read lines as they are and inside of wrappers; return those that no format fits."""
        left = [self._as_they_are(lines, self.mixture.formats)]
        formats = (self.main, *self.mixture.formats)
        for _ in range(DEEPEST):
            if left[-1].is_empty():
                break
            inner, bare = self._unwrapped(left.pop())
            left += [bare, self._as_they_are(inner, formats)]
        return pl.concat(left)

    def _as_they_are(self, lines: pl.DataFrame, formats: Sequence[LogFormat]) -> pl.DataFrame:
        """Read each line by the first format that it is of; return the lines that are left."""
        if lines.is_empty():
            return lines
        lines = _sieved(lines, formats)
        of_any_line = lines.select(pl.col(_SIEVED).bitwise_or()).item()
        records = [lines.clear()]
        quoted = lines.filter(pl.col("text").str.contains('"', literal=True))
        for place, one in enumerate(formats):
            if not of_any_line >> place & 1:
                continue
            is_held = one.name in self.mixture.held
            tried = quoted if one.has_quotes else lines
            might_have_it = tried[_SIEVED] & (1 << place) != 0
            if not might_have_it.all():
                tried = tried.filter(might_have_it) if might_have_it.any() else tried.clear()
            candidates = _candidates(tried, one, is_held=is_held)
            if len(candidates):
                accepted, others = self._read_by(one, candidates)
                records += [others] if is_held else []
                lines, quoted = _without(lines, accepted), _without(quoted, accepted)
        return _without(lines, pl.concat(records)).drop(_SIEVED)

    def _read_by(
        self, log_format: LogFormat, lines: pl.DataFrame
    ) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Read lines by a format; return its requests and its records of other kinds."""
        data = lines["text"].str.join("\n").item().encode() + b"\n"
        reader = log_format.reader(self.columns | {"line"}, FULL_DETAIL)
        read = read_lines(reader.read([data]), log_format, self.written)
        accepted = lines[read.found.requests["line"] - 1]
        if len(accepted):
            self.outcome.found.append(at_numbers(read.found, lines["index"]))
            self.outcome.lines_of[log_format.name] += len(accepted)
            self.outcome.without_year += read.without_year
        return accepted, lines[read.other_records]

    def _unwrapped(self, lines: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Take one wrapper off each line; return the inner lines, and the lines without one."""
        inner = [lines.clear()]
        for wrapper in self.mixture.wrappers:
            are_wrapped = wrapper.are_wrapped(lines["text"])
            if are_wrapped.any():
                outer = lines.filter(are_wrapped)
                unwrapped = wrapper.unwrap(outer["text"])
                self.outcome.repeated += unwrapped.repeated
                text = unwrapped.text.str.strip_chars("\0\ufeff")
                inner.append(outer.with_columns(text=text))
                lines = lines.filter(~are_wrapped)
        found = pl.concat(inner).sort("index")
        beside = are_error_log_lines(found["text"]) | (found["text"].str.strip_chars() == "")
        return found.filter(~beside), lines


def _sieved(lines: pl.DataFrame, formats: Sequence[LogFormat]) -> pl.DataFrame:
    """Add a column with the bits of the formats that each line might have, by their patterns."""
    from usagestats.logs.readers.kernel.sieve import sieve  # noqa: PLC0415  (few logs need it)
    from usagestats.logs.readers.signs import signs_of  # noqa: PLC0415  (likewise)

    bits = sieve(lines["text"], [signs_of(one, has_others=True) for one in formats])
    every = pl.lit(_EVERY_BIT, pl.Int64()) if bits is None else bits
    return lines.with_columns(every.alias(_SIEVED))


def _candidates(lines: pl.DataFrame, log_format: LogFormat, *, is_held: bool) -> pl.DataFrame:
    """Return the lines that a format might be able to read, and that bear its signature.

    Of a format that the sample held, records of other kinds are among them.
    """
    if lines.is_empty():
        return lines
    is_likely = (log_format.might_be_known if is_held else log_format.might_fit)(lines["text"])
    if is_likely is not None:
        lines = lines.filter(is_likely)
    if log_format.header_starts:
        return lines
    are_signed = log_format.bear_signature(lines["text"])
    return lines if are_signed is None else lines.filter(are_signed)


def _without(lines: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    if others.is_empty():
        return lines
    return lines.join(others, on="index", how="anti", maintain_order="left")
