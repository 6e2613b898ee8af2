"""The sum of many chunks is the same however often it is added up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from usagestats.pipeline import usage_sum
from usagestats.pipeline.usage_sum import ChunkUsage, UsageSum
from usagestats.tables.compact_usage import CompactUsage
from usagestats.tables.declared import PROBLEMS, USAGE
from usagestats.tables.usage import Grain

TIME = datetime(2026, 5, 4, 10, tzinfo=UTC)
GRAIN = Grain(("status",), timedelta(hours=1))


def part(status: int, requests: int, sample: str | None = None) -> ChunkUsage:
    columns = GRAIN.columns()
    row = {
        "start": TIME, "status": status, "metric": "hits", "requests": requests, "usage": requests,
    }  # fmt: skip
    usage = pl.DataFrame([row], {name: USAGE[name] for name in columns})
    if sample is None:
        return ChunkUsage(CompactUsage.of(usage))
    problem = {
        "start": TIME, "product": "p", "code": "c", "requests": 1, "first": TIME, "last": TIME,
        "sample": sample,
    }  # fmt: skip
    return ChunkUsage(CompactUsage.of(usage), pl.DataFrame([problem], dict(PROBLEMS)))


@pytest.mark.parametrize("limit", [0, 1, 1_000_000])
def test_usage_adds(monkeypatch: pytest.MonkeyPatch, limit: int) -> None:
    monkeypatch.setattr(usage_sum, "_ROWS_BEFORE_ADDING", limit)
    total = UsageSum(GRAIN)
    for number in range(10):
        total.add(part(200 + number % 2, number))

    rows = total.usage().select("status", "requests", "usage").sort("status").rows()
    assert rows == [(200, 20, 20), (201, 25, 25)]


@pytest.mark.parametrize("limit", [1, 2, 3, 9, 10])
def test_many_chunks_are_added_up_on_the_way(monkeypatch: pytest.MonkeyPatch, limit: int) -> None:
    monkeypatch.setattr(usage_sum, "_CHUNKS_BEFORE_ADDING", limit)
    total = UsageSum(GRAIN)
    for number in range(10):
        total.add(part(200, number))
        assert total.height <= limit

    assert total.usage().select("requests", "usage").rows() == [(45, 45)]


def test_usage_at_further_grains_adds_in_tables_of_their_own() -> None:
    total = UsageSum(GRAIN, [GRAIN, GRAIN])
    for number in range(4):
        one = part(200, number)
        total.add(replace(one, more=(part(201, 1).usage, part(202, number).usage)))

    sums = [table.select("status", "requests").rows() for table in (total.usage(), *total.more())]
    assert sums == [[(200, 6)], [(201, 4)], [(202, 6)]]


def test_few_parts_wait_to_be_added(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usage_sum, "_ROWS_BEFORE_ADDING", 3)
    total, added = UsageSum(GRAIN), list[int]()

    def first(parts: list[CompactUsage], _: Grain) -> CompactUsage:
        added.append(len(parts))
        return parts[0]

    monkeypatch.setattr(CompactUsage, "sum_of", first)
    for _ in range(9):
        total.add(part(200, 1))

    assert added == [6]


@pytest.mark.parametrize("limit", [1, 50])
def test_problems_add(monkeypatch: pytest.MonkeyPatch, limit: int) -> None:
    monkeypatch.setattr(usage_sum, "_PARTS_BEFORE_ADDING", limit)
    total = UsageSum(GRAIN)
    for sample in ("c", "a", "b"):
        total.add(part(200, 1, sample))

    assert total.problems().select("requests", "sample").rows() == [(3, "a")]


def test_nothing_adds_to_empty_tables() -> None:
    assert UsageSum(GRAIN).usage().columns == GRAIN.columns()
    assert dict(UsageSum(GRAIN).problems().schema) == dict(PROBLEMS)
    assert UsageSum(GRAIN).usage().is_empty()


def test_its_height_is_that_of_the_rows_that_it_holds() -> None:
    total = UsageSum(GRAIN)
    for status in (200, 200, 404):
        total.add(part(status, 1))
    assert total.height == 3

    total.settle()
    assert total.height == 2

    total.clear()
    assert total.height == 0
