"""One run of `ingest`: sources are read one after another, counted, and committed in batches."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Final

from usagestats.ingest.again import Replacements, by_group
from usagestats.ingest.batch import Batch, Part
from usagestats.ingest.chunk_size import ChunkSize
from usagestats.ingest.continued_source import ContinuedSource
from usagestats.ingest.progress import KnownProgress
from usagestats.ingest.sent_sources import counted_elsewhere
from usagestats.ingest.series_of_run import SeriesOfRun
from usagestats.logs.source_reader import SourceOutcome
from usagestats.pipeline.lines_read import LinesRead
from usagestats.pipeline.read_ahead import AT_ONCE
from usagestats.pipeline.reading import counted_in_order, readers_of
from usagestats.store.log_files import read_files
from usagestats.store.sources import read_bound, read_progress
from usagestats.store.table import ATTEMPTS, too_many_conflicts
from usagestats.store.upkeep import merge_when_many
from usagestats.unfinished_files import unfinished_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from usagestats.errors import InputError
    from usagestats.ingest.seen_files import SeenFiles
    from usagestats.logs.chunk import Chunk
    from usagestats.logs.files.open_source import Meter
    from usagestats.logs.files.sources import Source
    from usagestats.logs.source_reader import SourceReader
    from usagestats.pipeline.counting import UsageQuestion
    from usagestats.pipeline.mapper import Mapper
    from usagestats.pipeline.question import ChunkAnswer
    from usagestats.pipeline.usage_sum import ChunkUsage
    from usagestats.rotation.log_file import LogFile
    from usagestats.store.table import StoreTable
    from usagestats.unfinished_files import UnfinishedFiles

_CHUNK_BYTES: Final = 4 << 20
"""The size of the pieces that are read; a chunk has two of them, or three: see `chunk_size`. With
three of 5 MiB, a dense log on which one with an application in each line follows took 870 MB."""
COMMIT_BYTES: Final = 1 << 30
COMMIT_ROWS: Final = 150_000
"""The rows of usage after which parts are committed: a row takes up to 1 KB until it is."""
COMMIT_SECONDS: Final = 15.0
"""The time after which parts are committed: a run that is stopped keeps most of its work."""


@dataclass(frozen=True, slots=True)
class IngestSettings:
    """The store of a run, and how the run counts.

    Args:
        table: The store.
        question: The usage to count, at the grain of the store.
        catalog: The fingerprint of the catalog that requests are mapped by.
        minute_metrics: The metrics whose slots are a minute wide.
        seen: The unchanged files of earlier runs, which are not opened.
        merged_before: The beginning of a day, UTC: the groups of sources that ended before it may
            be merged.
        seconds: Gives the time in seconds, from any beginning.
        is_final: The sources are complete: a last line without a newline counts, too.
        is_again: Whether sources are counted once more, and their rows in the store replaced.
        commit_rows: The number of rows of usage after which parts are committed.
        commit_seconds: The time after which parts are committed.
        chunk_bytes: The approximate size of the smallest chunks.
        commit_bytes: The number of bytes after which parts are committed.
        mapper: The engine that counts whole sources; `None`: chunks are counted here.
    """

    table: StoreTable
    question: UsageQuestion
    catalog: str
    minute_metrics: frozenset[str]
    seen: SeenFiles
    merged_before: datetime
    seconds: Callable[[], float]
    is_final: bool = False
    is_again: bool = False
    commit_rows: int = COMMIT_ROWS
    commit_seconds: float = COMMIT_SECONDS
    chunk_bytes: int = _CHUNK_BYTES
    commit_bytes: int = COMMIT_BYTES
    mapper: Mapper | None = None


@dataclass(slots=True)
class Ingested(LinesRead):
    """The lines that a run has added to the store, with remarks and errors.

    Args:
        bytes: The number of decompressed bytes that were counted.
        errors: The errors of sources that could not be read.
        remarks: Why some or all of a source was not counted, by the name of its file.
        files: The files that were at hand, by the ids of their sources.
    """

    bytes: int = 0
    errors: list[InputError] = field(default_factory=list)
    remarks: dict[str, str] = field(default_factory=dict)
    files: dict[str, LogFile] = field(default_factory=dict)


def ingest(
    sources: Sequence[Source], settings: IngestSettings, meter: Meter | None = None
) -> Ingested:
    """Add to a store those lines of sources that it does not have yet.

    A source that cannot be read becomes one of the `errors` and does not stop the run: under cron,
    one bad log would otherwise keep all others out.

    Args:
        sources: The sources.
        settings: The store, and how to count.
        meter: Counts the bytes that are read.

    Raises:
        UsageStatsError: The store cannot be written, or other runs have committed before every
            attempt. The store holds whole commits only.
    """
    done = Ingested()
    waiting = list(sources)
    for _ in range(ATTEMPTS):
        with unfinished_files() as files:
            waiting = _Turn(settings, done, files).run(waiting, meter)
        if not waiting:
            merge_when_many(settings.table, settings.merged_before)
            return done
        settings.table.reload()
    raise too_many_conflicts(settings.table)


class _Turn:
    """One attempt on all sources that wait: each is read on from its progress in the store."""

    def __init__(
        self, settings: IngestSettings, done: Ingested, unfinished: UnfinishedFiles
    ) -> None:
        stored = read_progress(settings.table)
        self._settings = settings
        self._done = done
        self._question = settings.question.of_chunks()
        files = read_files(settings.table)
        self._known = KnownProgress(
            stored, {name: one.paths for name, one in files.items()}, read_bound(settings.table)
        )
        self._batch = Batch(
            settings.table,
            stored,
            settings.catalog,
            settings.minute_metrics,
            unfinished,
            self._known.forgotten_before,
        )
        self._series = SeriesOfRun(files, done.files)
        self._files = files
        self._replacements = Replacements(stored)
        self._dropped: set[ContinuedSource] = set()
        self._chunk_size = ChunkSize(settings.chunk_bytes)
        self._latest: dict[str, datetime | None] = {}  # `WallTimes.latest` of each source
        self._waiting_bytes = self._waiting_rows = 0
        self._last_commit = settings.seconds()

    def run(self, sources: Sequence[Source], meter: Meter | None) -> list[Source]:
        """Read and commit; return the sources that another run has counted further meanwhile."""
        if self._settings.is_again:
            sources = by_group(sources, self._known, self._files)
        first = len(self._done.outcomes)
        readers = readers_of(sources, self._question, first_number=first)
        continued = [self._continued(reader) for reader in readers]
        try:
            for part in self._parts(continued, first, meter):
                self._take(part)
        except Exception:
            self._commit()  # else later runs with the same fault would count these again and again
            raise
        self._replacements.remark_on_the_rest()
        self._batch.follows = self._series.news(continued)
        self._commit()
        self._close(continued)
        return [one.source for one in continued if one in self._dropped]

    def _take(self, part: Part) -> None:
        """Add a part to the batch; parts that replace the sources of a group are a batch."""
        parts = [part]
        if part.replaces_all:
            self._batch.hold(part)  # it may wait for many others
            parts = self._replacements.add(part)
            if not parts:
                return
            self._commit()
        for one in parts:
            self._batch.parts.append(one)
            self._waiting_rows += one.total.height
            self._series.add(one)
        if part.replaces_all or self._is_due():
            self._commit()

    def _continued(self, reader: SourceReader) -> ContinuedSource:
        how = self._settings
        size = self._chunk_size
        return ContinuedSource(reader, self._known, how.seen, how.is_final, how.is_again, size)

    def _parts(
        self, sources: Sequence[ContinuedSource], first: int, meter: Meter | None
    ) -> Iterator[Part]:
        """Give the counted parts of sources; an engine gives one part of each, in any order."""
        settings = self._settings
        if settings.mapper is None:
            yield from self._counted(sources, first, meter)
            return
        counting = settings.question.counting()
        for source, counted in counted_elsewhere(sources, counting, settings.mapper):
            part = Part.of(source, source.base, settings.question.grain)
            part.add_whole(counted)
            self._waiting_bytes += part.bytes
            yield part

    def _counted(
        self, sources: Sequence[ContinuedSource], first: int, meter: Meter | None
    ) -> Iterator[Part]:
        """Yield the counted parts: of each source one, or one for each `commit_bytes` of it.

        `first` is the number of the first source in this run.
        """
        settings = self._settings
        grain = settings.question.grain
        part: Part | None = None
        for counted in counted_in_order(self._chunks(sources, meter), self._question):
            source = sources[counted.lines.source - first]
            if part and part.source is not source:
                if part.has_any:
                    yield part
                part = None
            # a source that is counted again is replaced in one commit
            if part and not source.replaces_all and self._is_due(part):
                yield part
                part = Part.of(source, part.end, grain)
            self._chunk_size.learn(counted)
            part = part or Part.of(source, source.base, grain)
            part.add(self._after_known(counted, part))
            if source.replaces_all and self._is_large(part):
                self._batch.hold(part)
            self._waiting_bytes += counted.lines.bytes
        if part and part.has_any:
            yield part

    def _chunks(self, sources: Sequence[ContinuedSource], meter: Meter | None) -> Iterator[Chunk]:
        """Give the chunks of all sources in order; several compressed ones are read side by side.

        A source is recognised at its turn, when all sources before it are known.
        """
        size = self._settings.chunk_bytes
        waiting = iter(sources)
        begun = deque[ContinuedSource]()
        try:
            while True:
                for source in islice(waiting, AT_ONCE - len(begun)):
                    source.begin(meter, size)
                    begun.append(source)
                if not begun:
                    return
                yield from begun[0].chunks(meter, size)
                begun.popleft()
        finally:
            for source in begun:
                source.stop()

    def _is_due(self, part: Part | None = None) -> bool:
        """Whether it is time to commit the parts that wait, and this one."""
        settings = self._settings
        rows = self._waiting_rows
        if part and self._is_large(part):
            rows = settings.commit_rows
        return (
            rows >= settings.commit_rows
            or self._waiting_bytes >= settings.commit_bytes
            or settings.seconds() - self._last_commit >= settings.commit_seconds
        )

    def _is_large(self, part: Part) -> bool:
        """Whether a part has too many rows to stay in memory, with those that wait before it."""
        most = self._settings.commit_rows - self._waiting_rows
        if part.total.height < most:
            return False
        part.total.settle()
        return 2 * part.total.height >= most  # else the next chunk would settle it again

    def _after_known(self, counted: ChunkAnswer[ChunkUsage], part: Part) -> ChunkAnswer[ChunkUsage]:
        """Return the answer that is right after the lines that were counted before."""
        latest = self._latest.get(part.name, part.begin.latest_ambiguous)
        answer = counted.after(latest, self._question)
        self._latest[part.name] = answer.lines.wall_times.latest
        return answer

    def _commit(self) -> None:
        committed, dropped = self._batch.commit()
        self._dropped.update(dropped)
        self._waiting_bytes = self._waiting_rows = 0
        self._last_commit = self._settings.seconds()
        for part in committed:
            self._done.merge(part.lines)
            self._done.bytes += part.bytes

    def _close(self, sources: Sequence[ContinuedSource]) -> None:
        """Collect outcomes, errors and remarks, and note the files counted to their end."""
        for source in sources:
            if source in self._dropped:  # the next turn adds its final outcome
                self._done.outcomes.append(SourceOutcome(source.source, source.reader.number))
                continue
            self._done.outcomes.append(source.outcome)
            path, offset = source.source.path, source.complete_offset
            if source.error:
                self._done.errors.append(source.error)
            elif source.remark:
                self._done.remarks[source.source.name] = source.remark
            elif path and source.status and source.name and offset is not None:
                self._settings.seen.note(path, source.status, source.name, offset)
