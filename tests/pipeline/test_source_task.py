"""A source is counted as a whole, by a task that any process can work at."""

from __future__ import annotations

import gzip
import pickle
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from usagestats.catalog.model import DEFAULT_CATALOG
from usagestats.logs.files.positions import BEGINNING
from usagestats.logs.files.sources import find_sources
from usagestats.logs.source_reader import careful_reader
from usagestats.periods.period import SLOT
from usagestats.pipeline.counting import UsageQuestion, read_logs
from usagestats.pipeline.reading import readers_of
from usagestats.pipeline.source_task import SourceTask, count_source
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

    counted = count_source(task, counting, chunk_bytes=2_000)

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

    counted = count_source(task, COUNTING)

    assert "cannot be read" in str(counted.error)
    assert (counted.part, counted.end) == (None, BEGINNING)
    assert counted.lines.outcomes == [counted.outcome]
