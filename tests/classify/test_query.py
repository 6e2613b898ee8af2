from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from usagestats.catalog.pattern import Condition
from usagestats.classify.query import queries_hold, query_arguments

PIECES = st.sampled_from(["a", "b", "=", "&", "1", "%61", "+", "%", "é", "\n"])
QUERIES = st.none() | st.lists(PIECES, max_size=9).map("".join)
CONDITIONS = [Condition("a", None), Condition("a", "1"), Condition("a", ""), Condition("b", "a 1")]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {}),
        ("a=1&b=2", {"a": "1", "b": "2"}),
        ("a=1&a=2", {"a": "2"}),  # the last one counts
        ("a", {"a": True}),
        ("a=", {"a": ""}),
        ("=1&&", {}),
        ("%61=b+c%26", {"a": "b c&"}),
        ("a=b=c", {"a": "b=c"}),
    ],
)
def test_arguments_are_decoded(query: str, expected: dict[str, str | bool]) -> None:
    assert query_arguments(query) == expected


def test_only_the_first_hundred_arguments_count() -> None:
    assert "b" in query_arguments("a=1&" * 99 + "b=1")
    assert "b" not in query_arguments("a=1&" * 100 + "b=1")


@pytest.mark.parametrize("count", [99, 100])
def test_only_the_first_hundred_arguments_count_for_many_queries(count: int) -> None:
    held = queries_hold(pl.Series(["a=1&" * count + "b=1"]), Condition("b", "1"))

    assert held.to_list() == [count < 100]


@pytest.mark.parametrize("condition", CONDITIONS, ids=str)
@given(queries=st.lists(QUERIES, max_size=12))
def test_many_queries_hold_what_each_of_them_holds(
    condition: Condition, queries: list[str | None]
) -> None:
    expected = [
        condition.parameter in arguments
        and condition.value in {None, arguments[condition.parameter]}
        for arguments in (query_arguments(query or "") for query in queries)
    ]

    assert queries_hold(pl.Series(queries, dtype=pl.String), condition).to_list() == expected
