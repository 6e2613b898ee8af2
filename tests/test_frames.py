from __future__ import annotations

from datetime import UTC
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_series_equal

from usagestats import frames
from usagestats.frames import (
    by_distinct,
    coded,
    coded_if_worth,
    in_order,
    map_distinct,
    map_where,
    may_be_repeated,
    names_in,
    numbered,
    packed,
    plain,
    stacked,
)
from usagestats.periods.period import EARLIEST, LATEST

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


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


@pytest.mark.parametrize("dtype", [pl.String(), pl.Enum(["x", "bb", "a", "before", "after"])])
def test_only_the_values_of_a_slice_are_looked_at(dtype: pl.DataType) -> None:
    seen = []

    def remember(text: str) -> int:
        seen.append(text)
        return len(text)

    values = pl.Series("name", ["before", "a", "bb", None, "a", "after"], dtype).slice(1, 4)
    actual = map_distinct(values, remember, pl.Int64())

    assert_series_equal(pl.Series("name", [1, 2, None, 1], pl.Int64), actual)
    assert sorted(seen) == ["a", "bb"]


def test_all_names_of_a_table_may_be_among_the_values() -> None:
    values = pl.Series("name", ["b", None, "a"], pl.Enum(["a", "b"]))

    assert map_distinct(values, upper, pl.String()).to_list() == ["B", None, "A"]


def test_calls_do_not_mix_their_values() -> None:
    first = map_distinct(pl.Series(["a", "b"]), upper, pl.String())
    second = map_distinct(pl.Series(["c", "b", "a"]), upper, pl.String())

    assert (first.to_list(), second.to_list()) == (["A", "B"], ["C", "B", "A"])


TEXTS = st.sampled_from(["a", "b", "c", "", "é", None])


@given(st.lists(st.tuples(st.none() | st.text(max_size=3), st.booleans())))
def test_a_function_changes_the_chosen_values_only(rows: list[tuple[str | None, bool]]) -> None:
    values = pl.Series("text", [value for value, _ in rows], dtype=pl.String)
    chosen = pl.Series([is_chosen for _, is_chosen in rows], dtype=pl.Boolean)
    seen: list[pl.Series] = []

    def longer(texts: pl.Series) -> pl.Series:
        seen.append(texts)
        return (texts + "!").alias("longer")

    actual = map_where(values, chosen, longer)

    expected = [
        f"{value}!" if is_chosen and value is not None else value for value, is_chosen in rows
    ]
    assert expected == actual.to_list()
    assert values.to_list() == [value for value, _ in rows]
    assert len(seen) == chosen.any()
    assert actual.name == "text"


@given(values=st.lists(st.sampled_from(["b", "a", "ä", "", "B", None])), is_coded=st.booleans())
def test_numbers_in_order_sort_as_texts(values: list[str | None], *, is_coded: bool) -> None:
    text = pl.Series(values, dtype=pl.String)
    numbers, count = in_order(coded(text) if is_coded else text)

    assert_in_order(values, numbers, count)


@given(
    values=st.lists(st.none() | st.integers(-(2**15), 2**15 - 1)),
    dtype=st.sampled_from([pl.Int16(), pl.Int64(), pl.Datetime("us", "UTC")]),
)
def test_numbers_in_order_sort_as_numbers(values: list[int | None], dtype: pl.DataType) -> None:
    numbers, count = in_order(pl.Series(values, dtype=pl.Int64).cast(dtype))

    assert_in_order(values, numbers, count)


@given(st.lists(st.none() | st.booleans()))
def test_numbers_in_order_sort_as_truth_values(values: list[bool | None]) -> None:
    assert_in_order(values, *in_order(pl.Series(values, dtype=pl.Boolean)))


def assert_in_order(values: Sequence[object], numbers: pl.Series, count: int) -> None:
    """The numbers are as many as the values, within bounds, and in their order; null is last."""
    assert numbers.dtype == pl.Int64
    assert all(0 <= number < count for number in numbers)
    pairs = sorted(zip(numbers, values, strict=True), key=itemgetter(0))
    for (one, before), (other, after) in pairwise(pairs):
        assert (one == other) == (before == after)
        assert before == after or after is None or (before is not None and before < after)  # type: ignore[operator]


@given(st.lists(TEXTS))
def test_coded_text_is_the_same_text(values: list[str | None]) -> None:
    texts = pl.Series("name", values, dtype=pl.String)
    there = coded(texts)

    assert isinstance(there.dtype, pl.Enum)
    assert coded(there) is there
    assert plain(there.to_frame())["name"].to_list() == values
    assert sorted(names_in(there)) == sorted({one for one in values if one is not None})


@given(st.lists(st.tuples(TEXTS, TEXTS)), st.sets(st.sampled_from("ab")))
def test_a_function_sees_each_distinct_row_once(
    rows: list[tuple[str | None, str | None]], chosen: set[str]
) -> None:
    frame = pl.DataFrame(rows, {"a": pl.String, "b": pl.String}, orient="row")
    seen = list[int]()

    def joined(some: pl.DataFrame) -> pl.Series:
        seen.append(some.height)
        return some.select(pl.format("{}/{}", "a", pl.col("b").fill_null("-"))).to_series()

    actual = by_distinct(frame.with_columns(coded(frame[name]) for name in chosen), joined)

    expected = [
        None if one is None else f"{one}/{'-' if other is None else other}" for one, other in rows
    ]
    assert actual.cast(pl.String).to_list() == expected
    assert seen == [len(set(rows)) if len(chosen) == 2 else len(rows)]


NUMBERS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 4), st.integers(0, 1)))


@given(NUMBERS, st.sampled_from([2**62, 20, 1]))
def test_packed_numbers_are_in_the_order_of_their_rows(
    rows: list[tuple[int, ...]], most: int
) -> None:
    frame = pl.DataFrame(rows, ["a", "b", "c"], orient="row")
    frame = frame.cast(pl.Int64)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(frames, "_MOST_NUMBERS", most)
        keys = packed(zip(frame, (3, 5, 2), strict=True)).to_list()

    pairs = sorted(zip(rows, keys, strict=True))
    for (row, key), (other, other_key) in pairwise(pairs):
        assert (row == other) == (key == other_key)
        assert key <= other_key


def test_stacked_rows_have_the_texts_of_all_parts() -> None:
    one = pl.DataFrame({"name": coded(pl.Series(["a", "b"])), "n": [1, 2]})
    other = pl.DataFrame({"name": ["c", None, "a"], "n": [3, 4, 5]})
    expected = [("a", 1), ("b", 2), ("c", 3), (None, 4), ("a", 5)]

    assert stacked([one, other]).rows() == expected
    assert stacked([other, other]).schema == other.schema
    assert isinstance(stacked([one, one]).schema["name"], pl.Enum)


@pytest.mark.parametrize("is_coded", [True, False])
def test_texts_are_numbered_and_null_is_the_last(*, is_coded: bool) -> None:
    values = pl.Series(["b", None, "a", "b"])
    numbers, names = numbered(coded(values) if is_coded else values)

    assert names.gather(numbers).to_list() == ["b", None, "a", "b"]
    assert names.to_list() == ["b", "a", None]


def test_many_names_that_seldom_repeat_stay_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "_MANY_NAMES", 3)
    seldom, often = pl.Series(["a", "b", "c", "d", "a"]), pl.Series(["a", "b", "c"] * 2)

    assert coded_if_worth(seldom).equals(seldom)
    assert names_in(coded_if_worth(often)).to_list() == ["a", "b", "c"]


def test_parts_whose_names_are_many_together_are_stacked_as_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(frames, "_MANY_NAMES", 3)
    texts: list[list[str | None]] = [["a", "b"], ["c", None], ["d", "a"]]
    parts = [pl.DataFrame({"n": [1, 2], "name": coded(pl.Series(names))}) for names in texts]

    together = stacked(parts)

    assert together.schema == {"n": pl.Int64(), "name": pl.String()}
    assert together["name"].to_list() == ["a", "b", "c", None, "d", "a"]
    assert names_in(stacked(parts[:1] * 2)["name"]).to_list() == ["a", "b"]


@given(st.lists(st.sampled_from([None, "", "a", "b", "c" * 40, "d"])))
def test_texts_that_occur_once_are_told_apart(texts: list[str | None]) -> None:
    values = pl.Series(texts, dtype=pl.String)

    assert may_be_repeated(values).to_list() == values.is_duplicated().to_list()


FIRST, LAST = (time.replace(tzinfo=None) for time in (EARLIEST, LATEST))


@given(st.lists(st.datetimes(FIRST, LAST, timezones=st.timezones())))
def test_times_as_a_column_are_those_that_polars_reads(times: list[datetime]) -> None:
    expected = pl.Series([one.astimezone(UTC) for one in times], dtype=pl.Datetime("us", "UTC"))

    assert_series_equal(frames.utc_times(times), expected)
