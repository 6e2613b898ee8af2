"""A chunk → REQUESTS and REJECTS: by the fast path of its format, the rest by the careful one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import polars as pl

from usagestats.logs.inner_lines import inner_lines, pieces_of_lines, source_lines
from usagestats.logs.readers.headers import with_headers
from usagestats.logs.readers.ignored import is_ignored
from usagestats.logs.readers.log_format import NoRequestError, OtherRecordError
from usagestats.logs.rejects import SAMPLES_KEPT, Rejects
from usagestats.logs.values.log_zone import wall_in_utc, walls_in_utc
from usagestats.logs.values.yearless import NO_YEAR, with_year
from usagestats.tables.declared import (
    FIELD,
    FULL_DETAIL,
    REQUESTS,
    ROW_COUNT,
    TEXT,
    checked,
    requests_in,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from usagestats.logs.chunk import Chunk
    from usagestats.logs.readers.log_format import FastRows, GroupedRows, LogFormat
    from usagestats.tables.declared import Detail


@dataclass(frozen=True, slots=True)
class ChunkRead:
    """What a chunk holds.

    Args:
        requests: REQUESTS with the columns asked for.
        rejects: The lines that did not parse, numbered within the chunk.
        lines: All lines of the gateway; those that are neither requests nor rejects were ignored.
        without_offset: How many requests got their offset from the log zone.
        without_year: How many got their year from the time when the source was written.
        source_lines: How many lines of the source these are; places count them.
        repeated: How many messages a logger only said were repeated.
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


def read_chunk(  # noqa: PLR0913  (each is a matter of its own)
    chunk: Chunk,
    columns: Collection[str],
    log_zone: ZoneInfo,
    *,
    secret_names: frozenset[str] = frozenset(),
    samples_kept: int = SAMPLES_KEPT,
    detail: Detail = FULL_DETAIL,
) -> ChunkRead:
    """Read the lines of a chunk.

    Args:
        chunk: What to read.
        columns: Of REQUESTS, those to read; `time` always is. Also `TEXT`, and with it `line`.
        log_zone: The zone of logs that write no offset.
        secret_names: The parameters and fields that samples of rejects must not show.
        samples_kept: How many samples of rejects to keep for each reason.
        detail: In how much detail requests are needed.

    Shape: one row per line that parsed, ordered by line where `line` is asked for; or per kind of
    request, where less detail is enough and the format can.
    """
    log_format = with_headers(chunk.log_format, chunk.preamble)
    careful = _CarefulRead(chunk, log_format, log_zone, Rejects(secret_names, samples_kept))
    columns = {*columns, "time"}
    if log_format.reads_grouped(columns, detail) and not chunk.wrappers:
        kinds = log_format.read_grouped(pieces_of_lines(chunk), columns, detail)
        return _with_kinds(kinds, columns, careful, log_zone)
    return _with_requests(chunk, columns, careful, log_zone)


def _with_requests(
    chunk: Chunk, columns: set[str], careful: _CarefulRead, log_zone: ZoneInfo
) -> ChunkRead:
    """Read one row per request."""
    inner = inner_lines(chunk)
    data = inner.data
    has_text = TEXT in columns
    columns = (columns | ({"line"} if has_text else set())) - {TEXT}
    fast = _read_fast(careful.log_format, data, columns, log_zone)
    requests = fast.requests
    if fast.refused:
        lines = pl.read_lines(data).to_series().gather(fast.refused)
        more = careful.requests(zip(fast.refused, lines, strict=True))
        requests = pl.concat([requests, _frame(more, columns)])
    if "line" in columns:
        requests = requests.sort("line")
        lines_inside = requests["line"]
        requests = requests.with_columns(inner.places(lines_inside))
    requests = checked(requests, "REQUESTS", REQUESTS)
    if has_text:
        texts = pl.read_lines(data).to_series().gather(lines_inside - 1)
        requests = requests.with_columns(texts.alias(TEXT))
    return ChunkRead(
        requests,
        careful.rejects.placed(inner.origin),
        fast.lines,
        careful.without_offset + fast.on_wall,
        careful.without_year,
        source_lines(chunk) if chunk.wrappers else fast.lines,
        inner.repeated,
        _hull(requests["time"], requests["time"]),
    )


def _with_kinds(
    kinds: GroupedRows, columns: set[str], careful: _CarefulRead, log_zone: ZoneInfo
) -> ChunkRead:
    """Add what the careful path says to kinds of requests, and tell their times in UTC."""
    requests, last, on_wall = kinds.requests, kinds.last, 0
    if kinds.on_wall is not None:
        times = walls_in_utc(requests["time"], kinds.on_wall, log_zone)
        requests = requests.with_columns(time=times)
        last = walls_in_utc(last, kinds.on_wall, log_zone)
        on_wall = requests_in(requests.filter(kinds.on_wall))
    if kinds.refused:
        more = _frame(careful.requests(kinds.refused), {*columns, ROW_COUNT})
        requests = pl.concat([requests, more])
        last = pl.concat([last, more["time"]])
    return ChunkRead(
        checked(requests, "REQUESTS", REQUESTS),
        careful.rejects,
        kinds.lines,
        careful.without_offset + on_wall,
        careful.without_year,
        kinds.lines,
        hull=_hull(requests["time"], last),
    )


def _hull(first: pl.Series, last: pl.Series) -> tuple[datetime, datetime] | None:
    if first.is_empty():
        return None
    return cast("datetime", first.min()), cast("datetime", last.max())


class _ReadFast(NamedTuple):
    """What the fast path leaves.

    Args:
        requests: Those that it read.
        on_wall: How many of them got their offset from the log zone.
        lines: How many there are in all.
        refused: Which of them it refused, numbered from 0.
    """

    requests: pl.DataFrame
    on_wall: int
    lines: int
    refused: list[int]


def _read_fast(
    log_format: LogFormat,
    data: bytes,
    columns: Collection[str],
    log_zone: ZoneInfo,
) -> _ReadFast:
    if not log_format.reads_fast(columns):
        lines = pl.read_lines(data).height
        return _ReadFast(_frame([], columns), 0, lines, list(range(lines)))
    fast = log_format.read_fast(data, columns)
    refused = (~fast.accepted).arg_true().to_list()
    return _ReadFast(*_accepted(fast, log_zone), len(fast.accepted), refused)


def _accepted(fast: FastRows, log_zone: ZoneInfo) -> tuple[pl.DataFrame, int]:
    """Return the rows that count, and how many of them got their offset from the log zone."""
    requests = fast.requests.filter(fast.accepted)
    if fast.without_offset is None:
        return requests, 0
    on_wall = fast.without_offset.filter(fast.accepted)
    if not on_wall.any():
        return requests, 0
    times = walls_in_utc(requests["time"], on_wall, log_zone)
    return requests.with_columns(time=times), int(on_wall.sum())


class _CarefulRead:
    """The careful path over the lines that the fast one refused."""

    def __init__(
        self,
        chunk: Chunk,
        log_format: LogFormat,
        log_zone: ZoneInfo,
        rejects: Rejects,
    ) -> None:
        self.rejects = rejects
        self.without_offset = 0
        self.without_year = 0
        self._chunk = chunk
        self.log_format = log_format
        self._log_zone = log_zone

    def requests(self, refused: Iterable[tuple[int, str]]) -> Iterator[dict[str, Any]]:
        """Return those of the lines, numbered from 0, that are requests after all."""
        for index, line in refused:
            text = line.strip("\0\ufeff")
            if header := self.log_format.for_header(text):
                self.log_format = header
            if header or is_ignored(line):
                continue
            try:
                request = self.log_format.read_line(text)
            except OtherRecordError:
                continue
            except NoRequestError as reason:
                self.rejects.add(self._chunk.source, index + 1, str(reason), line)
                continue
            time = self._in_utc(request["time"])
            yield {**request, "line": index + 1, "time": time, ROW_COUNT: 1}

    def _in_utc(self, time: datetime) -> datetime:
        if time.year == NO_YEAR:
            self.without_year += 1
            time = with_year(time, self._chunk.written)
        if time.tzinfo is None:
            self.without_offset += 1
            return wall_in_utc(time, self._log_zone)
        return time


def _frame(
    requests: Iterator[dict[str, Any]] | list[dict[str, Any]], columns: Collection[str]
) -> pl.DataFrame:
    schema = {name: dtype for name, dtype in REQUESTS.items() if name in columns}
    fields = sorted(name for name in columns if name.startswith(FIELD))
    alike = [ROW_COUNT] if ROW_COUNT in columns else []
    rows = [
        [request[name] for name in schema]
        + [request.get("fields", {}).get(name.removeprefix(FIELD)) for name in fields]
        + [request[name] for name in alike]
        for request in requests
    ]
    schema |= dict.fromkeys(fields, pl.String()) | dict.fromkeys(alike, pl.Int64())
    return pl.DataFrame(rows, schema=schema, orient="row")
