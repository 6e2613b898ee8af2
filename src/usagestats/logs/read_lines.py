"""Lines → the requests that one format finds in them: by its reader, and the rest with care."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from usagestats.light_dataclass import dataclass
from usagestats.logs.line_years import with_years
from usagestats.logs.readers.ignored import are_ignored, is_ignored
from usagestats.logs.readers.joined import joined
from usagestats.logs.readers.log_format import NoRequestError, OtherRecordError
from usagestats.logs.readers.reader import LinesFound, requests_table
from usagestats.logs.readers.refused_lines import kept
from usagestats.tables.declared import ROW_COUNT, TEXT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from usagestats.logs.readers.log_format import LogFormat
    from usagestats.logs.readers.refused_lines import RefusedLines

_FEW = 50
"""So many lines are tried one by one; a quick test of all of them would take longer."""
_MARKS: Final = "\0\ufeff"
"""Characters around a line of a log that was cut off, or put together from several."""

REFUSED: Final = {"index": pl.Int64(), "text": pl.String(), "reason": pl.String()}
"""The columns of refused lines; `index` is the number of the line, from 0."""


@dataclass(frozen=True, slots=True)
class LinesOfFormat:
    """The lines that one format was tried on.

    Args:
        found: The requests; those that were read with care stand behind the others.
        refused: The lines that are no requests of the format, as a table `REFUSED` in order;
            ignored lines are not among them.
        other_records: The indexes of records of other kinds of the same gateway.
        without_year: The number of requests that got their year from the time of writing.
    """

    found: LinesFound
    refused: pl.DataFrame
    other_records: list[int]
    without_year: int = 0


def read_lines(
    found: LinesFound,
    log_format: LogFormat,
    written: datetime | None,
    header_starts: tuple[str, ...] = (),
) -> LinesOfFormat:
    """Read with care what the reader of a format refused.

    Args:
        found: The findings of the reader.
        log_format: The format; if it has headers, with those in force before the lines.
        written: The time when the source was last written to. It gives the year to times that
            have none.
        header_starts: The beginnings of lines that are refused, not ignored, since they may be
            headers of another format.
    """
    careful = _CarefulReading(log_format, header_starts)
    if found.refused:
        found = joined([found, careful.read(found.refused, found.requests.columns)])
    found, without_year = with_years(found, written)
    return LinesOfFormat(found, careful.in_order(), careful.other_records, without_year)


class _CarefulReading:
    """The careful reading of the lines that the reader refused."""

    def __init__(self, log_format: LogFormat, header_starts: tuple[str, ...]) -> None:
        self.other_records: list[int] = []
        self._log_format = log_format
        self._header_starts = header_starts
        self._refused: list[tuple[int, str, str]] = []
        self._unlikely = pl.DataFrame(schema=REFUSED)
        self._on_wall: list[bool] = []
        self._numbers: list[int] = []

    def read(self, lines: RefusedLines, columns: Sequence[str]) -> LinesFound:
        """Find the requests in lines, as a reader does."""
        requests = requests_table(self._requests(self._likely(lines)), columns)
        on_wall = pl.Series(self._on_wall, dtype=pl.Boolean())
        numbers = pl.Series(self._numbers, dtype=pl.Int64())
        return LinesFound(requests, len(lines), [], on_wall, numbers=numbers)

    def in_order(self) -> pl.DataFrame:
        """Return the lines that are no requests."""
        refused = pl.DataFrame(self._refused, REFUSED, orient="row")
        return pl.concat([refused, self._unlikely]).sort("index")

    def _requests(self, lines: RefusedLines) -> Iterator[dict[str, Any]]:
        """Give those of the lines that are requests after all."""
        for index, line in lines:
            text = line.strip(_MARKS)
            if header := self._log_format.for_header(text):
                self._log_format = header
            elif not self._is_ignored(index, line):
                try:
                    request = self._log_format.read_line(text)
                except OtherRecordError:
                    self.other_records.append(index)
                    continue
                except NoRequestError as reason:
                    self._refused.append((index, line, str(reason)))
                    continue
                yield self._row(index, line, request)

    def _likely(self, lines: RefusedLines) -> RefusedLines:
        """Refuse at once the lines that are surely not of the format; return the others."""
        if len(lines) <= _FEW:
            return lines
        held = kept(lines)
        texts = pl.Series(held.texts(), dtype=pl.String)
        is_likely = self._log_format.might_be_known(texts.str.strip_chars(_MARKS))
        if is_likely is None or is_likely.all():
            return lines
        is_ignored_one = are_ignored(texts) & ~is_likely
        for row in is_ignored_one.arg_true() if self._header_starts else ():
            self._is_ignored(held.numbers[row], texts[row])
        is_refused = ~is_likely & ~is_ignored_one
        refused = texts.filter(is_refused)
        indexes = held.numbers.filter(is_refused)
        reasons = self._log_format.reasons(refused)
        self._unlikely = pl.DataFrame([indexes, refused, reasons], REFUSED)
        return list(zip(held.numbers.filter(is_likely), texts.filter(is_likely), strict=True))

    def _is_ignored(self, index: int, line: str) -> bool:
        """Whether a line is no request by nature; a header of another format is refused, too."""
        if not is_ignored(line):
            return False
        if self._header_starts and line.strip(_MARKS).startswith(self._header_starts):
            self._refused.append((index, line, ""))
        return True

    def _row(self, index: int, line: str, request: Mapping[str, Any]) -> dict[str, Any]:
        time: datetime = request["time"]
        self._on_wall.append(time.tzinfo is None)
        self._numbers.append(index)
        time = time.replace(tzinfo=time.tzinfo or UTC)
        return {**request, "line": index + 1, "time": time, TEXT: line, ROW_COUNT: 1}
