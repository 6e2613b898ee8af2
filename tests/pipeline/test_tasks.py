"""Whole sources as tasks of an engine give what chunks on this machine give."""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from usagestats.catalog.model import DEFAULT_CATALOG
from usagestats.catalog.registry import NO_APPLICATIONS
from usagestats.errors import InputError
from usagestats.logs.files.sources import Source, find_sources
from usagestats.periods.period import SLOT
from usagestats.pipeline.counting import ProblemsWanted, UsageQuestion, read_logs, survey_logs
from usagestats.pipeline.mapper import Done, Lost, Threads
from usagestats.pipeline.reading import readers_of
from usagestats.pipeline.source_task import SourceTask
from usagestats.pipeline.tasks import CountEach, CountTogether, grouped
from usagestats.survey.draft_evidence import DraftSurvey
from usagestats.tables.declared import USAGE_KEYS as KEYS
from usagestats.tables.usage import Grain

QUESTION = UsageQuestion(
    DEFAULT_CATALOG,
    Grain(KEYS, SLOT, has_bytes=True),
    ZoneInfo("Europe/Athens"),
    problems=ProblemsWanted(NO_APPLICATIONS),
    more=(Grain(("application",), SLOT),),
)


class Tree:
    """An engine in one process that adds results by the work, three at a time, out of order."""

    def results(self, tasks: Iterable[Any], work: Any) -> Iterator[Done[Any] | Lost]:
        waiting = [((task.number,), work(task)) for task in tasks]
        random.Random(5).shuffle(waiting)
        while len(waiting) > 1:
            three = waiting[:3]
            numbers = tuple(number for one in three for number in one[0])
            waiting = [*waiting[3:], (numbers, work.add([one[1] for one in three]))]
        yield from (Done(*one) for one in waiting)


@pytest.fixture
def logs(tmp_path: Path) -> list[Source]:
    for number in range(30):
        lines = [
            f'1.2.3.4 - - [04/May/2026:{hour:02}:15:30 +0000] "GET /a?user_key=k{hour % number}'
            f' HTTP/1.1" {500 + hour % 5} {number}\n'
            for hour in range(24)
            if number
        ]
        content = ("".join(lines) + f"odd {number}\n").encode()
        packed = gzip.compress(content) if number % 3 else content
        (tmp_path / f"gw{number}.log").write_bytes(packed)
    (tmp_path / "gw9.log.copy").write_bytes((tmp_path / "gw9.log").read_bytes() * 9)
    (tmp_path / "rubbish.txt").write_text("nothing\n" * 50, encoding="utf-8")
    return find_sources([str(tmp_path)])


@pytest.mark.parametrize("engine", [Tree(), Threads(workers=2)])
def test_an_engine_gives_the_same_as_chunks_here(logs: list[Source], engine: Any) -> None:
    here = read_logs(logs, QUESTION)
    there = read_logs(logs, QUESTION, mapper=engine)
    order = ["start", *KEYS, "metric"]

    assert there.usage.sort(order).equals(here.usage.sort(order))
    assert there.problems.sort("start", "code").equals(here.problems.sort("start", "code"))
    assert (
        there.more[0]
        .sort("start", "application", "metric")
        .equals(here.more[0].sort("start", "application", "metric"))
    )
    assert there.lines == here.lines
    assert there.coverage == here.coverage


def test_a_survey_finds_the_same(logs: list[Source]) -> None:
    _, here = survey_logs(logs, QUESTION, DraftSurvey())
    _, there = survey_logs(logs, QUESTION, DraftSurvey(), mapper=Tree())

    assert there == here


def test_small_sources_travel_together_and_large_ones_alone(tmp_path: Path) -> None:
    sizes = [100, 100, 70 << 20, 100, *[600 << 10] * 3]
    for number, size in enumerate(sizes):
        with (tmp_path / f"{number}.log").open("wb") as file:
            file.truncate(size)
    sources = find_sources([str(tmp_path)])
    tasks = [SourceTask.of(one) for one in readers_of(sources, QUESTION.of_chunks())]

    groups = grouped(tasks, first_number=10)

    assert [len(group.tasks) for group in groups] == [3, 3, 1]
    assert [group.number for group in groups] == [10, 11, 12]
    assert sum(group.bytes for group in groups) == sum(sizes)
    assert groups[0].names == f"{sources[0].name} and 2 more"


def test_an_engine_may_log_tasks_and_work_without_a_secret(logs: list[Source]) -> None:
    counting = QUESTION.counting()
    tasks = [SourceTask.of(one) for one in readers_of(logs[:2], counting.question)]

    assert repr(grouped(tasks)[0]) == f"group 0: {logs[0].name} and 1 more"
    assert "Catalog" not in repr(CountTogether(counting)) + repr(CountEach(counting))


def test_counts_that_stay_apart_have_their_parts_and_errors(logs: list[Source]) -> None:
    counting = QUESTION.counting()
    logs[1].path.unlink()  # type: ignore[union-attr]
    tasks = [SourceTask.of(one) for one in readers_of(logs[:3], counting.question)]
    work = CountEach(counting)
    (group,) = grouped(tasks)

    counts = work.add([work(group), ()])

    assert [bool(one.error) for one in counts] == [False, True, False]
    assert [one.part is None for one in counts] == [True, True, False]


def test_an_unreadable_log_is_an_error_of_the_run(logs: list[Source]) -> None:
    class Gone(Threads):
        def results(self, tasks: Any, work: Any) -> Any:
            logs[4].path.unlink()  # type: ignore[union-attr]
            return super().results(tasks, work)

    with pytest.raises(InputError, match="cannot be read"):
        read_logs(logs, QUESTION, mapper=Gone())


def test_a_lost_log_is_looked_for_among_its_group_and_named(logs: list[Source]) -> None:
    class Dying:
        def results(self, tasks: Iterable[Any], work: Any) -> Iterator[Done[Any] | Lost]:
            for task in tasks:
                if logs[7].path in [one.reader.source.path for one in task.tasks]:
                    yield Lost(task.number, "its workers ended")
                else:
                    yield Done((task.number,), work(task))

    with pytest.raises(InputError, match="its workers ended") as error:
        read_logs(logs, QUESTION, mapper=Dying())
    assert error.value.where == logs[7].name


def test_a_folder_without_an_access_log_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("nothing\n" * 50, encoding="utf-8")

    with pytest.raises(InputError, match="no access log in it"):
        read_logs(find_sources([str(tmp_path)]), QUESTION, mapper=Threads())


NIGHT = [datetime(2026, 10, 25, 0, minute, tzinfo=UTC) for minute in range(30, 60)]


def test_the_hour_that_clocks_show_twice_is_read_in_order(tmp_path: Path) -> None:
    zone = ZoneInfo("Europe/Athens")
    times = [*NIGHT, *(time.replace(hour=1) for time in NIGHT)]
    lines = [
        f'1.2.3.4 - - [{time.astimezone(zone):%d/%b/%Y:%H:%M:%S}] "GET / HTTP/1.1" 200 5\n'
        for time in times
    ]
    (tmp_path / "a.log").write_text("".join(lines), encoding="utf-8")
    sources = find_sources([str(tmp_path / "a.log")])

    here = read_logs(sources, QUESTION, chunk_bytes=500)
    there = read_logs(sources, QUESTION, mapper=Threads())

    assert there.lines == here.lines
    assert there.usage.sort("start", "metric").equals(here.usage.sort("start", "metric"))
