"""Several `ingest` at once, and a reader meanwhile: each line once, and only whole sources seen."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest

from tests.system.harness import Station, cells, lines, together

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FILES = 20
PROCESSES = 8
LINES = 5_000


@pytest.fixture
def station(tmp_path: Path) -> Station:
    (tmp_path / "logs").mkdir()
    for number in range(FILES):
        text = "".join(lines(f"app{number:02}", 0, LINES + number))
        (tmp_path / "logs" / f"access.log.{number}").write_text(text, encoding="ascii")
    return Station(tmp_path)


@contextmanager
def watched(station: Station) -> Iterator[list[Counter[str]]]:
    """Read the store again and again while something else is done; give what was seen."""
    seen: list[Counter[str]] = []
    faults: list[object] = []
    is_done = Event()

    def read() -> None:
        while not is_done.is_set():
            code, _, said = station.run("traffic", "--by", "all")
            if code == 0:
                seen.append(station.by_application())
            elif not (code == 2 and "no store is here" in said and not seen):
                faults.append((code, said))

    reader = Thread(target=read)
    reader.start()
    try:
        yield seen
    finally:
        is_done.set()
        reader.join()
    assert faults == []


def all_at_once(station: Station, arguments: list[list[str]]) -> list[tuple[int, str, str]]:
    processes = [station.start("ingest", *one) for one in arguments]
    outcomes = []
    for process in processes:
        with process:
            written, said = process.communicate()
        outcomes.append((process.returncode, written, said))
    return outcomes


def assert_whole_sources(seen: list[Counter[str]]) -> None:
    before: Counter[str] = Counter()
    for found in seen:
        assert all(found[name] == LINES + int(name.removeprefix("app")) for name in found)
        assert found >= before
        before = found


WHO_READS_WHAT: dict[str, Callable[[int], list[str]]] = {
    "the same files": lambda _: ["logs/access.log.*"],
    "files of their own": lambda who: [
        f"logs/access.log.{number}" for number in range(FILES) if number % PROCESSES == who
    ],
    "overlapping files": lambda who: [
        f"logs/access.log.{number % FILES}" for number in range(2 * who, 2 * who + 8)
    ],
}


@pytest.mark.parametrize("reading", WHO_READS_WHAT)
def test_each_line_once(station: Station, reading: str) -> None:
    arguments = [WHO_READS_WHAT[reading](who) for who in range(PROCESSES)]
    with watched(station) as seen:
        outcomes = all_at_once(station, arguments)

    assert outcomes == [(0, "", "")] * PROCESSES
    assert_whole_sources(seen)
    truth = together(cells(f"app{number:02}", LINES + number) for number in range(FILES))
    assert station.cells() == truth
    assert int(station.facts()["store", "sources"]) == FILES


def test_many_small_ones_while_files_are_merged(station: Station) -> None:
    """More commits than are kept as files of their own: merging goes on beside reading."""
    for turn in range(8):
        for number in range(FILES):
            with (station.folder / "logs" / f"access.log.{number}").open("a") as file:
                file.writelines(
                    lines(f"app{number:02}", LINES + number + turn, LINES + number + turn + 1)
                )
        arguments = [[f"logs/access.log.{number}"] for number in range(turn, turn + PROCESSES)]
        assert all_at_once(station, arguments) == [(0, "", "")] * PROCESSES
    assert station.run("ingest", "logs") == (0, "", "")
    truth = together(cells(f"app{n:02}", LINES + n + 8) for n in range(FILES))
    assert station.cells() == truth
