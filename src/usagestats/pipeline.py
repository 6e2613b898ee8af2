"""The one place where the stages meet: log sources → USAGE and what became of every line.

`count_chunk` is the unit of work, a pure function of picklable values. A pool of threads maps it
over the chunks; what it returns adds up in any order.
"""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from usagestats.classify.requests import classify_mapped, columns_needed, map_requests
from usagestats.counts import Counts
from usagestats.coverage import Coverage
from usagestats.errors import InputError
from usagestats.logs.chunks import CHUNK_BYTES
from usagestats.logs.reader import read_chunk
from usagestats.logs.rejects import Rejects
from usagestats.logs.source_chunks import SourceChunks
from usagestats.rollup import add_usage, roll_up

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    import polars as pl

    from usagestats.catalog.model import Catalog
    from usagestats.classify.survey import Findings, Survey
    from usagestats.logs.chunks import Chunk
    from usagestats.logs.log_format import LogFormat
    from usagestats.logs.source_chunks import Progress
    from usagestats.logs.sources import Source
    from usagestats.rollup import Grain

_ROWS_BEFORE_ADDING = 200_000


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be counted, and how lines are understood.

    Args:
        catalog: What requests are mapped by.
        grain: How fine the USAGE is to be.
        log_zone: The zone of logs that write no offset.
        log_format: What all sources are in; `None` to find out.
        survey: What else to look at, if anything.
    """

    catalog: Catalog
    grain: Grain
    log_zone: ZoneInfo
    log_format: LogFormat | None = None
    survey: Survey | None = None

    def columns(self) -> set[str]:
        """Return the columns of REQUESTS that are needed."""
        seen = self.survey.columns if self.survey else ()
        return {*columns_needed(self.catalog, self.grain.keys), *seen}


@dataclass(frozen=True, slots=True)
class ChunkCount:
    """What one chunk adds. `hull` holds the times of its first and last request."""

    source: int
    usage: pl.DataFrame
    counts: Counts
    rejects: Rejects
    hull: tuple[datetime, datetime] | None
    without_offset: int
    findings: Findings | None = None
    without_year: int = 0
    source_lines: int = 0
    repeated: int = 0


def count_chunk(chunk: Chunk, question: Question) -> ChunkCount:
    """Read, classify and roll up one chunk."""
    secret_names = question.catalog.secret_names
    read = read_chunk(chunk, question.columns(), question.log_zone, secret_names)
    mapped = map_requests(read.requests, question.catalog)
    classified = classify_mapped(mapped, question.catalog, question.grain.keys)
    requests, rejects = read.requests.height, read.rejects.total()
    counts = Counts(
        lines=read.lines,
        requests=requests,
        rejects=rejects,
        ignored=read.lines - requests - rejects,
        matched=classified.requests.height - classified.unmatched,
        unmatched=classified.unmatched,
        excluded=classified.excluded,
    )
    usage = roll_up(classified, question.grain)
    hull = _hull(read.requests["time"])
    found = question.survey.look(mapped) if question.survey else None
    noticed = read.without_offset, found, read.without_year, read.source_lines, read.repeated
    return ChunkCount(chunk.source, usage, counts, read.rejects, hull, *noticed)


def _hull(times: pl.Series) -> tuple[datetime, datetime] | None:
    if times.is_empty():
        return None
    return cast("datetime", times.min()), cast("datetime", times.max())


@dataclass(slots=True)
class LogsRead:
    """What all the logs held, and what was noticed on the way.

    Args:
        grain: Of the usage.
        sources: Every source, in the order in which chunks and rejects number them.
        counts_of: What became of the lines of each source that has any, by its number.
        findings: Of the survey; `None` where there was none, or no request.
    """

    grain: Grain
    sources: list[SourceChunks] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)
    rejects: Rejects = field(default_factory=Rejects)
    without_offset: int = 0
    without_year: int = 0
    repeated: int = 0
    counts_of: dict[int, Counts] = field(default_factory=dict)
    findings: Findings | None = None
    _parts: list[pl.DataFrame] = field(default_factory=list)
    _hulls: dict[int, tuple[datetime, datetime]] = field(default_factory=dict)
    _source_lines: dict[int, int] = field(default_factory=dict)

    @property
    def usage(self) -> pl.DataFrame:
        """USAGE at the grain asked for."""
        self._parts = [add_usage(self._parts, self.grain)]
        return self._parts[0]

    @property
    def coverage(self) -> Coverage:
        """What the sources cover together."""
        return Coverage.of(self._hulls.values())

    @property
    def misfits(self) -> list[SourceChunks]:
        """The sources that the user meant, and that no format fits.

        Such is a file that was named, and every file of a folder or glob in which none fits.
        """
        fruitful = {opened.source.found_by for opened in self.sources if not opened.is_skipped}
        fruitful -= {None}
        return [
            opened
            for opened in self.sources
            if opened.is_skipped and opened.source.found_by not in fruitful
        ]

    def add(self, part: ChunkCount) -> None:
        """Take in what a chunk adds; chunks of one source come in order."""
        before = self.counts_of.get(part.source, Counts())
        self.counts_of[part.source] = before + part.counts
        self.counts += part.counts
        lines_before = self._source_lines.get(part.source, 0)
        self._source_lines[part.source] = lines_before + part.source_lines
        self.rejects.merge(part.rejects, lines_before)
        self.repeated += part.repeated
        self.without_offset += part.without_offset
        self.without_year += part.without_year
        if part.hull:
            first, last = self._hulls.get(part.source, part.hull)
            self._hulls[part.source] = min(first, part.hull[0]), max(last, part.hull[1])
        if self.findings and part.findings:
            self.findings.merge(part.findings)
        self.findings = self.findings or part.findings
        self._parts.append(part.usage)
        waiting = sum(len(usage) for usage in self._parts[1:])
        if waiting > _ROWS_BEFORE_ADDING + len(self._parts[0]):
            self._parts = [add_usage(self._parts, self.grain)]


def read_logs(
    sources: Sequence[Source],
    question: Question,
    *,
    progress: Progress | None = None,
    chunk_bytes: int = CHUNK_BYTES,
    may_skip: bool = False,
) -> LogsRead:
    """Read sources one after another, and count several chunks at the same time.

    Args:
        sources: What to read.
        question: What to count.
        progress: Who wants to know how far the reading is.
        chunk_bytes: About how large a chunk is.
        may_skip: Whether what no format fits is passed over even where the user named it.

    Raises:
        InputError: A source cannot be read, or no format fits what the user named.
    """
    read = LogsRead(question.grain)
    workers = os.cpu_count() or 1
    under_way: deque[Future[ChunkCount]] = deque()
    pool = ThreadPoolExecutor(max_workers=workers)
    try:
        for number, source in enumerate(sources):
            opened = SourceChunks(
                source,
                number,
                may_skip=may_skip,
                secret_names=question.catalog.secret_names,
                log_format=question.log_format,
            )
            read.sources.append(opened)
            for chunk in opened.chunks(progress, chunk_bytes):
                under_way.append(pool.submit(count_chunk, chunk, question))
                if len(under_way) > workers:
                    read.add(under_way.popleft().result())
        while under_way:
            read.add(under_way.popleft().result())
    finally:
        pool.shutdown(cancel_futures=True)
    if not may_skip:
        _refuse_misfits(read.misfits)
    return read


def _refuse_misfits(misfits: Sequence[SourceChunks]) -> None:
    """Refuse a folder or glob of which every file was skipped."""
    for opened in misfits:
        hint = f"{opened.source.name}: {opened.detection}"
        raise InputError("no access log in it", where=opened.source.found_by, hint=hint)
