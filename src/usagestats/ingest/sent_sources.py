"""Sources that an engine counts elsewhere: all that can be told apart are sent at the same time.

Whether a source is new depends on those before it: another file may hold the same log. So a source
that begins as one under way waits until that one is counted, and is then recognised.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from usagestats.ingest.recognition import KnownSources
from usagestats.logs.files.positions import BEGINNING
from usagestats.pipeline.source_task import SourceTask
from usagestats.pipeline.tasks import counts_apart

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from usagestats.ingest.continued_source import ContinuedSource
    from usagestats.pipeline.mapper import Mapper
    from usagestats.pipeline.part_sums import Counting
    from usagestats.pipeline.source_task import SourceCount
    from usagestats.pipeline.usage_sum import ChunkUsage

_ATTEMPTS: Final = 3


def counted_elsewhere(
    sources: Sequence[ContinuedSource], counting: Counting[ChunkUsage], mapper: Mapper
) -> Iterator[tuple[ContinuedSource, SourceCount[ChunkUsage]]]:
    """Give the counts of sources that have new lines, as they come.

    Args:
        sources: The sources of a run, in order.
        counting: The question.
        mapper: The engine.
    """
    waiting, attempts = list(sources), Counter[int]()
    while waiting:
        sent, waiting = _sent(waiting)
        tasks = {source.reader.number: source for source, _ in sent}
        for number, counted in counts_apart([task for _, task in sent], counting, mapper):
            source = tasks[number]
            attempts[number] += 1
            if source.take(counted):
                if counted.part is not None:
                    yield source, counted
            elif attempts[number] < _ATTEMPTS:
                waiting.append(source)
            else:
                source.remark = "was replaced each time before it was read: left for later"


def _sent(
    sources: Sequence[ContinuedSource],
) -> tuple[list[tuple[ContinuedSource, SourceTask]], list[ContinuedSource]]:
    """Return the sources to send now with their tasks, and those that wait for one of them."""
    under_way = KnownSources({})
    sent: list[tuple[ContinuedSource, SourceTask]] = []
    later: list[ContinuedSource] = []
    for source in sources:
        reader = source.reader_to_send()
        if reader is None or source.found is None:
            continue
        head = source.found.head
        if head and under_way.beginning_like(head):
            later.append(source)
            continue
        if head:
            under_way.add(str(reader.number), BEGINNING.after(head).fingerprint())
        begun = None if source.replaces_all else source.base
        latest, lines = (begun.latest_ambiguous, begun.file_lines) if begun else (None, 0)
        sent.append((source, SourceTask.of(reader, latest, lines)))
    return sent, later
