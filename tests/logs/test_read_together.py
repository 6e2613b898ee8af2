"""Several small chunks are read by one call of the kernel, each as if it were alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from polars.testing import assert_frame_equal

from tests.chunks import chunk_of
from usagestats.logs.chunk import Chunk
from usagestats.logs.formats import FORMATS
from usagestats.logs.read_chunk import ChunkRead, read_chunk
from usagestats.logs.read_together import are_alike, read_together
from usagestats.logs.readers.kernel.library import kernel
from usagestats.logs.readers.reader import CarefulReader
from usagestats.logs.rejects import SAMPLES_KEPT
from usagestats.tables.declared import ROW_COUNT, TEXT, Detail

UTC = ZoneInfo("UTC")
GOOD = '1.2.3.4 - - [06/May/2026:0{}:00:08 +0000] "GET /a?user_key={} HTTP/1.1" 200 1\n'
LOCAL = '1.2.3.4 - - [06/May/2026:09:00:08] "GET /a HTTP/1.1" 200 1\n'
ODD = "no line of a gateway\n"
COLUMNS = frozenset({"time", "status", "http_method", "query", "response_bytes"})
BY_HOUR = Detail(timedelta(hours=1), frozenset({"user_key"}))


def chunks_of(
    *texts: str, name: str = "ncsa", further: frozenset[str] = frozenset()
) -> list[Chunk]:
    log_format = FORMATS[name]
    reader = log_format.reader(COLUMNS | further, BY_HOUR)
    return [
        replace(chunk_of(text.encode(), log_format, COLUMNS), reader=reader, source=number)
        for number, text in enumerate(texts)
    ]


def together(chunks: list[Chunk]) -> list[ChunkRead | None]:
    return read_together(chunks, frozenset(), SAMPLES_KEPT)


def assert_as_alone(read: ChunkRead | None, chunk: Chunk) -> None:
    alone = read_chunk(chunk, UTC)

    assert read is not None
    assert_frame_equal(
        read.requests, alone.requests, check_row_order=False, categorical_as_str=True
    )
    assert replace(read, requests=alone.requests) == alone


needs_kernel = pytest.mark.skipif(kernel() is None, reason="there is no kernel")


@needs_kernel
@pytest.mark.parametrize("further", [frozenset[str](), frozenset({TEXT})])
@pytest.mark.parametrize("name", ["ncsa", "kong-json", "envoy"])
def test_each_chunk_has_what_it_has_alone(name: str, further: frozenset[str]) -> None:
    line = FORMATS[name].sample
    texts = f"{line}\n" * 3, line, f"{line}\n{line.replace('200', '503')}\n"
    chunks = chunks_of(*texts, name=name, further=further)
    read = together(chunks)

    for one, chunk in zip(read, chunks, strict=True):
        assert_as_alone(one, chunk)
    assert [one.lines for one in read if one] == [3, 1, 2]


@needs_kernel
def test_equal_requests_of_two_chunks_are_in_two_groups() -> None:
    same = GOOD.format(9, "x")
    first, second = together(chunks_of(same + same, same))

    assert first is not None
    assert second is not None
    assert first.requests[ROW_COUNT].to_list() == [2]
    assert second.requests[ROW_COUNT].to_list() == [1]


@needs_kernel
def test_a_chunk_with_a_refused_line_is_read_by_itself() -> None:
    texts = GOOD.format(8, "x"), GOOD.format(9, "y") + ODD, ODD, GOOD.format(7, "z")
    chunks = chunks_of(*texts)
    read = together(chunks)

    assert [one is None for one in read] == [False, True, True, False]
    assert_as_alone(read[0], chunks[0])
    assert_as_alone(read[3], chunks[3])


@needs_kernel
def test_times_without_an_offset_are_read_by_themselves() -> None:
    assert together(chunks_of(GOOD.format(9, "x"), LOCAL)) == [None, None]


@needs_kernel
def test_times_without_a_year_are_read_by_themselves() -> None:
    assert together(chunks_of(f"{FORMATS['tyk'].sample}\n", name="tyk")) == [None]


def test_the_careful_reader_keeps_nothing_apart() -> None:
    chunks = [replace(one, reader=CarefulReader(COLUMNS)) for one in chunks_of(GOOD.format(9, "x"))]

    assert together(chunks) == [None]


def test_chunks_are_alike_if_they_share_their_reader() -> None:
    one, other = chunks_of(LOCAL, LOCAL)

    assert are_alike(one, other)
    assert not are_alike(one, chunks_of(LOCAL)[0])
