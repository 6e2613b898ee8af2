"""An engine that counts whole sources gives what the run by itself gives, whatever happens."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ingest import test_again, test_run
from tests.ingest.shop import Shop, lines
from usagestats.pipeline.mapper import Done, Lost, Threads
from usagestats.pipeline.tasks import TaskGroup

ABOUT_CHUNKS = {"test_a_large_log_is_committed_in_parts", "test_a_run_commits_by_rows"}
"""An engine gives one part of each source."""


def stories(module: object, fixture: str) -> list[Callable[..., None]]:
    """Return the tests that need nothing but a shop, and perhaps a number of lines."""
    return [
        test
        for name, test in vars(module).items()
        if name.startswith("test_")
        and name not in ABOUT_CHUNKS
        and {fixture} <= {*inspect.signature(test).parameters} <= {fixture, "count"}
    ]


@pytest.mark.parametrize("count", [3, 200])
@pytest.mark.parametrize("story", stories(test_run, "shop"), ids=lambda story: story.__name__)
def test_a_story_ends_alike(tmp_path: Path, story: Callable[..., None], count: int) -> None:
    shop = Shop(tmp_path, mapper=Threads(workers=2))
    if "count" in inspect.signature(story).parameters:
        story(shop, count)
    elif count == 3:
        story(shop)


def test_there_are_stories() -> None:
    assert len(stories(test_run, "shop")) > 15
    assert stories(test_again, "merged")


@pytest.mark.parametrize("story", stories(test_again, "merged"), ids=lambda story: story.__name__)
def test_counting_again_ends_alike(tmp_path: Path, story: Callable[..., None]) -> None:
    make = inspect.unwrap(test_again.merged)
    story(make(Shop(tmp_path, mapper=Threads(workers=2))))


def test_copies_of_one_run_are_counted_once(tmp_path: Path) -> None:
    shop = Shop(tmp_path, mapper=Threads(workers=2))
    shop.write("a.log", lines(0, 100))
    shop.write("b.log", lines(0, 300))
    shop.write("c.log", lines(0, 300))
    shop.write("d.log", lines(500, 600))

    done = shop.ingest()

    assert done.counts.requests == 400
    assert shop.requests() == 400
    assert [one.number for one in done.outcomes] == [0, 1, 2, 3]


class Deadly:
    """An engine whose workers die of one log, wherever it is."""

    def __init__(self, name: str) -> None:
        self._name = name

    def results(self, tasks: Iterable[Any], work: Any) -> Iterator[Done[Any] | Lost]:
        for task in tasks:
            if self._has(task):
                yield Lost(task.number, "its workers ended")
            else:
                yield Done((task.number,), work(task))

    def _has(self, group: TaskGroup) -> bool:
        return any(Path(task.reader.source.name).name == self._name for task in group.tasks)


def test_a_log_that_kills_workers_is_named_and_all_others_are_counted(tmp_path: Path) -> None:
    shop = Shop(tmp_path, mapper=Deadly("3.log"))
    for number in range(6):
        shop.write(f"{number}.log", lines(100 * number, 100 * number + 100))

    done = shop.ingest()

    assert [(error.where, error.what) for error in done.errors] == [
        (str(tmp_path / "3.log"), "could not be counted: its workers ended")
    ]
    assert shop.requests() == 500
    shop.mapper = None
    assert shop.ingest().counts.requests == 100


class Replacing(Threads):
    """An engine that is slow: a log is replaced by another one before a worker opens it."""

    def __init__(self, path: Path, content: bytes) -> None:
        super().__init__(workers=1)
        self._path = path
        self._content = content

    def results(self, tasks: Any, work: Any) -> Any:
        self._path.write_bytes(self._content)
        return super().results(tasks, work)


def test_a_log_that_is_replaced_meanwhile_is_recognised_again(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.write("a.log", lines(0, 200))
    shop.ingest()
    shop.append("a.log", lines(200, 300))
    shop.mapper = Replacing(tmp_path / "a.log", lines(1000, 1400))

    first = shop.ingest()
    again = shop.ingest()

    assert first.counts.requests + again.counts.requests == 400
    assert shop.requests() == 600
