"""Chunks that are counted together have the answers that they have one by one."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from functools import cache
from ipaddress import IPv4Network
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.profiles import examples
from usagestats.catalog.catalog_file import CatalogFile, read_catalog
from usagestats.catalog.model import DEFAULT_CATALOG, Exclusions
from usagestats.logs.files.sources import Source
from usagestats.pipeline.counting import ProblemsWanted, UsageQuestion
from usagestats.pipeline.question import Question, count_chunk
from usagestats.pipeline.reading import readers_of
from usagestats.pipeline.together import count_chunks
from usagestats.tables.usage import Grain

if TYPE_CHECKING:
    import polars as pl

    from usagestats.pipeline.question import ChunkAnswer
    from usagestats.pipeline.usage_sum import ChunkUsage

SAMPLES = Path("sample_logs")
HOUR = timedelta(hours=1)
SMALL = Grain((), timedelta(days=1))
OF_BACKENDS = Grain(("backend", "application", "status"), HOUR, has_bytes=True)
OF_PRODUCTS = Grain(("product", "backend", "application", "status", "duration_bin"), HOUR)


@cache
def lines_of(name: str) -> list[bytes]:
    return (SAMPLES / name).read_bytes().splitlines(keepends=True)[:400]


@cache
def sample_file() -> CatalogFile:
    return read_catalog(SAMPLES / "usagestats.toml")


def questions(*, with_problems: bool) -> list[Question[ChunkUsage]]:
    file = sample_file()
    excluding = Exclusions(
        networks=(IPv4Network("203.0.113.0/25"),), statuses=("5xx",), user_agents=("*bot*",)
    )
    catalogs = [DEFAULT_CATALOG, file.catalog, replace(DEFAULT_CATALOG, exclude=excluding)]
    problems = ProblemsWanted(file.registry) if with_problems else None
    return [
        UsageQuestion(one, grain, ZoneInfo("UTC"), problems=problems, more=(SMALL,)).of_chunks()
        for one in catalogs
        for grain in (OF_BACKENDS, OF_PRODUCTS)
    ]


def in_order(rows: pl.DataFrame) -> list[tuple[object, ...]]:
    return sorted(rows.rows(), key=repr)


def content(answer: ChunkAnswer[ChunkUsage], grain: Grain) -> tuple[object, ...]:
    part = answer.part
    problems = None if part.problems is None else in_order(part.problems)
    more = [in_order(one.table(SMALL)) for one in part.more]
    return answer.lines, in_order(part.usage.table(grain)), problems, more, answer.chunk is None


def assert_same(alone: list[tuple[object, ...]], together: list[tuple[object, ...]]) -> None:
    assert len(alone) == len(together)
    # pytest takes a minute to explain how two such lists differ, so that it compares numbers
    differ = [chunk for chunk, answer in enumerate(alone) if answer != together[chunk]]
    assert not differ


@pytest.mark.parametrize("with_problems", [False, True])
@settings(max_examples=examples(15))
@given(seed=st.integers(0, 2**32))
def test_several_small_chunks_together_have_the_answers_that_each_has_alone(
    tmp_path_factory: pytest.TempPathFactory, seed: int, *, with_problems: bool
) -> None:
    chosen = random.Random(seed)
    folder = tmp_path_factory.mktemp("logs")
    pools = [lines_of(name) for name in ("gateway/api-2026-05-04.log", "odd.log", "apicast.log")]
    sources = []
    for number in range(chosen.randint(2, 5)):
        path = folder / f"{number}.log"
        pool = chosen.choice(pools)
        path.write_bytes(b"".join(chosen.choices(pool, k=chosen.randint(1, 30))))
        sources.append(Source(str(path), path, found_by=str(folder)))
    question = chosen.choice(questions(with_problems=with_problems))
    readers = readers_of(sources, question, may_skip=True)
    chunks = [chunk for one in readers for chunk in one.open(chunk_bytes=900).chunks()]
    grain = question.collect.grain  # type: ignore[attr-defined]
    alone = [content(count_chunk(one, question), grain) for one in chunks]
    assert_same(alone, [content(one, grain) for one in count_chunks(chunks, question)])


def test_excluded_requests_of_one_chunk_leave_those_of_the_next_in_their_place(
    tmp_path: Path,
) -> None:
    excluded, kept = "203.0.113.9", "198.51.100.7"
    lines = '{} - - [04/May/2026:10:00:00 +0000] "GET /{}?user_key=k{} HTTP/1.1" {} 5\n'
    sources = []
    for number, addresses in enumerate([(excluded, kept, excluded), (kept,), (excluded, kept)]):
        path = tmp_path / f"{number}.log"
        path.write_text(
            "".join(
                lines.format(address, number, number, status)
                for address in addresses
                for status in (200, 503)
            )
        )
        sources.append(Source(str(path), path, found_by=str(tmp_path)))
    for question in questions(with_problems=False):
        readers = readers_of(sources, question, may_skip=True)
        chunks = [chunk for one in readers for chunk in one.open(chunk_bytes=900).chunks()]
        grain = question.collect.grain  # type: ignore[attr-defined]
        alone = [content(count_chunk(one, question), grain) for one in chunks]
        assert len(set(map(repr, alone))) == len(sources)
        assert_same(alone, [content(one, grain) for one in count_chunks(chunks, question)])
