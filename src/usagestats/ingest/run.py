"""One run of `ingest`: sources are read in turn, counted, and committed in batches."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Final

from usagestats.ingest.batch import Batch, Part
from usagestats.ingest.continued_source import ContinuedSource
from usagestats.ingest.progress import KnownProgress
from usagestats.logs.files.whole_lines import CHUNK_BYTES
from usagestats.logs.source_reader import SourceOutcome
from usagestats.pipeline.lines_read import LinesRead
from usagestats.pipeline.question import count_chunk
from usagestats.pipeline.reading import in_order, readers_of
from usagestats.store.sources import read_progress
from usagestats.store.table import ATTEMPTS, always_late
from usagestats.store.upkeep import merge_when_many

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from usagestats.errors import InputError
    from usagestats.ingest.seen_files import SeenFiles
    from usagestats.logs.files.open_source import Meter
    from usagestats.logs.files.sources import Source
    from usagestats.logs.source_reader import SourceReader
    from usagestats.pipeline.counting import UsageQuestion
    from usagestats.store.table import StoreTable

COMMIT_BYTES: Final = 1 << 30


@dataclass(frozen=True, slots=True)
class Ingest:
    """What is to be put into a store, and how.

    Args:
        table: The store.
        question: What to count, as finely as the store keeps it.
        catalog: The fingerprint of what requests are mapped by.
        minute_metrics: The metrics whose slots are a minute wide.
        seen: The files that are known to be counted as they are.
        is_final: Whether nothing follows what is there, not even the rest of a last line.
        is_again: Whether sources are counted once more, and what the store has of them replaced.
        chunk_bytes: About how large a chunk is.
        commit_bytes: After how many bytes there is a commit.
    """

    table: StoreTable
    question: UsageQuestion
    catalog: str
    minute_metrics: frozenset[str]
    seen: SeenFiles
    is_final: bool = False
    is_again: bool = False
    chunk_bytes: int = CHUNK_BYTES
    commit_bytes: int = COMMIT_BYTES


@dataclass(slots=True)
class Ingested(LinesRead):
    """What a run has added to the store, and what was noticed on the way.

    Args:
        bytes: How many of decompressed sources were counted.
        remarks: Why nothing was read of some sources, by name.
        errors: Why some could not be read.
    """

    bytes: int = 0
    errors: list[InputError] = field(default_factory=list)
    remarks: dict[str, str] = field(default_factory=dict)


def ingest(sources: Sequence[Source], asked: Ingest, meter: Meter | None = None) -> Ingested:
    """Add to a store what it does not have of sources.

    What cannot be read is told by `errors`; the others are counted all the same.

    Raises:
        UsageStatsError: The store cannot be written, or others have changed it again and again.
            It holds whole commits only.
    """
    done = Ingested()
    waiting = list(sources)
    for _ in range(ATTEMPTS):
        turn = _Turn(asked, done)
        waiting = turn.run(waiting, meter)
        if not waiting:
            merge_when_many(asked.table)
            return done
        asked.table.reload()
    raise always_late(asked.table)


class _Turn:
    """The sources read once, from where the store has them."""

    def __init__(self, asked: Ingest, done: Ingested) -> None:
        stored = read_progress(asked.table)
        self._asked = asked
        self._done = done
        self._question = asked.question.of_chunks()
        self._known = KnownProgress(stored)
        self._batch = Batch(asked.table, stored, asked.catalog, asked.minute_metrics)
        self._dropped: list[ContinuedSource] = []
        self._waiting = 0

    def run(self, sources: Sequence[Source], meter: Meter | None) -> list[Source]:
        """Read and commit; return the sources that are to be looked at again."""
        first = len(self._done.outcomes)
        readers = readers_of(sources, self._question, first_number=first)
        continued = [self._continued(reader) for reader in readers]
        try:
            for part in self._counted(continued, first, meter):
                self._take(part)
        except Exception:
            self._commit()  # what was counted before is not to be counted again and again
            raise
        self._commit()
        self._close(continued)
        return [one.source for one in continued if one in self._dropped]

    def _take(self, part: Part) -> None:
        """Let a part wait for its commit; one that replaces a source has a commit of its own."""
        if part.replaces_all:
            self._commit()
            if part.is_less_than_before:
                part.source.remark = "is less than was counted of it: what was counted stays"
                return
        self._batch.parts.append(part)
        if part.replaces_all or self._waiting >= self._asked.commit_bytes:
            self._commit()

    def _continued(self, reader: SourceReader) -> ContinuedSource:
        asked = self._asked
        return ContinuedSource(reader, self._known, asked.seen, asked.is_final, asked.is_again)

    def _counted(
        self, sources: Sequence[ContinuedSource], first: int, meter: Meter | None
    ) -> Iterator[Part]:
        """Give what is to be committed: each source, or so many bytes of it, as it is counted."""
        asked = self._asked
        work = partial(count_chunk, question=self._question)
        part: Part | None = None
        chunks = chain.from_iterable(one.chunks(meter, asked.chunk_bytes) for one in sources)
        for counted in in_order(chunks, work):
            source = sources[counted.lines.source - first]
            if part and part.source is not source:
                if part.has_any:
                    yield part
                part = None
            part = part or Part.of(source, source.base, asked.question.grain)
            part.add(counted)
            self._waiting += counted.lines.bytes
            # a source that is counted again is replaced in one commit
            if self._waiting >= asked.commit_bytes and not source.replaces_all:
                yield part
                part = Part.of(source, part.end, asked.question.grain)
        if part and part.has_any:
            yield part

    def _commit(self) -> None:
        committed, dropped = self._batch.commit()
        self._dropped += dropped
        self._waiting = 0
        for part in committed:
            self._done.merge(part.lines)
            self._done.bytes += part.bytes

    def _close(self, sources: Sequence[ContinuedSource]) -> None:
        """Take note of what was noticed, and of the files that are counted as they are."""
        for source in sources:
            if source in self._dropped:  # its outcome is that of the next look at it
                self._done.outcomes.append(SourceOutcome(source.source, source.reader.number))
                continue
            self._done.outcomes.append(source.outcome)
            path, offset = source.source.path, source.complete_offset
            if source.error:
                self._done.errors.append(source.error)
            elif source.remark:
                self._done.remarks[source.source.name] = source.remark
            elif path and source.status and source.name and offset is not None:
                self._asked.seen.note(path, source.status, source.name, offset)
