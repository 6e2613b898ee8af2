from __future__ import annotations

from datetime import datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from usagestats.catalog.registry import NO_APPLICATIONS
from usagestats.choices import SPLIT_KEYS, Measure, Wide
from usagestats.reports.parts.largest import (
    OTHERS,
    Top,
    joined,
    kept_of,
    top_of,
    with_others,
)
from usagestats.reports.parts.splits import Split, split_of
from usagestats.tables.compact_usage import CompactUsage
from usagestats.tables.declared import USAGE

START = datetime.fromisoformat("2026-05-04T00:00:00+00:00")


def used(*rows: tuple[str, int | None, int, int]) -> CompactUsage:
    """Return USAGE: each row is a product, a status, the hits, and the bytes."""
    table = [
        (START, product, status, metric, 1, count, size)
        for product, status, count, size in rows
        for metric in ("requests", "hits")
    ]
    columns = ("start", "product", "status", "metric", "requests", "usage", "response_bytes")
    frame = pl.DataFrame(table, {name: USAGE[name] for name in columns}, orient="row")
    return CompactUsage.of(frame)


def combined(usage: CompactUsage, *keys: str) -> Split:
    return joined([split_of(usage.rows, key, NO_APPLICATIONS) for key in keys])


def shown(usage: CompactUsage, top: Top, *keys: str) -> dict[tuple[object, ...], int]:
    """Return the hits of each value that is shown, in order."""
    every = combined(usage, *keys)
    kept = kept_of(top, every, usage, Measure.USAGE)
    split = with_others(every, Top(top.count, top.metric, kept))
    rows = usage.rows.with_columns(split.numbers.alias("value"))
    sums = dict(
        rows.filter(pl.col("kind") == 1).group_by("value").agg(pl.col("usage").sum()).rows()
    )
    return {row: sums.get(at, 0) for at, row in enumerate(split.values.iter_rows())}


USED = used(
    ("b", 200, 5, 1), ("a", 200, 3, 9), ("a", 404, 4, 0), ("c", None, 1, 50), ("d", 200, 1, 0)
)


def test_the_largest_stand_first_and_the_others_are_one_value_at_the_end() -> None:
    assert shown(USED, Top(2, "hits"), "product") == {("a",): 7, ("b",): 5, (OTHERS,): 2}


def test_several_keys_are_one_combination_each() -> None:
    assert shown(USED, Top(2, "hits"), "product", "status") == {
        ("b", "200"): 5,
        ("a", "404"): 4,
        (OTHERS, OTHERS): 5,
    }


def test_of_equal_values_the_first_stay() -> None:
    kept = kept_of(Top(3, "hits"), combined(USED, "product"), USED, Measure.USAGE)

    assert kept == (("a",), ("b",), ("c",))


def test_a_value_of_none_may_stay() -> None:
    kept = kept_of(Top(1, "hits"), combined(USED, "status"), USED, Measure.BYTES)

    assert kept == ((None,),)


@pytest.mark.parametrize(("first", "expected"), [(Measure.BYTES, "c"), (Measure.P95, "a")])
def test_bytes_decide_only_where_they_are_shown_first(first: Measure, expected: str) -> None:
    assert kept_of(Top(1, "hits"), combined(USED, "product"), USED, first) == ((expected,),)


def test_a_value_that_is_called_like_the_others_is_one_of_them() -> None:
    usage = used((OTHERS, 200, 9, 0), ("a", 200, 1, 0), ("b", 200, 1, 0))

    assert shown(usage, Top(1, "hits"), "product") == {("a",): 1, (OTHERS,): 10}


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c", "d"]),
        st.sampled_from([None, 200, 404]),
        st.integers(0, 9),
        st.integers(0, 9),
    ),
    min_size=1,
)


@given(ROWS, st.integers(1, 5))
def test_all_usage_is_in_one_of_the_values(
    rows: list[tuple[str, int | None, int, int]], count: int
) -> None:
    found = shown(used(*rows), Top(count, "hits"), "product", "status")

    assert sum(found.values()) == sum(hits for _, _, hits, _ in rows)
    assert len(found) <= count + 1
    assert list(found)[-1] == (OTHERS, OTHERS)


def test_a_note_says_how_many_are_together_and_by_which_figure() -> None:
    top = Top(3, "hits")

    assert top.note(["application"], Measure.USAGE, 0) == ()
    assert top.note(["application"], Measure.USAGE, 8) == (
        "the 3 applications with the most hits in the range are shown; (others) is the sum of 8",
    )
    assert top.note(["plan", "status"], Measure.BYTES, 1) == (
        "the 3 combinations of plan and status with the most bytes in the range are shown;"
        " (others) is the sum of 1",
    )


@pytest.mark.parametrize(
    ("wanted", "wide", "metric"),
    [
        (("datastore", "hits"), None, "datastore"),
        ((), None, "hits"),
        ((), Wide.APP, "requests"),
        (("hits",), Wide.APP, "hits"),
    ],
)
def test_the_metric_that_is_named_first_decides(
    wanted: tuple[str, ...], wide: Wide | None, metric: str
) -> None:
    assert top_of(5, wanted, wide) == Top(5, metric)
    assert top_of(None, wanted, wide) is None


@pytest.mark.parametrize("key", SPLIT_KEYS.values())
def test_the_note_has_a_noun_for_each_key(key: str) -> None:
    (note,) = Top(1, "hits").note([key], Measure.USAGE, 2)

    assert note.startswith("the 1 ")
    assert note.endswith(" with the most hits in the range are shown; (others) is the sum of 2")
