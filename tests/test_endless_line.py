"""A line without an end costs reading in its length once, and bounded memory.

Bytes, calls and memory are counted, not seconds. Its compressed file may be very small: 400 MB of
one letter are 13 KB of zst.
"""

from __future__ import annotations

import sys
import tracemalloc
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from backports import zstd

from usagestats.catalog.model import DEFAULT_CATALOG
from usagestats.logs.files import whole_lines
from usagestats.logs.files.compression import decompressed_blocks
from usagestats.logs.files.open_source import OpenSource
from usagestats.logs.files.sources import find_sources
from usagestats.logs.files.spans import SharedFile
from usagestats.pipeline.counting import UsageQuestion
from usagestats.pipeline.question import count_chunk
from usagestats.pipeline.reading import readers_of
from usagestats.tables.usage import Grain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

GOOD = b'203.0.113.9 - - [04/May/2026:10:15:30 +0000] "GET /a?user_key=k HTTP/1.1" 200 17\n' * 200
QUESTION = UsageQuestion(
    DEFAULT_CATALOG, Grain(("application",), timedelta(hours=1)), ZoneInfo("UTC")
).of_chunks()
LONGEST = 1 << 20
SIZES = 8 << 20, 16 << 20


class Cost(NamedTuple):
    """The work on a source: bytes that were read, or decompressed; calls; the peak of memory."""

    bytes: int
    calls: int
    peak: int


@pytest.fixture(autouse=True)
def a_line_may_have_a_megabyte(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole_lines, "LONGEST_LINE", LONGEST)


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the lengths of all blocks that are read from a plain file, or decompressed."""
    found: list[int] = []

    def noted(read: Callable[..., bytes]) -> Callable[..., bytes]:
        def noting(*arguments: object) -> bytes:
            block = read(*arguments)
            found.append(len(block))
            return block

        return noting

    def blocks_noted(blocks: Iterable[bytes]) -> Iterator[bytes]:
        for block in blocks:
            found.append(len(block))
            yield block

    for of, name in ((OpenSource, "read"), (OpenSource, "read_at"), (SharedFile, "read_at")):
        monkeypatch.setattr(of, name, noted(getattr(of, name)))
    monkeypatch.setattr(
        "usagestats.logs.files.open_source.decompressed_blocks",
        lambda stream: blocks_noted(decompressed_blocks(stream)),
    )
    return found


def write(path: Path, size: int) -> None:
    content = GOOD + b"a" * size + b"\n" + GOOD
    path.write_bytes(zstd.compress(content) if path.suffix == ".zst" else content)


def read(path: Path) -> list[tuple[int, int]]:
    """Return the requests and the rejects of each chunk."""
    (reader,) = readers_of(find_sources([str(path)]), QUESTION)
    answers = (count_chunk(chunk, QUESTION) for chunk in reader.open().chunks())
    return [(one.lines.counts.requests, one.lines.counts.rejects) for one in answers]


def calls_of(work: Callable[[], object]) -> int:
    count = 0

    def noted(_: object, event: str, __: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(noted)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def cost_of(path: Path, taken: list[int]) -> Cost:
    taken.clear()
    calls = calls_of(partial(read, path))
    count = sum(taken)
    tracemalloc.start()
    try:
        found = read(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [sum(numbers) for numbers in zip(*found, strict=True)] == [400, 1]
    return Cost(count, calls, peak)


@pytest.mark.parametrize("name", ["endless.log", "endless.log.zst"])
def test_a_line_without_an_end_takes_work_in_its_length_and_no_more_memory(
    name: str, tmp_path: Path, taken: list[int]
) -> None:
    paths = [tmp_path / str(size) / name for size in SIZES]
    for path, size in zip(paths, SIZES, strict=True):
        path.parent.mkdir()
        write(path, size)
    read(paths[0])  # compiles patterns
    once, twice = (cost_of(path, taken) for path in paths)

    assert twice.bytes <= 2.1 * once.bytes
    assert twice.bytes <= 1.3 * SIZES[1] + (4 << 20)
    assert twice.calls <= 2.1 * once.calls
    assert twice.peak <= once.peak + LONGEST
