"""Rows of requests or rejects, numbered within their source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from usagestats.catalog.model import DEFAULT_CATALOG
from usagestats.classify.requests import Mapped
from usagestats.logs.files.sources import find_sources
from usagestats.logs.read_chunk import ChunkRead
from usagestats.pipeline.lines_read import LinesRead
from usagestats.pipeline.rows import RowsFound, read_rows, rows_question
from usagestats.tables.declared import requests_in

GOOD = '1.2.3.4 - - [04/May/2026:10:15:30 +0000] "GET /a HTTP/1.1" 200 1\n'
LINES = (GOOD + "rubbish\n" + GOOD) * 30


@dataclass(frozen=True)
class SomeRows:
    """Rows that a function takes from a chunk."""

    rows_of: Callable[[ChunkRead], pl.DataFrame]
    columns: frozenset[str] = frozenset({"line", "path"})
    samples_kept: int = 1000

    def of(self, read: ChunkRead, mapped: Mapped) -> RowsFound:
        return RowsFound(self.rows_of(read), requests_in(mapped.requests))


REQUESTS = SomeRows(lambda read: read.requests.select("line", "path"))
REJECTS = SomeRows(
    lambda read: pl.DataFrame(
        {"line": [one.line for kept in read.rejects.samples.values() for one in kept]},
        {"line": pl.Int64},
    )
)


def read(folder: Path, rows: SomeRows, chunk_bytes: int) -> tuple[list[RowsFound], LinesRead]:
    for name in ("a.log", "b.log"):
        text = LINES.replace("/a ", f"/{name} ")  # else the second would be a copy of the first
        (folder / name).write_text(text, encoding="utf-8")
    sources = find_sources([str(folder / "a.log"), str(folder / "b.log")])
    lines, question = LinesRead(), rows_question(DEFAULT_CATALOG, rows, ZoneInfo("UTC"))
    return list(read_rows(lines, sources, question, chunk_bytes=chunk_bytes)), lines


@pytest.mark.parametrize("chunk_bytes", [1, 500, 1 << 20])
def test_rows_are_numbered_within_their_source_however_it_is_cut(
    tmp_path: Path, chunk_bytes: int
) -> None:
    found, lines = read(tmp_path, REQUESTS, chunk_bytes)
    rows = pl.concat(part.rows for part in found)

    assert rows.columns == ["source", "line", "path"]
    expected = [line for line in range(1, 91) if line % 3 != 2]
    assert rows["line"].to_list() == expected * 2
    assert rows["source"].unique(maintain_order=True).str.tail(5).to_list() == ["a.log", "b.log"]
    assert lines.counts.requests == rows.height == sum(part.in_range for part in found)


def test_as_many_rejects_are_kept_as_the_rows_need(tmp_path: Path) -> None:
    found, _ = read(tmp_path, REJECTS, 1 << 20)

    assert pl.concat(part.rows for part in found)["line"].to_list() == [*range(2, 90, 3)] * 2
