"""A chunk → REQUESTS and REJECTS: the main format reads most lines, the other formats the rest."""

from __future__ import annotations

from collections import Counter
from dataclasses import field
from datetime import datetime
from typing import TYPE_CHECKING

import polars as pl

from usagestats.light_dataclass import dataclass, replace
from usagestats.logs.first_reading import first_reading
from usagestats.logs.foreign_lines import foreign_lines
from usagestats.logs.inner_lines import source_lines
from usagestats.logs.other_lines import read_others
from usagestats.logs.read_lines import read_lines
from usagestats.logs.readers.joined import joined, last_of
from usagestats.logs.rejects import SAMPLES_KEPT, Rejects
from usagestats.logs.wall_times import WallTimes, in_utc, with_ambiguous_lines
from usagestats.tables.declared import LAST, REQUESTS, ROW_COUNT, checked, requests_in

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from usagestats.logs.chunk import Chunk
    from usagestats.logs.readers.reader import LinesFound
    from usagestats.logs.strangers import Strangers


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
        lines_of: The number of requests by the name of the format of their lines.
    """

    requests: pl.DataFrame
    rejects: Rejects
    lines: int
    wall_times: WallTimes
    without_year: int = 0
    source_lines: int = 0
    repeated: int = 0
    hull: tuple[datetime, datetime] | None = None
    lines_of: Counter[str] = field(default_factory=Counter)


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
        log_zone: The time zone of logs without a UTC offset.
        latest: `WallTimes.latest` of the lines before in the source; `None` where there are none.
        secret_names: The parameters and fields that are masked in samples of rejects.
        samples_kept: The number of samples of rejects to keep for each reason.

    Shape: one row per line that parsed, ordered by `line` if the reader gives it; or one row per
        group of requests, if the reader groups them.
    """
    first, inner = first_reading(chunk)
    main, written = chunk.log_format, chunk.written
    starts = chunk.mixture.header_starts
    foreign = foreign_lines(first, chunk, log_zone, samples_kept)
    read = read_lines(replace(first, refused=foreign.left), main, written, starts)
    columns = chunk.reader.columns
    others = read_others(read.refused, main, chunk.mixture, columns, written)
    of_others = (*foreign.found, *others.found)
    found = joined([read.found, *(_alike(other, read.found) for other in of_others)])
    found = with_ambiguous_lines(found, chunk, log_zone)
    found, wall_times = in_utc(found, log_zone, latest)
    requests = found.requests
    if "line" in requests.columns:
        requests = requests.sort("line")
        requests = requests.with_columns(inner.outer_lines(requests["line"]))
    if ROW_COUNT in requests.columns:
        requests = requests.with_columns(last_of(found).alias(LAST))
    rejects = Rejects(secret_names, samples_kept)
    _add_rejects(rejects, chunk.source, others.rejects, foreign.strangers)
    return ChunkRead(
        checked(requests, "REQUESTS", REQUESTS),
        rejects.in_source(inner.origin),
        found.lines,
        wall_times,
        read.without_year + foreign.without_year + others.without_year,
        found.lines if inner.origins is None else source_lines(chunk),
        inner.repeated + others.repeated,
        _hull(requests["time"], requests["time"] if found.last is None else found.last),
        Counter({main.name: requests_in(read.found.requests)}) + foreign.lines_of + others.lines_of,
    )


def _add_rejects(
    rejects: Rejects, source: int, refused: pl.DataFrame, strangers: Strangers | None
) -> None:
    """Add the lines that did not parse: `index` from 0, `text`, `reason`."""
    more = Counter[str]()
    if strangers is not None:
        more = strangers.counts - Counter(strangers.first["reason"])
        refused = pl.concat([refused, strangers.first]).sort("index")
    if refused.is_empty():
        return
    for (reason,), lines in refused.group_by("reason", maintain_order=True):
        first = lines.head(rejects.samples_kept).select(pl.col("index") + 1, "text").rows()
        rejects.add_all(source, str(reason), len(lines) + more[str(reason)], first)


def _alike(other: LinesFound, main: LinesFound) -> LinesFound:
    """Return requests of another format with the columns of the main one."""
    requests = other.requests
    if ROW_COUNT in main.requests.columns and ROW_COUNT not in requests.columns:
        requests = requests.with_columns(pl.lit(1, pl.Int64).alias(ROW_COUNT))
    return replace(other, requests=requests.select(main.requests.columns))


def _hull(first: pl.Series, last: pl.Series) -> tuple[datetime, datetime] | None:
    begin, end = first.min(), last.max()
    if isinstance(begin, datetime) and isinstance(end, datetime):
        return begin, end
    return None
