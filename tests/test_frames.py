from __future__ import annotations

import polars as pl
import pytest
from polars.testing import assert_series_equal

from usagestats.frames import map_distinct


def upper(text: str) -> str:
    return text.upper()


def length_or_null(text: str) -> int | None:
    return len(text) or None


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], []),
        ([None], [None]),
        ([None, None], [None, None]),
        (["a"], ["A"]),
        (["b", None, "a", "b", ""], ["B", None, "A", "B", ""]),
        (["κ", "κ", "\x00", "a\nb"], ["Κ", "Κ", "\x00", "A\nB"]),
    ],
)
def test_rows_keep_their_order_and_null_stays_null(
    values: list[str | None], expected: list[str | None]
) -> None:
    actual = map_distinct(pl.Series("name", values, pl.String), upper, pl.String())

    assert_series_equal(pl.Series("name", expected, pl.String), actual)


@pytest.mark.parametrize("dtype", [pl.Int64(), pl.Int16(), pl.UInt8()])
def test_the_result_has_the_type_asked_for_and_may_be_null(dtype: pl.DataType) -> None:
    actual = map_distinct(pl.Series("name", ["ab", "", None, "ab"]), length_or_null, dtype)

    assert_series_equal(pl.Series("name", [2, None, None, 2], dtype), actual)


def test_each_distinct_value_is_looked_at_once() -> None:
    seen = []

    def remember(text: str) -> str:
        seen.append(text)
        return text

    values = pl.Series("name", ["a", "b", None, "c"] * 1000)
    actual = map_distinct(values, remember, pl.String())

    assert_series_equal(values, actual)
    assert sorted(seen) == ["a", "b", "c"]


def test_only_the_values_of_a_slice_are_looked_at() -> None:
    seen = []

    def remember(text: str) -> int:
        seen.append(text)
        return len(text)

    values = pl.Series("name", ["before", "a", "bb", None, "a", "after"]).slice(1, 4)
    actual = map_distinct(values, remember, pl.Int64())

    assert_series_equal(pl.Series("name", [1, 2, None, 1], pl.Int64), actual)
    assert sorted(seen) == ["a", "bb"]


def test_calls_do_not_mix_their_values() -> None:
    first = map_distinct(pl.Series(["a", "b"]), upper, pl.String())
    second = map_distinct(pl.Series(["c", "b", "a"]), upper, pl.String())

    assert (first.to_list(), second.to_list()) == (["A", "B"], ["C", "B", "A"])
