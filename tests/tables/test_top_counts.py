from __future__ import annotations

from collections import Counter

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.profiles import examples
from usagestats.tables.top_counts import TopCounts

KEYS = st.lists(st.tuples(st.sampled_from(["GET", "POST"]), st.sampled_from("abcdefgh")))


def summary(keys: list[tuple[str, str]], capacity: int) -> TopCounts:
    return TopCounts.of(
        pl.DataFrame(keys, {"m": pl.String, "p": pl.String}, orient="row"), capacity
    )


def merged(parts: list[TopCounts], capacity: int) -> TopCounts:
    whole = TopCounts(capacity)
    for part in parts:
        whole.merge(part)
    return whole


@given(KEYS, st.integers(0, 20), st.integers(0, 20))
def test_any_split_counts_the_same_while_there_is_room(
    keys: list[tuple[str, str]], one: int, other: int
) -> None:
    first, second = sorted((one, other))
    parts = [keys[:first], keys[first:second], keys[second:]]
    added = merged([summary(part, 16) for part in parts], 16)

    assert added == summary(keys, 16)
    assert added.counts == dict(Counter(keys))
    assert added.shortfall == 0


@settings(max_examples=examples(200))
@given(KEYS, st.integers(1, 6), st.data())
def test_a_count_is_too_low_by_no_more_than_the_shortfall_says(
    keys: list[tuple[str, str]], capacity: int, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(keys)))
    added = merged([summary(keys[:place], capacity), summary(keys[place:], capacity)], capacity)

    assert len(added.counts) <= capacity
    assert added.shortfall * (capacity + 1) <= len(keys)
    assert added.total == len(keys)
    assert added.first == min(keys, default=None)
    for key, count in Counter(keys).items():
        assert count - added.shortfall <= added.counts.get(key, 0) <= count


def test_equal_counts_are_in_the_order_of_the_alphabet() -> None:
    assert summary([("GET", "b"), ("GET", "a"), ("GET", "c"), ("GET", "c")], 9).largest(2) == [
        (("GET", "c"), 2),
        (("GET", "a"), 1),
    ]


def test_null_counts_as_empty_text() -> None:
    rows = pl.DataFrame({"host": [None, "a", None]})

    assert TopCounts.of(rows).counts == {("",): 2, ("a",): 1}


def test_very_many_keys_leave_a_total_and_an_example() -> None:
    top = summary([("GET", f"{number:04}") for number in range(2000)], 1000)

    assert (top.counts, top.total, top.first) == ({}, 2000, ("GET", "0000"))
