"""A chunk → REQUESTS and REJECTS: its reader finds most requests, the format the rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from usagestats.logs.inner_lines import inner_lines, source_lines
from usagestats.logs.readers.ignored import is_ignored
from usagestats.logs.readers.log_format import NoRequestError, OtherRecordError
from usagestats.logs.readers.reader import LinesFound, requests_table
from usagestats.logs.rejects import SAMPLES_KEPT, Rejects
from usagestats.logs.values.yearless import NO_YEAR, with_year
from usagestats.logs.wall_times import WallTimes, in_utc, joined, with_ambiguous_lines
from usagestats.tables.declared import REQUESTS, ROW_COUNT, TEXT, checked

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from zoneinfo import ZoneInfo

    from usagestats.logs.chunk import Chunk
    from usagestats.logs.readers.reader import RefusedLines


@dataclass(frozen=True, slots=True)
class ChunkRead:
    """The content of a chunk.

    Args:
        requests: REQUESTS with the columns of the reader.
        rejects: The lines that did not parse, numbered within the chunk.
        lines: The number of lines of the gateway. A line that is neither a request nor a reject
            was ignored.
        wall_times: How times without an offset were read.
        without_year: The number of requests that got their year from the time when the source was
            written.
        source_lines: The number of lines of the source, as FILE:LINE counts them.
        repeated: The number of messages that a logger left out as repeated.
        hull: The times of the first and the last request; `None` where there is none.
    """

    requests: pl.DataFrame
    rejects: Rejects
    lines: int
    wall_times: WallTimes
    without_year: int = 0
    source_lines: int = 0
    repeated: int = 0
    hull: tuple[datetime, datetime] | None = None


def read_chunk(
    chunk: Chunk,
    log_zone: ZoneInfo,
    *,
    latest: datetime | None = None,
    secret_names: frozenset[str] = frozenset(),
    samples_kept: int = SAMPLES_KEPT,
) -> ChunkRead:
    """Read the lines of a chunk.

    Args:
        chunk: The lines.
        log_zone: The zone of logs that write no offset.
        latest: `WallTimes.latest` of the lines before in the source; `None` where there are none.
        secret_names: The parameters and fields that are masked in samples of rejects.
        samples_kept: The number of samples of rejects to keep for each reason.

    Shape: one row per line that parsed, ordered by `line` if the reader gives it; or one row per
        group of requests, if the reader groups them.
    """
    inner = inner_lines(chunk)
    found = with_ambiguous_lines(chunk.reader.read(inner.pieces), chunk, log_zone)
    careful = _CarefulReading(chunk, Rejects(secret_names, samples_kept))
    if found.refused:
        found = joined([found, careful.read(found.refused, found.requests.columns)])
    found, wall_times = in_utc(found, log_zone, latest)
    requests = found.requests
    if "line" in requests.columns:
        requests = requests.sort("line")
        requests = requests.with_columns(inner.outer_lines(requests["line"]))
    return ChunkRead(
        checked(requests, "REQUESTS", REQUESTS),
        careful.rejects.in_source(inner.origin),
        found.lines,
        wall_times,
        careful.without_year,
        source_lines(chunk) if chunk.wrappers else found.lines,
        inner.repeated,
        _hull(requests["time"], requests["time"] if found.last is None else found.last),
    )


def _hull(first: pl.Series, last: pl.Series) -> tuple[datetime, datetime] | None:
    begin, end = first.min(), last.max()
    if isinstance(begin, datetime) and isinstance(end, datetime):
        return begin, end
    return None


class _CarefulReading:
    """The careful reading of the lines that the reader refused."""

    def __init__(self, chunk: Chunk, rejects: Rejects) -> None:
        self.rejects = rejects
        self.without_year = 0
        self._chunk = chunk
        self._log_format = chunk.log_format
        self._on_wall: list[bool] = []
        self._numbers: list[int] = []

    def read(self, refused: RefusedLines, columns: Collection[str]) -> LinesFound:
        """Find the requests in lines, as a reader does."""
        requests = requests_table(self._requests(refused), columns)
        on_wall = pl.Series(self._on_wall, dtype=pl.Boolean())
        numbers = pl.Series(self._numbers, dtype=pl.Int64())
        return LinesFound(requests, len(refused), [], on_wall, numbers=numbers)

    def _requests(self, refused: RefusedLines) -> Iterator[dict[str, Any]]:
        """Give those of the lines that are requests after all."""
        for index, line in refused:
            text = line.strip("\0\ufeff")
            if header := self._log_format.for_header(text):
                self._log_format = header
            if header or is_ignored(line):
                continue
            try:
                request = self._log_format.read_line(text)
            except OtherRecordError:
                continue
            except NoRequestError as reason:
                self.rejects.add(self._chunk.source, index + 1, str(reason), line)
                continue
            time = self._with_year(request["time"])
            self._on_wall.append(time.tzinfo is None)
            self._numbers.append(index)
            time = time.replace(tzinfo=time.tzinfo or UTC)
            yield {**request, "line": index + 1, "time": time, TEXT: line, ROW_COUNT: 1}

    def _with_year(self, time: datetime) -> datetime:
        if time.year != NO_YEAR:
            return time
        self.without_year += 1
        return with_year(time, self._chunk.written)
