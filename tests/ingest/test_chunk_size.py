"""The size of chunks follows from the rows that chunks before them had."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.chunks import skip_without_kernel
from usagestats.ingest.chunk_size import ChunkSize
from usagestats.pipeline.together import count_chunks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.ingest.shop import Shop
    from usagestats.logs.chunk import Chunk
    from usagestats.pipeline.question import Question
    from usagestats.pipeline.usage_sum import ChunkUsage

SMALLEST: Final = 50_000
LINE: Final = (
    '10.0.0.1 - - [04/May/2026:10:00:00 +0000] "GET /a?user_key={} HTTP/1.1" 200 17 "-" "-"\n'
)
"""86 bytes and the key."""
FEW: Final = "".join(LINE.format("k") for _ in range(20_000))
MANY: Final = "".join(LINE.format(number) for number in range(20_000))
REJECTED: Final = "".join(f"{LINE.format('k')}{'not a request ' * 7}\n" for _ in range(10_000))
IGNORED: Final = "".join(f"{LINE.format('k')}{'# a comment ' * 8}\n" for _ in range(10_000))


def largest(shop: Shop, monkeypatch: pytest.MonkeyPatch, content: str) -> int:
    """Return the bytes of the largest chunk that a log is read in."""
    sizes: list[int] = []

    def noted(chunks: Iterator[Chunk], question: Question[ChunkUsage]) -> Iterator[object]:
        for chunk in chunks:  # one after another, so that each is known when the next one is read
            sizes.append(len(chunk.lines))
            yield from count_chunks([chunk], question)

    monkeypatch.setattr("usagestats.ingest.run.counted_in_order", noted)
    shop.write("a.log", content.encode())
    shop.ingest(settings=shop.settings(chunk_bytes=SMALLEST))
    return max(sizes)


def test_chunks_become_larger_where_few_rows_are_found(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    skip_without_kernel()  # without it each request is a row
    assert largest(shop, monkeypatch, FEW) > 2 * SMALLEST


@pytest.mark.parametrize("content", [MANY, REJECTED, IGNORED], ids=["apps", "rejects", "ignored"])
def test_chunks_stay_small_where_many_rows_are_found(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    assert largest(shop, monkeypatch, content) <= 2 * SMALLEST


def test_chunks_become_small_again(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    size = ChunkSize(SMALLEST)
    learn, sizes = ChunkSize.learn, [size()]

    def noted(self: ChunkSize, counted: object) -> None:
        learn(self, counted)  # type: ignore[arg-type]
        sizes.append(self())

    monkeypatch.setattr(ChunkSize, "learn", noted)
    shop.write("a.log", (FEW + MANY).encode())
    shop.ingest(settings=shop.settings(chunk_bytes=SMALLEST))

    assert set(sizes) == {SMALLEST, 2 * SMALLEST}
    assert sizes[-1] == SMALLEST
