"""A source is counted as a whole, by a task that any process can work at."""

from __future__ import annotations

import gzip
import pickle
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from usagestats.catalog.model import DEFAULT_CATALOG
from usagestats.logs.chunk import Chunk
from usagestats.logs.files.positions import BEGINNING
from usagestats.logs.files.sources import find_sources
from usagestats.logs.source_reader import careful_reader
from usagestats.periods.period import SLOT
from usagestats.pipeline import source_task
from usagestats.pipeline.counting import UsageQuestion, read_logs
from usagestats.pipeline.question import Question
from usagestats.pipeline.reading import readers_of
from usagestats.pipeline.source_task import SourceTask, count_sources
from usagestats.pipeline.together import count_chunks
from usagestats.pipeline.usage_sum import ChunkUsage
from usagestats.tables.usage import Grain

LINE = '1.2.3.4 - - [04/May/2026:{0:02}:15:30 +0000] "GET /a?user_key=k HTTP/1.1" 200 1\n'
QUESTION = UsageQuestion(DEFAULT_CATALOG, Grain(("status",), SLOT), ZoneInfo("UTC"))
COUNTING = QUESTION.counting()


def task_for(path: Path) -> SourceTask:
    (reader,) = readers_of(find_sources([str(path)]), COUNTING.question, first_number=3)
    return SourceTask.of(reader, lines_before=100)


@pytest.mark.parametrize("name", ["a.log", "a.log.gz"])
def test_a_count_is_that_of_all_chunks_together(tmp_path: Path, name: str) -> None:
    content = "".join(LINE.format(number % 24) for number in range(500)) + "odd\n"
    packed = gzip.compress(content.encode()) if name.endswith("gz") else content.encode()
    (tmp_path / name).write_bytes(packed)
    task, counting = pickle.loads(pickle.dumps((task_for(tmp_path / name), COUNTING)))  # noqa: S301

    (counted,) = count_sources([task], counting, chunk_bytes=2_000)

    assert counted.part
    usage = counted.part.usage.table(QUESTION.grain)
    here = read_logs([task.reader.source], QUESTION)
    assert usage.sort("start", "metric").equals(here.usage.sort("start", "metric"))
    assert counted.lines.counts == here.counts
    assert next(iter(counted.lines.rejects.samples.values()))[0].line == 601
    assert counted.end.offset == len(content)
    assert counted.error is None


def test_a_task_is_small_and_names_no_folder_of_its_process(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text(LINE.format(1), encoding="utf-8")
    (reader,) = readers_of(find_sources([str(tmp_path / "a.log")]), COUNTING.question)
    relative = replace(reader, source=replace(reader.source, place=Path("a.log")))
    task = SourceTask.of(relative)

    assert task.reader.source.path == Path.cwd() / "a.log"
    assert task.reader.source.name == reader.source.name
    assert task.reader.reader_for is careful_reader
    assert len(pickle.dumps(task)) < 2_000


def test_an_error_is_part_of_the_count(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text(LINE.format(1), encoding="utf-8")
    task = task_for(tmp_path / "a.log")
    (tmp_path / "a.log").unlink()

    (counted,) = count_sources([task], COUNTING)

    assert "cannot be read" in str(counted.error)
    assert (counted.part, counted.end) == (None, BEGINNING)
    assert counted.lines.outcomes == [counted.outcome]


def test_small_sources_are_mapped_together_and_counted_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(9):
        content = LINE.format(number) * number + ("odd\n" if number % 2 else "")
        (tmp_path / f"{number}.log").write_text(content, encoding="utf-8")
    readers = readers_of(find_sources([str(tmp_path)]), COUNTING.question)
    tasks = [SourceTask.of(reader) for reader in readers]
    (tmp_path / "4.log").unlink()
    sizes: list[int] = []

    def counted(chunks: Sequence[Chunk], question: Question[ChunkUsage]) -> object:
        sizes.append(len(chunks))
        return count_chunks(chunks, question)

    monkeypatch.setattr(source_task, "count_chunks", counted)
    together = count_sources(tasks, COUNTING)
    apart = [count_sources([task], COUNTING)[0] for task in tasks]

    assert sizes[0] > 1
    assert [bool(one.error) for one in together] == [number == 4 for number in range(9)]
    for one, same in zip(together, apart, strict=True):
        assert (one.outcome, one.end, one.header) == (same.outcome, same.end, same.header)
        assert one.lines.counts == same.lines.counts
        assert (one.part is None) == (same.part is None)
        if one.part and same.part:
            ours, theirs = (
                part.usage.table(QUESTION.grain).sort("start", "metric", "status")
                for part in (one.part, same.part)
            )
            assert ours.equals(theirs)
