from __future__ import annotations

from collections import Counter

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.profiles import examples
from usagestats.tables.second_counts import DAY, Peak, SecondCounts

START = 20_000 * DAY
ROWS = st.lists(
    st.tuples(st.sampled_from("ab"), st.integers(0, 3 * DAY - 1), st.integers(1, 300)), max_size=40
)


def counts_of(*rows: tuple[str, int, int]) -> SecondCounts:
    frame = pl.DataFrame(
        [(group, START + second, count) for group, second, count in rows],
        {"group": pl.String, "second": pl.Int64, "requests": pl.Int64},
        orient="row",
    )
    return SecondCounts.of(frame, ["group"])


def test_the_first_of_the_busiest_minutes_and_seconds_counts() -> None:
    found = counts_of(("a", 59, 3), ("a", 60, 2), ("a", 119, 1), ("a", 200, 3))

    assert found.peak(("a",), START, START + 900, 900) == Peak(9, START, 3, START + 59, 3, 0)


def test_seconds_outside_of_a_span_do_not_count() -> None:
    found = counts_of(("a", 59, 3), ("a", 60, 2), ("a", DAY + 7, 9))

    assert found.peak(("a",), START + 60, START + 120, 60) == Peak(
        2, START + 60, 2, START + 60, 2, 0
    )
    assert found.peak(("a",), START + 900, START + 1800, 900) == Peak()
    assert found.peak(("b",), START, START + 900, 900) == Peak()


@pytest.mark.parametrize(("busy", "expected"), [(45, 0), (46, 7), (900, 7)])
def test_p95_is_of_all_covered_seconds(busy: int, expected: int) -> None:
    found = counts_of(*(("a", second, 7) for second in range(busy)))

    assert found.peak(("a",), START, START + 900, 900).p95 == expected


def test_groups_that_belong_together_are_added() -> None:
    found = counts_of(("a", 1, 1), ("b", 1, 2), ("b", DAY, 1))

    both = found.together([(("a",), ("x",)), (("b",), ("x",))])

    assert both.peak(("x",), START, START + 900, 900).in_second == 3
    assert found.peak(("a",), START, START + 900, 900).in_second == 1


def test_spans_are_looked_at_only_on_days_with_requests() -> None:
    found = counts_of(("a", 10, 1), ("a", 2 * DAY, 1))
    spans = [(START + number * DAY // 2, START + (number + 1) * DAY // 2) for number in range(6)]

    assert found.spans_of(("a",), spans) == [0, 1, 4, 5]


def test_a_day_takes_a_byte_for_a_second_or_five_for_each_of_few() -> None:
    few = counts_of(*(("a", second * 10, 1) for second in range(1000)))
    many = counts_of(*(("a", second, 1) for second in range(0, DAY, 2)))
    (of_few,), (of_many,) = few.pages["a",].values(), many.pages["a",].values()

    assert of_few.places is not None
    assert of_few.places.nbytes + of_few.counts.nbytes == 5000
    assert of_many.places is None
    assert of_many.counts.nbytes == DAY


@given(rows=ROWS, cut=st.integers(0, 40), is_dense=st.booleans())
@settings(max_examples=examples(60))
def test_any_split_of_the_input_adds_up_to_the_plain_count(
    *, rows: list[tuple[str, int, int]], cut: int, is_dense: bool
) -> None:
    if is_dense:
        rows = [*rows, *(("a", second, 1) for second in range(0, DAY // 2, 2))]
    whole, first, second = counts_of(*rows), counts_of(*rows[:cut]), counts_of(*rows[cut:])
    second.merge(first)
    plain: dict[str, Counter[int]] = {"a": Counter(), "b": Counter()}
    for group, at, count in rows:
        plain[group][at] += count

    for group, seconds in plain.items():
        peak = second.peak((group,), START, START + 3 * DAY, 3 * DAY)
        assert peak == whole.peak((group,), START, START + 3 * DAY, 3 * DAY)
        assert peak.requests == seconds.total()
        assert peak.in_second == max(seconds.values(), default=0)
