"""A chunk → REQUESTS and REJECTS: its reader finds most requests, the format the rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from usagestats.logs.inner_lines import inner_lines, source_lines
from usagestats.logs.readers.ignored import is_ignored
from usagestats.logs.readers.log_format import NoRequestError, OtherRecordError
from usagestats.logs.readers.reader import requests_table
from usagestats.logs.rejects import SAMPLES_KEPT, Rejects
from usagestats.logs.values.log_zone import wall_in_utc, walls_in_utc
from usagestats.logs.values.yearless import NO_YEAR, with_year
from usagestats.tables.declared import REQUESTS, ROW_COUNT, TEXT, checked, requests_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from usagestats.logs.chunk import Chunk
    from usagestats.logs.readers.reader import LinesFound, RefusedLines


@dataclass(frozen=True, slots=True)
class ChunkRead:
    """The content of a chunk.

    Args:
        requests: REQUESTS with the columns of the reader.
        rejects: The lines that did not parse, numbered within the chunk.
        lines: The number of lines of the gateway. A line that is neither a request nor a reject
            was ignored.
        without_offset: The number of requests that got their offset from the log zone.
        without_year: The number of requests that got their year from the time when the source was
            written.
        source_lines: The number of lines of the source, as FILE:LINE counts them.
        repeated: The number of messages that a logger left out as repeated.
        hull: The times of the first and the last request; `None` where there is none.
    """

    requests: pl.DataFrame
    rejects: Rejects
    lines: int
    without_offset: int
    without_year: int = 0
    source_lines: int = 0
    repeated: int = 0
    hull: tuple[datetime, datetime] | None = None


def read_chunk(
    chunk: Chunk,
    log_zone: ZoneInfo,
    *,
    secret_names: frozenset[str] = frozenset(),
    samples_kept: int = SAMPLES_KEPT,
) -> ChunkRead:
    """Read the lines of a chunk.

    Args:
        chunk: The lines.
        log_zone: The zone of logs that write no offset.
        secret_names: The parameters and fields that are masked in samples of rejects.
        samples_kept: The number of samples of rejects to keep for each reason.

    Shape: one row per line that parsed, ordered by `line` if the reader gives it; or one row per
        group of requests, if the reader groups them.
    """
    inner = inner_lines(chunk)
    found = chunk.reader.read(inner.pieces)
    careful = _CarefulReading(chunk, log_zone, Rejects(secret_names, samples_kept))
    requests, last, on_wall = _in_utc(found, log_zone)
    if found.refused:
        more = requests_table(careful.requests(found.refused), requests.columns)
        requests = pl.concat([requests, more])
        last = pl.concat([last, more["time"]])
    if "line" in requests.columns:
        requests = requests.sort("line")
        requests = requests.with_columns(inner.outer_lines(requests["line"]))
    return ChunkRead(
        checked(requests, "REQUESTS", REQUESTS),
        careful.rejects.in_source(inner.origin),
        found.lines,
        careful.without_offset + on_wall,
        careful.without_year,
        source_lines(chunk) if chunk.wrappers else found.lines,
        inner.repeated,
        _hull(requests["time"], last),
    )


def _in_utc(found: LinesFound, log_zone: ZoneInfo) -> tuple[pl.DataFrame, pl.Series, int]:
    """Return the requests with times in UTC, the latest time of each row, and a number.

    The number says how many requests got their offset from the log zone.
    """
    requests = found.requests
    last = requests["time"] if found.last is None else found.last
    if found.on_wall is None or not found.on_wall.any():
        return requests, last, 0
    requests = requests.with_columns(time=walls_in_utc(requests["time"], found.on_wall, log_zone))
    last = walls_in_utc(last, found.on_wall, log_zone)
    return requests, last, requests_in(requests.filter(found.on_wall))


def _hull(first: pl.Series, last: pl.Series) -> tuple[datetime, datetime] | None:
    begin, end = first.min(), last.max()
    if isinstance(begin, datetime) and isinstance(end, datetime):
        return begin, end
    return None


class _CarefulReading:
    """The careful reading of the lines that the reader refused."""

    def __init__(self, chunk: Chunk, log_zone: ZoneInfo, rejects: Rejects) -> None:
        self.rejects = rejects
        self.without_offset = 0
        self.without_year = 0
        self._chunk = chunk
        self._log_format = chunk.log_format
        self._log_zone = log_zone

    def requests(self, refused: RefusedLines) -> Iterator[dict[str, Any]]:
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
            time = self._in_utc(request["time"])
            yield {**request, "line": index + 1, "time": time, TEXT: line, ROW_COUNT: 1}

    def _in_utc(self, time: datetime) -> datetime:
        if time.year == NO_YEAR:
            self.without_year += 1
            time = with_year(time, self._chunk.written)
        if time.tzinfo is None:
            self.without_offset += 1
            return wall_in_utc(time, self._log_zone)
        return time
