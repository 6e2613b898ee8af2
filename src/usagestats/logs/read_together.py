"""Several small chunks → REQUESTS of each, by one call of the kernel.

Most steps take as long for twenty lines as for a thousand. A chunk with a line that the reader
refuses is left to `read_chunk`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from usagestats.frames import plain
from usagestats.logs.inner_lines import inner_lines
from usagestats.logs.line_years import lacks_years
from usagestats.logs.read_chunk import ChunkRead
from usagestats.logs.readers.joined import last_of
from usagestats.logs.rejects import Rejects
from usagestats.logs.wall_times import WallTimes
from usagestats.tables.declared import CHUNK, LAST, REQUESTS, checked, requests_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from usagestats.logs.chunk import Chunk
    from usagestats.logs.readers.reader import FoundApart


class _Part(NamedTuple):
    """What was found in one piece: requests, the times of the first and the last, the lines."""

    requests: pl.DataFrame
    hull: tuple[datetime, datetime] | None
    lines: int


def are_alike(one: Chunk, other: Chunk) -> bool:
    """Whether two chunks can be read together: they have one reader, and no wrappers."""
    return one.reader is other.reader and not (one.wrappers or other.wrappers)


def read_together(
    chunks: Sequence[Chunk], secret_names: frozenset[str], samples_kept: int
) -> list[ChunkRead | None]:
    """Read the lines of chunks that are alike.

    Args:
        chunks: The chunks; all are `are_alike`.
        secret_names: The parameters and fields that are masked in samples of rejects.
        samples_kept: The number of samples of rejects to keep for each reason.

    Returns:
        The same as `read_chunk`; `None` for a chunk that it must read by itself, since it has
        lines that the reader refuses, or times without an offset or a year.
    """
    if chunks[0].wrappers:
        return [None] * len(chunks)
    apart = chunks[0].reader.read_apart([b"".join(inner_lines(one).pieces) for one in chunks])
    if apart is None or apart.found.on_wall is not None or lacks_years(apart.found):
        return [None] * len(chunks)
    left = {bisect_right(apart.ends, number) for number, _ in apart.found.refused}
    rejects = [Rejects(secret_names, samples_kept) for _ in chunks]
    return [
        None if place in left else _chunk_read(part, chunks[place], rejects[place])
        for place, part in enumerate(_parts(apart))
    ]


def _chunk_read(part: _Part, chunk: Chunk, rejects: Rejects) -> ChunkRead:
    lines_of = Counter({chunk.log_format.name: requests_in(part.requests)})
    return ChunkRead(
        part.requests,
        rejects,
        part.lines,
        WallTimes(),
        source_lines=part.lines,
        hull=part.hull,
        lines_of=+lines_of,
    )


def _parts(apart: FoundApart) -> Iterator[_Part]:
    """Give the part of each piece."""
    # to compare the tables of names of each piece with those of the next takes longer than names
    whole = plain(apart.found.requests).with_columns(last_of(apart.found).alias(LAST))
    checked(whole, "REQUESTS", REQUESTS)
    hulls = (
        whole.lazy()
        .select(pl.lit(apart.pieces).alias(CHUNK), "time", LAST)
        .group_by(CHUNK)
        .agg(pl.len(), pl.col("time").min(), pl.col(LAST).max())
        .collect()
    )
    known = {place: (height, (first, last)) for place, height, first, last in hulls.iter_rows()}
    begin = 0
    for place, (before, end) in enumerate(pairwise([0, *apart.ends])):
        height, hull = known.get(place, (0, None))
        yield _Part(whole.slice(begin, height), hull, end - before)
        begin += height
