from __future__ import annotations

import pickle
import random
import sys

import polars as pl
import pytest

from usagestats.tables import distinct_counts
from usagestats.tables.distinct_counts import COUNT, ERROR, EXACT, IS_ESTIMATE, DistinctCounts

DAYS = 30


def counted(rows: list[tuple[str | None, str | None]]) -> DistinctCounts:
    table = pl.DataFrame(rows, {"day": pl.String, "text": pl.String}, orient="row")
    return DistinctCounts.of(table.select("day"), table["text"])


def numbers(counts: DistinctCounts) -> dict[object, tuple[int, bool]]:
    return {day: (count, is_estimate) for day, count, is_estimate in counts.counts().rows()}


def by_number(day: str, first: int, last: int) -> DistinctCounts:
    texts = pl.select(
        pl.format("10.{}.{}", pl.int_range(first, last) // 256, pl.int_range(first, last) % 256)
    )
    return DistinctCounts.of(
        pl.select(pl.repeat(day, last - first).alias("day")), texts.to_series()
    )


def test_equal_texts_count_once_in_their_group_and_null_is_no_text() -> None:
    counts = counted([("a", "x"), ("a", "x"), ("a", "y"), ("b", "x"), (None, "x"), ("c", None)])
    assert numbers(counts) == {"a": (2, False), "b": (1, False), None: (1, False)}


def test_as_many_as_are_surely_exact_are_exact_and_one_more_is_an_estimate() -> None:
    assert numbers(by_number("a", 0, EXACT)) == {"a": (EXACT, False)}
    ((count, is_estimate),) = numbers(by_number("a", 0, EXACT + 1)).values()
    assert is_estimate
    assert abs(count - EXACT) < 2 * ERROR * EXACT


@pytest.mark.parametrize("most_rows", [4_000_000, 0])
def test_any_split_of_the_input_in_any_order_gives_the_same(
    monkeypatch: pytest.MonkeyPatch, most_rows: int
) -> None:
    monkeypatch.setattr(distinct_counts, "_ROWS_BEFORE_SETTLING", 10_000)
    whole = numbers(by_number("a", 0, 50_000)) | numbers(by_number("b", 0, 9_000))
    monkeypatch.setattr(distinct_counts, "_MOST_ROWS", most_rows)
    chance = random.Random(3)
    parts = [by_number("a", begin, begin + 4_000) for begin in range(0, 50_000, 2_000)]
    parts = [*parts[:-1], by_number("a", 48_000, 50_000)]
    parts += [by_number("b", begin, begin + 3_000) for begin in range(0, 9_000, 3_000)]
    for _ in range(3):
        chance.shuffle(parts)
        total = counted([])
        for part in parts:
            total.merge(pickle.loads(pickle.dumps(part)))  # noqa: S301  (our own)
        assert numbers(total) == whole


def test_groups_of_both_kinds_make_other_groups() -> None:
    total = by_number("a", 0, 20_000)
    total.counts()
    assert total.sketches
    total.merge(by_number("b", 15_000, 30_000))
    total.merge(by_number("c", 0, 5))

    def keys_of(keys: pl.DataFrame) -> pl.DataFrame:
        return keys.select(pl.col("day").replace({"b": "a"}).alias("month"))

    found = numbers(total.regrouped(keys_of))
    assert found == {"c": (5, False)} | numbers(by_number("a", 0, 30_000))
    assert numbers(total) == {
        **numbers(by_number("a", 0, 20_000)), "b": (15_000, False), "c": (5, False)
    }  # fmt: skip


def test_the_total_counts_a_text_once_whatever_its_groups() -> None:
    total = by_number("a", 0, 12_000)
    total.merge(by_number("b", 6_000, 18_000))
    assert numbers(total) == {"a": (12_000, False), "b": (12_000, False)}
    assert total.total() == numbers(by_number("c", 0, 18_000))["c"]
    assert counted([("a", "x"), ("b", "x"), (None, "y")]).total() == (2, False)
    assert counted([]).total() == (0, False)


def test_without_the_library_all_counts_are_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "datasketches", None)
    assert numbers(by_number("a", 0, 40_000)) == {"a": (40_000, False)}


@pytest.mark.slow
def test_a_million_addresses_over_thirty_days_are_counted_within_the_stated_error() -> None:
    total = counted([])
    every = pl.int_range(1_000_000, eager=True)
    days = {f"{day:02}": every.sample(100_000, seed=day) for day in range(DAYS)}
    for day, n in days.items():
        texts = pl.select(
            pl.format("10.{}.{}.{}", n // 65_536, n // 256 % 256, n % 256)
        ).to_series()
        keys = pl.select(pl.repeat(day, len(texts)).alias("day"))
        for begin in (0, 50_000):
            part = DistinctCounts.of(keys[begin : begin + 50_000], texts[begin : begin + 50_000])
            total.merge(part)

    of_days = numbers(total)
    month = total.regrouped(lambda keys: pl.select(pl.repeat("all", keys.height).alias("all")))
    true = pl.concat(list(days.values())).n_unique()

    errors = [abs(of_days[day][0] / 100_000 - 1) for day in days]
    assert sum(error <= ERROR for error in errors) >= 0.9 * DAYS
    assert max(errors) < 2 * ERROR
    ((count, is_estimate),) = [row[1:] for row in month.counts().rows()]
    assert is_estimate
    assert abs(count / true - 1) < ERROR
    assert month.counts().columns == ["all", COUNT, IS_ESTIMATE]
