"""Chunks for tests: of lines at hand, or of a file."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pytest

from usagestats.logs.chunk import Chunk
from usagestats.logs.files.sources import Source
from usagestats.logs.files.whole_lines import CHUNK_BYTES
from usagestats.logs.readers.kernel.library import kernel
from usagestats.logs.readers.log_format import LogFormat
from usagestats.logs.readers.reader import CarefulReader, Reader
from usagestats.logs.source_reader import SourceReader
from usagestats.tables.declared import FULL_DETAIL, REQUESTS, Detail


def reader_of(
    log_format: LogFormat, columns: Collection[str] = REQUESTS, detail: Detail = FULL_DETAIL
) -> Reader:
    return log_format.reader(frozenset({*columns, "time"}), detail)


class Fast(NamedTuple):
    """The rows that a reader finds by itself, without the careful reading.

    `requests` has a row per accepted line, `accepted` a flag per line; so has `on_wall`.
    """

    requests: pl.DataFrame
    accepted: list[bool]
    on_wall: list[bool]

    @property
    def numbers(self) -> list[int]:
        """The accepted lines, from 0."""
        return [number for number, is_accepted in enumerate(self.accepted) if is_accepted]


def skip_without_kernel() -> None:
    """Skip a test, or a module, that needs the kernel where it could not be compiled, or is switched off."""
    if kernel() is None:
        pytest.skip("there is no kernel here", allow_module_level=True)


def read_fast(log_format: LogFormat, data: bytes, columns: Collection[str]) -> Fast:
    skip_without_kernel()
    found = reader_of(log_format, columns).read([data])
    refused = {number for number, _ in found.refused}
    on_wall = [False] * found.requests.height if found.on_wall is None else list(found.on_wall)
    return Fast(found.requests, [number not in refused for number in range(found.lines)], on_wall)


def takes_fast(log_format: LogFormat, columns: Collection[str]) -> bool:
    """Whether these columns need no careful reading of every line."""
    skip_without_kernel()
    return not isinstance(reader_of(log_format, columns), CarefulReader)


def chunk_of(
    data: bytes,
    log_format: LogFormat,
    columns: Collection[str] = REQUESTS,
    detail: Detail = FULL_DETAIL,
) -> Chunk:
    reader_for = partial(reader_of, columns=columns, detail=detail)
    return Chunk(0, 0, data, log_format, reader_for(log_format), reader_for=reader_for)


def source_reader(path: Path, columns: Collection[str] = REQUESTS) -> SourceReader:
    """Return a reader that skips what no format fits."""
    source = Source(path.name, path, found_by="test")
    return SourceReader(source, 0, partial(reader_of, columns=columns))


def chunks_of(
    path: Path, columns: Collection[str] = REQUESTS, chunk_bytes: int = CHUNK_BYTES
) -> Iterator[Chunk]:
    return source_reader(path, columns).open(chunk_bytes=chunk_bytes).chunks()
