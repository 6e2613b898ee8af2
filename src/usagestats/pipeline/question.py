"""The unit of work: a chunk is read and mapped, and the part of an answer is collected from it.

`count_chunk` is a pure function of picklable values, so that a pool of threads or other machines
may run it over chunks in any order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from usagestats.classify.clients import columns_for_clients, with_clients
from usagestats.classify.requests import map_requests
from usagestats.light_dataclass import dataclass, replace
from usagestats.logs.read_chunk import read_chunk
from usagestats.logs.rejects import SAMPLES_KEPT
from usagestats.pipeline.lines_read import ChunkLines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from usagestats.catalog.model import Catalog
    from usagestats.classify.requests import Mapped
    from usagestats.logs.chunk import Chunk
    from usagestats.logs.read_chunk import ChunkRead
    from usagestats.logs.readers.log_format import LogFormat
    from usagestats.logs.readers.reader import Reader
    from usagestats.tables.declared import Detail

Part = TypeVar("Part")
_Part_co = TypeVar("_Part_co", covariant=True)


class Collect(Protocol[_Part_co]):
    """Collects the part of a question's answer from one chunk; picklable, and without state."""

    @property
    def columns(self) -> frozenset[str]:
        """The columns of REQUESTS that it needs."""

    @property
    def detail(self) -> Detail:
        """The detail of REQUESTS that it needs."""

    def __call__(self, read: ChunkRead, mapped: Mapped) -> _Part_co:
        """Return the part of the answer that one chunk gives.

        Args:
            read: All requests of the chunk.
            mapped: The requests that are not excluded, mapped by the rules of the catalog.
        """

    def of_chunks(self, read: Sequence[ChunkRead], mapped: Mapped) -> Sequence[_Part_co]:
        """Return the part of the answer that each of several chunks gives.

        Args:
            read: All requests of each chunk.
            mapped: The requests of all chunks that are not excluded, mapped together.
        """


@dataclass(frozen=True, slots=True)
class Question(Generic[Part]):
    """A question that logs answer, and how their lines are read.

    Args:
        catalog: The rules that requests are mapped by.
        collect: Collects the answer, chunk by chunk.
        log_zone: The time zone of logs without a UTC offset.
        log_format: The format that all sources must have; `None`: it is detected.
        samples_kept: The number of rejects to keep of each chunk and reason.
    """

    catalog: Catalog
    collect: Collect[Part]
    log_zone: ZoneInfo
    log_format: LogFormat | None = None
    samples_kept: int = SAMPLES_KEPT

    def reader_for(self, log_format: LogFormat) -> Reader:
        """Return the quickest reader that gives the columns of this question."""
        columns = columns_for_clients(self.catalog, self.collect.columns | {"time"})
        return log_format.reader(columns, self.collect.detail)

    def read(self, chunk: Chunk, latest: datetime | None = None) -> ChunkRead:
        """Read the lines of a chunk.

        Args:
            chunk: The chunk.
            latest: `WallTimes.latest` of the lines before in the source; `None` where there are
                none.
        """
        read = read_chunk(
            chunk,
            self.log_zone,
            latest=latest,
            secret_names=self.catalog.secret_names,
            samples_kept=self.samples_kept,
        )
        return replace(read, requests=with_clients(read.requests, self.catalog))

    def read_all(self, chunks: Sequence[Chunk]) -> list[ChunkRead]:
        """Read the lines of small chunks; those that are alike are read together."""
        from usagestats.logs.read_together import read_together  # noqa: PLC0415  (as above)

        found: list[ChunkRead] = []
        for alike in _runs_of_alike(chunks):
            read = read_together(alike, self.catalog.secret_names, self.samples_kept)
            found += map(self._with_clients, alike, read)
        return found

    def _with_clients(self, chunk: Chunk, read: ChunkRead | None) -> ChunkRead:
        if read is None:
            return self.read(chunk)
        requests = with_clients(read.requests, self.catalog)
        return read if requests is read.requests else replace(read, requests=requests)


def _runs_of_alike(chunks: Sequence[Chunk]) -> list[list[Chunk]]:
    from usagestats.logs.read_together import are_alike  # noqa: PLC0415  (only of small files)

    runs: list[list[Chunk]] = []
    for chunk in chunks:
        if runs and are_alike(runs[-1][-1], chunk):
            runs[-1].append(chunk)
        else:
            runs.append([chunk])
    return runs


@dataclass(frozen=True, slots=True)
class ChunkAnswer(Generic[Part]):
    """The answer of one chunk.

    Args:
        lines: The counts of its lines.
        part: The part that was collected.
        chunk: The chunk, where the answer may depend on the lines before it.
    """

    lines: ChunkLines
    part: Part
    chunk: Chunk | None = None

    @classmethod
    def of(cls, chunk: Chunk, read: ChunkRead, mapped: Mapped, part: Part) -> ChunkAnswer[Part]:
        """Return the answer of a chunk that was read and mapped."""
        lines = ChunkLines.of(chunk, read, mapped)
        return cls(lines, part, chunk if read.wall_times.ambiguous else None)

    def after(self, latest: datetime | None, question: Question[Part]) -> ChunkAnswer[Part]:
        """Return the answer that is right after the lines before in the source.

        Each chunk is counted as if it were the first of its source, so that several can be counted
        at a time. If one ends in the hour that clocks show twice, the next may read its times
        otherwise, and is counted again.

        Args:
            latest: `WallTimes.latest` of the lines before; `None` where there are none.
            question: The question that is answered.
        """
        times = self.lines.wall_times
        if latest is None:
            return self
        if self.chunk and times.depend_on(latest):
            return count_chunk(self.chunk, question, latest)
        reached = replace(times, latest=max(latest, times.latest or latest))
        return replace(self, lines=replace(self.lines, wall_times=reached))


def count_chunk(
    chunk: Chunk, question: Question[Part], latest: datetime | None = None
) -> ChunkAnswer[Part]:
    """Read one chunk, map its requests, and collect its part of the answer.

    Args:
        chunk: The chunk.
        question: The question.
        latest: `WallTimes.latest` of the lines before in the source; `None` where there are none.
    """
    read = question.read(chunk, latest)
    mapped = map_requests(read.requests, question.catalog)
    return ChunkAnswer.of(chunk, read, mapped, question.collect(read, mapped))
