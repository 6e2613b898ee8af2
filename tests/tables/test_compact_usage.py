"""USAGE is the same with a row per metric, with a row per kind of requests, and added up."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from usagestats.tables.compact_usage import KIND, REQUESTS_ONLY, CompactUsage
from usagestats.tables.declared import USAGE
from usagestats.tables.usage import Grain, add_usage

HOUR = timedelta(hours=1)
GRAIN = Grain(("backend", "application", "status"), HOUR, has_bytes=True)
TEN = datetime(2026, 5, 4, 10, tzinfo=UTC)
ROWS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(["a", "b", None]),
        st.sampled_from("xyz"),
        st.sampled_from([200, 404, None]),
        st.sampled_from(["requests", "hits", "reads"]),
        st.integers(0, 3),
        st.integers(0, 9),
        st.integers(0, 9),
    ),
    max_size=12,
)


def usage_of(rows: list[tuple[object, ...]]) -> pl.DataFrame:
    full = [(TEN + int(str(hour)) * HOUR, *others) for hour, *others in rows]
    return pl.DataFrame(full, {one: USAGE[one] for one in GRAIN.columns()}, orient="row")


def same(one: pl.DataFrame, other: pl.DataFrame) -> bool:
    return sorted(one.rows(), key=repr) == sorted(other.rows(), key=repr)


@given(st.lists(ROWS, max_size=4))
def test_the_sum_of_parts_is_that_of_their_tables(parts: list[list[tuple[object, ...]]]) -> None:
    tables = [usage_of(rows) for rows in parts]
    expected = add_usage(tables, GRAIN)
    compact = [CompactUsage.of(table) for table in tables]

    assert same(CompactUsage.together(compact, GRAIN).table(GRAIN), expected)
    added = CompactUsage.sum_of(compact, GRAIN)
    assert same(added.table(GRAIN), expected)
    assert len(added.rows) == len(added.rows.select("start", *GRAIN.keys, KIND).unique())


@given(ROWS)
def test_it_travels_as_it_is(rows: list[tuple[object, ...]]) -> None:
    usage = CompactUsage.of(usage_of(rows))

    back = pickle.loads(pickle.dumps(usage))  # noqa: S301  (it is ours)

    assert back.rows.equals(usage.rows)
    assert back.rows.schema == usage.rows.schema
    assert back.kinds == usage.kinds


def test_a_request_is_one_row_for_all_metrics_of_its_kind() -> None:
    kinds = ((*REQUESTS_ONLY, ("hits", 1, 2), ("reads", 0, 5)), REQUESTS_ONLY)
    rows = CompactUsage.of(usage_of([(0, "a", "x", 200, "requests", 3, 3, 7)])).rows
    both = pl.concat([rows, rows.with_columns(pl.lit(1, pl.UInt32).alias(KIND))])

    usage = CompactUsage(both, kinds)

    assert usage.height == 4
    assert CompactUsage(pl.concat([both] * 200), kinds).height == 800
    assert usage.requests == 6
    assert usage.table(GRAIN).drop("start", *GRAIN.keys).sort("metric").rows() == [
        ("hits", 3, 6, 7),
        ("reads", 0, 15, 0),
        ("requests", 6, 6, 14),
    ]
    assert (usage.counted("reads").to_list(), usage.deltas("reads").to_list()) == ([0, 0], [5, 0])


def test_nothing_is_an_empty_table() -> None:
    nothing = CompactUsage.together([], GRAIN)

    assert nothing.table(GRAIN).rows() == []
    assert dict(nothing.table(GRAIN).schema) == {one: USAGE[one] for one in GRAIN.columns()}
    assert (nothing.height, nothing.requests) == (0, 0)
