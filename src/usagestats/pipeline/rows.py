"""Sources → rows of requests or rejects, given chunk by chunk, so that memory is bounded."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Protocol

import polars as pl

from usagestats.classify.requests import columns_needed
from usagestats.light_dataclass import dataclass, replace
from usagestats.logs.files.whole_lines import CHUNK_BYTES
from usagestats.pipeline.question import Question
from usagestats.pipeline.reading import answers
from usagestats.tables.declared import FULL_DETAIL, Detail

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from zoneinfo import ZoneInfo

    from usagestats.catalog.model import Catalog
    from usagestats.classify.requests import Mapped
    from usagestats.logs.files.open_source import Meter
    from usagestats.logs.files.sources import Source
    from usagestats.logs.read_chunk import ChunkRead
    from usagestats.logs.readers.log_format import LogFormat
    from usagestats.pipeline.lines_read import LinesRead


@dataclass(frozen=True, slots=True, eq=False)
class RowsFound:
    """Some of the rows that a question asks for.

    Args:
        rows: The rows, in order.
        in_range: The number of requests in the range, whether they are among the rows or not.
        keys: The keys of these requests that filters name, each combination once.
    """

    rows: pl.DataFrame
    in_range: int = 0
    keys: pl.DataFrame = field(default_factory=pl.DataFrame)


class Rows(Protocol):
    """The rows of requests or rejects that a question asks for."""

    @property
    def columns(self) -> frozenset[str]:
        """The columns of REQUESTS that are needed."""

    @property
    def samples_kept(self) -> int:
        """The number of rejects that are needed of each chunk and reason."""

    def of(self, read: ChunkRead, mapped: Mapped) -> RowsFound:
        """Return the rows of a chunk, in order; `line` is the number of the line in the chunk."""


@dataclass(frozen=True, slots=True)
class CollectRows:
    """Collects the rows of a chunk.

    Args:
        catalog: The rules by which requests are counted. Excluded requests are rows, too.
        rows: The rows that the question asks for.
    """

    catalog: Catalog
    rows: Rows

    @property
    def columns(self) -> frozenset[str]:
        """The columns of REQUESTS that are needed."""
        return frozenset(columns_needed(self.catalog, ())) | self.rows.columns

    @property
    def detail(self) -> Detail:
        """The detail that is needed: every request."""
        return FULL_DETAIL

    def __call__(self, read: ChunkRead, mapped: Mapped) -> RowsFound:
        """Return the rows of one chunk."""
        return self.rows.of(read, mapped)

    def of_chunks(self, read: Sequence[ChunkRead], mapped: Mapped) -> list[RowsFound]:
        """Return the rows of each of several chunks."""
        return list(map(self, read, mapped.of_chunks(one.requests for one in read)))


def rows_question(
    catalog: Catalog, rows: Rows, log_zone: ZoneInfo, log_format: LogFormat | None = None
) -> Question[RowsFound]:
    """Return the question that each chunk answers with its rows."""
    collect = CollectRows(catalog, rows)
    return Question(catalog, collect, log_zone, log_format, rows.samples_kept)


def read_rows(
    lines: LinesRead,
    sources: Sequence[Source],
    question: Question[RowsFound],
    *,
    meter: Meter | None = None,
    chunk_bytes: int = CHUNK_BYTES,
) -> Generator[RowsFound]:
    """Give the rows of sources, chunk by chunk; if the caller stops early, the rest is not read.

    Args:
        lines: Gets the lines of each chunk, and the outcome of each source.
        sources: The logs.
        question: The question for rows.
        meter: Counts the bytes that are read.
        chunk_bytes: The approximate size of a chunk that is held in memory.

    Shape: the rows of a chunk, after the name of the `source`; `line` counts within the source.

    Raises:
        InputError: A source cannot be read, or no format fits what the user named.
    """
    for answer in answers(lines, sources, question, meter, chunk_bytes):
        before = lines.source_lines(answer.lines.source) - answer.lines.source_lines
        source = pl.lit(sources[answer.lines.source].name).alias("source")
        rows = answer.part.rows.with_columns(pl.col("line") + before).select(source, pl.all())
        yield replace(answer.part, rows=rows)
