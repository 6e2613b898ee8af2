"""An engine that counts whole sources gives what the run by itself gives, whatever happens."""

from __future__ import annotations

import gzip
import inspect
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from tests.ingest import test_again, test_run
from tests.ingest.shop import Shop, lines
from usagestats.periods.period import SLOT
from usagestats.pipeline.mapper import Done, Lost, Threads
from usagestats.pipeline.tasks import TaskGroup
from usagestats.tables.usage import Grain

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


def test_a_copy_is_not_sent_beside_its_original_whatever_is_between(tmp_path: Path) -> None:
    shop = Shop(tmp_path, mapper=Threads(workers=2))
    shop.write("a.log", lines(0, 100))
    shop.write("b.log", lines(500, 600))
    shop.write("c.log", lines(0, 100))

    assert shop.ingest().counts.requests == 200
    assert shop.is_exact(200)


@pytest.mark.parametrize("mapper", [None, Threads(workers=2)])
def test_rows_are_read_on_by_the_header_before_them(tmp_path: Path, mapper: Threads | None) -> None:
    shop = Shop(tmp_path, mapper=mapper)
    header = b"#Fields: time-taken sc-status cs-uri-stem cs-method time date\n"
    shop.write("a.log", header + b"7 200 /a GET 10:00:00 2026-05-04\n" * 3)
    shop.ingest()
    shop.append("a.log", b"7 404 /a GET 10:15:00 2026-05-04\n" * 2)

    assert shop.ingest().counts.requests == 2
    statuses = shop.read(Grain(("status",), SLOT)).usage.filter(pl.col("metric") == "requests")
    assert sorted(statuses.select("status", "requests").rows()) == [(200, 3), (404, 2)]


@pytest.mark.parametrize("mapper", [None, Threads(workers=2)])
def test_an_hour_that_comes_twice_is_told_apart_from_run_to_run(
    tmp_path: Path, mapper: Threads | None
) -> None:
    """On 25 October, the clocks of Berlin go back from 3:00 to 2:00; the log has no offsets."""
    shop = Shop(tmp_path, mapper=mapper, zone=ZoneInfo("Europe/Berlin"))

    def at(clock: str) -> bytes:
        time = f"25/Oct/2026:{clock}:00.000"
        return f'127.0.0.1:5 [{time}] in b/s 0/0/0/7/7 200 5 - - ---- 1/1/0/0/0 0/0 "GET / HTTP/1.1"\n'.encode()

    shop.write("a.log", at("02:10") + at("02:50"))
    shop.ingest()
    shop.append("a.log", at("02:40"))
    shop.ingest()
    shop.append("a.log", at("02:45"))
    shop.ingest()

    usage = shop.read(Grain((), SLOT)).usage.filter(pl.col("metric") == "requests")
    assert usage.sort("start").select("start", "requests").rows() == [
        (datetime(2026, 10, 25, 0, 0, tzinfo=UTC), 1),
        (datetime(2026, 10, 25, 0, 45, tzinfo=UTC), 1),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), 1),
        (datetime(2026, 10, 25, 1, 45, tzinfo=UTC), 1),
    ]


def test_a_file_that_is_still_compressed_is_left_for_later(tmp_path: Path) -> None:
    shop = Shop(tmp_path, seen=False, mapper=Threads(workers=2))
    whole = gzip.compress(lines(0, 100))
    shop.write("a.log.gz", whole[:30])
    first = shop.ingest()
    shop.write("a.log.gz", whole)
    second = shop.ingest()

    assert "it may still be written to: left for later" in str(first.remarks)
    assert [one.damage for one in first.outcomes] == [None]
    assert second.counts.requests == 100


def test_a_run_with_an_engine_commits_by_bytes(tmp_path: Path) -> None:
    shop = Shop(tmp_path, mapper=Threads(workers=1))
    for number in range(6):
        shop.write(f"{number}.log", lines(100 * number, 100 * number + 100))
    version = shop.table().version
    done = shop.ingest(settings=shop.settings(commit_bytes=2 * len(lines(0, 100)) - 1000))

    assert shop.table().version >= version + 3
    assert done.bytes == sum(path.stat().st_size for path in tmp_path.glob("*.log"))
    assert shop.is_exact(600)


class AlwaysReplacing(Threads):
    """An engine so slow that a log is replaced by another one before each attempt."""

    def __init__(self, path: Path) -> None:
        super().__init__(workers=1)
        self._path = path
        self._next = 1000

    def results(self, tasks: Any, work: Any) -> Any:
        self._path.write_bytes(lines(self._next, self._next + 200))
        self._next += 200
        return super().results(tasks, work)


def test_a_log_that_is_replaced_each_time_is_left_for_later(tmp_path: Path) -> None:
    shop = Shop(tmp_path, mapper=AlwaysReplacing(tmp_path / "a.log"))
    shop.write("a.log", lines(0, 200))
    done = shop.ingest()

    assert list(done.remarks.values()) == [
        "was replaced each time before it was read: left for later"
    ]
    assert shop.requests() == 0
