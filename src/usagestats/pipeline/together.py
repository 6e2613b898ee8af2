"""Small chunks are read one by one, and mapped and counted together.

Each step after reading takes about as long for twenty rows as for a thousand, so that a folder of
small files would cost several times what one file with all their lines does.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.classify.requests import map_requests
from usagestats.frames import coded, stacked
from usagestats.pipeline.question import ChunkAnswer, count_chunk
from usagestats.tables.declared import CHUNK, ROW_COUNT, TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from usagestats.logs.chunk import Chunk
    from usagestats.logs.read_chunk import ChunkRead
    from usagestats.pipeline.question import Part, Question

BYTES_TOGETHER: Final = 256 << 10
"""The bytes that chunks have together; one with more is counted alone."""
CHUNKS_TOGETHER: Final = 32
"""The largest number of chunks: few enough that all processors have work."""


def neighbours(chunks: Iterable[Chunk]) -> Iterator[list[Chunk]]:
    """Give chunks in lists: large ones alone, and small ones with their neighbours."""
    waiting: list[Chunk] = []
    size = 0
    for chunk in chunks:
        length = len(chunk.lines)
        if waiting and (size + length > BYTES_TOGETHER or len(waiting) == CHUNKS_TOGETHER):
            yield waiting
            waiting, size = [], 0
        waiting.append(chunk)
        size += length
    if waiting:
        yield waiting


def count_chunks(chunks: Sequence[Chunk], question: Question[Part]) -> list[ChunkAnswer[Part]]:
    """Return the answer of each chunk: the same as that of `count_chunk`.

    Args:
        chunks: The chunks.
        question: The question.
    """
    if len(chunks) == 1:
        return [count_chunk(chunks[0], question)]
    answers: list[ChunkAnswer[Part]] = []
    pairs = zip(chunks, question.read_all(chunks), strict=True)
    for _, alike in groupby(pairs, key=lambda pair: pair[1].requests.columns):
        run = list(alike)
        answers += _together([chunk for chunk, _ in run], [read for _, read in run], question)
    return answers


def _together(
    chunks: Sequence[Chunk], read: Sequence[ChunkRead], question: Question[Part]
) -> Iterator[ChunkAnswer[Part]]:
    """Map and count chunks whose REQUESTS have the same columns."""
    places = [place for place, one in enumerate(read) for _ in range(one.requests.height)]
    requests = stacked([one.requests for one in read])
    numbered = requests.with_columns(pl.Series(CHUNK, places, pl.UInt32()))
    mapped = map_requests(_coded(numbered), question.catalog)
    parts = question.collect.of_chunks(read, mapped)
    of_chunks = mapped.of_chunks(one.requests for one in read)
    return map(ChunkAnswer.of, chunks, read, of_chunks, parts)


def _coded(requests: pl.DataFrame) -> pl.DataFrame:
    """Return rows with tables of names, as they have where a large chunk is read alone."""
    if ROW_COUNT not in requests.columns:
        return requests
    names = (name for name, dtype in requests.schema.items() if dtype == pl.String)
    return requests.with_columns(coded(requests[name]) for name in names if name != TEXT)
