"""The one place where the stages meet: log sources → USAGE and what became of every line.

`count_chunk` is the unit of work, a pure function of picklable values. A pool of threads maps it
over the chunks; what it returns adds up in any order.
"""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Protocol, TypeVar

import polars as pl

from usagestats.classify import problems
from usagestats.classify.requests import (
    classify_mapped,
    columns_needed,
    map_requests,
    parameters_needed,
)
from usagestats.errors import InputError
from usagestats.logs.files.whole_lines import CHUNK_BYTES
from usagestats.logs.read_chunk import read_chunk
from usagestats.logs.source_reader import SourceChunks
from usagestats.pipeline.lines_read import ChunkLines, LinesRead
from usagestats.rollup import roll_up
from usagestats.tables.declared import FULL_DETAIL, Detail
from usagestats.tables.usage import add_problems, add_usage

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
    from zoneinfo import ZoneInfo

    from usagestats.catalog.model import Catalog
    from usagestats.catalog.registry import Registry
    from usagestats.logs.chunk import Chunk
    from usagestats.logs.files.open_source import Progress
    from usagestats.logs.files.sources import Source
    from usagestats.logs.read_chunk import ChunkRead
    from usagestats.logs.readers.log_format import LogFormat
    from usagestats.survey.survey import Findings, Survey
    from usagestats.tables.usage import Grain

_ROWS_BEFORE_ADDING = 1_000_000  # some 70 MB; to add seldom costs a fifth less in all
_PARTS_BEFORE_ADDING = 50
_Part = TypeVar("_Part")


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be counted, and how lines are understood.

    Args:
        catalog: What requests are mapped by.
        grain: How fine the USAGE is to be.
        log_zone: The zone of logs that write no offset.
        log_format: What all sources are in; `None` to find out.
        survey: What else to look at, if anything.
        registry: Who the applications are, where problems are asked for; `None` for no problems.
    """

    catalog: Catalog
    grain: Grain
    log_zone: ZoneInfo
    log_format: LogFormat | None = None
    survey: Survey | None = None
    registry: Registry | None = None

    def classified_columns(self) -> set[str]:
        """Return the columns of CLASSIFIED that are needed."""
        measured = {"response_bytes"} if self.grain.has_bytes else set()
        return {*self.grain.keys, *measured, *(problems.KEYS if self.registry else ())}

    def columns(self) -> set[str]:
        """Return the columns of REQUESTS that are needed."""
        seen = self.survey.columns if self.survey else ()
        told = problems.COLUMNS if self.registry else ()
        return {*columns_needed(self.catalog, self.classified_columns()), *seen, *told}

    def counts_kinds(self, log_format: LogFormat) -> bool:
        """Tell whether kinds of requests are enough, and a format can tell them."""
        return log_format.reads_grouped(self.columns(), self.detail())

    def detail(self) -> Detail:
        """Return in how much detail REQUESTS are needed: surveys and problems need all of it."""
        if self.survey or self.registry is not None:
            return FULL_DETAIL
        return Detail(self.grain.slot, parameters_needed(self.catalog))


@dataclass(frozen=True, slots=True)
class ChunkCount:
    """What one chunk adds."""

    lines: ChunkLines
    usage: pl.DataFrame
    findings: Findings | None = None
    problems: pl.DataFrame | None = None


def count_chunk(chunk: Chunk, question: Question) -> ChunkCount:
    """Read, classify and roll up one chunk."""
    read = read_chunk(
        chunk,
        question.columns(),
        question.log_zone,
        secret_names=question.catalog.secret_names,
        detail=question.detail(),
    )
    mapped = map_requests(read.requests, question.catalog)
    classified = classify_mapped(mapped, question.catalog, question.classified_columns())
    usage = roll_up(classified, question.grain)
    found = question.survey.look(mapped) if question.survey else None
    bad = None
    if question.registry is not None:
        bad = problems.problems_in(mapped.requests, classified, question.catalog, question.registry)
    return ChunkCount(ChunkLines.of(chunk, read, mapped), usage, found, bad)


@dataclass(slots=True)
class UsageFromLogs(LinesRead):
    """What all the logs held, and what was noticed on the way.

    Args:
        grain: Of the usage.
        findings: Of the survey; `None` where there was none, or no request.
    """

    grain: Grain = field(kw_only=True)
    findings: Findings | None = None
    _parts: list[pl.DataFrame] = field(default_factory=list)
    _problems: list[pl.DataFrame] = field(default_factory=list)

    @property
    def problems(self) -> pl.DataFrame:
        """PROBLEMS, where they were asked for."""
        self._problems = [add_problems(self._problems)]
        return self._problems[0]

    @property
    def usage(self) -> pl.DataFrame:
        """USAGE at the grain asked for."""
        self._parts = [add_usage(self._parts, self.grain)]
        return self._parts[0]

    def add(self, part: ChunkCount) -> None:
        """Take in what a chunk adds; chunks of one source come in order."""
        self.take(part.lines)
        if self.findings and part.findings:
            self.findings.merge(part.findings)
        self.findings = self.findings or part.findings
        self._parts.append(part.usage)
        if part.problems is not None:
            self._problems.append(part.problems)
            if len(self._problems) > _PARTS_BEFORE_ADDING:
                self._problems = [add_problems(self._problems)]
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
) -> UsageFromLogs:
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
    read = UsageFromLogs(grain=question.grain)
    read.sources += opened_sources(sources, question, may_skip=may_skip)
    work = partial(count_chunk, question=question)
    chunks = chain.from_iterable(
        opened.chunks(progress, chunk_bytes, question.counts_kinds) for opened in read.sources
    )
    for part in in_order(chunks, work):
        read.add(part)
    if not may_skip:
        _refuse_misfits(read.misfits)
    return read


class Rows(Protocol):
    """What is wanted of each chunk, other than counts."""

    @property
    def columns(self) -> frozenset[str]:
        """The columns of REQUESTS that are needed."""

    @property
    def samples_kept(self) -> int:
        """How many rejects of a chunk and reason are needed."""

    def of(self, read: ChunkRead) -> pl.DataFrame:
        """Return the rows of a chunk, in order, with the `line` of the chunk in each."""


@dataclass(frozen=True, slots=True)
class RowsAsked:
    """Which rows are to be read, and how lines are understood: see `Question`."""

    catalog: Catalog
    rows: Rows
    log_zone: ZoneInfo
    log_format: LogFormat | None = None

    def columns(self) -> set[str]:
        """Return the columns of REQUESTS that are needed."""
        return {*columns_needed(self.catalog, ()), *self.rows.columns}


@dataclass(frozen=True, slots=True)
class ChunkRows:
    """What one chunk adds."""

    lines: ChunkLines
    rows: pl.DataFrame


def rows_of_chunk(chunk: Chunk, asked: RowsAsked) -> ChunkRows:
    """Read the rows of one chunk."""
    read = read_chunk(
        chunk,
        asked.columns(),
        asked.log_zone,
        secret_names=asked.catalog.secret_names,
        samples_kept=asked.rows.samples_kept,
    )
    mapped = map_requests(read.requests, asked.catalog)
    return ChunkRows(ChunkLines.of(chunk, read, mapped), asked.rows.of(read))


def read_rows(
    read: LinesRead,
    sources: Sequence[Source],
    asked: RowsAsked,
    *,
    progress: Progress | None = None,
    chunk_bytes: int = CHUNK_BYTES,
) -> Generator[pl.DataFrame]:
    """Read rows of sources one after another; who stops early leaves the rest unread.

    Args:
        read: Takes in what becomes of the lines.
        sources: What to read.
        asked: Which rows.
        progress: Who wants to know how far the reading is.
        chunk_bytes: About how large a chunk is.

    Shape: the rows of a chunk, with the name of its `source` before, and the `line` of that.

    Raises:
        InputError: A source cannot be read, or no format fits what the user named.
    """
    read.sources += opened_sources(sources, asked)
    work = partial(rows_of_chunk, asked=asked)
    chunks = chain.from_iterable(opened.chunks(progress, chunk_bytes) for opened in read.sources)
    for part in in_order(chunks, work):
        lines_before = read.take(part.lines)
        name = read.sources[part.lines.source].source.name
        rows = part.rows.with_columns(pl.col("line") + lines_before)
        yield rows.select(pl.lit(name).alias("source"), pl.all())
    _refuse_misfits(read.misfits)


def opened_sources(
    sources: Sequence[Source],
    question: Question | RowsAsked,
    *,
    may_skip: bool = False,
    first_number: int = 0,
) -> list[SourceChunks]:
    """Return what gives the chunks of sources, numbered."""
    return [
        SourceChunks(
            source,
            number,
            may_skip=may_skip,
            secret_names=question.catalog.secret_names,
            log_format=question.log_format,
        )
        for number, source in enumerate(sources, first_number)
    ]


def in_order(chunks: Iterable[Chunk], work: Callable[[Chunk], _Part]) -> Iterator[_Part]:
    """Give what `work` makes of each chunk, in order, while it works at several of them."""
    workers = os.cpu_count() or 1
    under_way: deque[Future[_Part]] = deque()
    pool = ThreadPoolExecutor(max_workers=workers)
    try:
        for chunk in chunks:
            under_way.append(pool.submit(work, chunk))
            if len(under_way) > workers:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _refuse_misfits(misfits: Sequence[SourceChunks]) -> None:
    """Refuse a folder or glob of which every file was skipped."""
    for opened in misfits:
        hint = f"{opened.source.name}: {opened.detection}"
        raise InputError("no access log in it", where=opened.source.found_by, hint=hint)
