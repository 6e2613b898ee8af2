"""USAGE as rows of the store and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from usagestats.store.schema import STORED, added_usage, usage_of, usage_rows
from usagestats.tables.declared import LOG_KEYS, USAGE, USAGE_KEYS
from usagestats.tables.usage import Grain, add_usage, coarser

TEN = datetime(2026, 4, 30, 22, tzinfo=UTC)
MINUTE, SLOT = timedelta(minutes=1), timedelta(minutes=15)
ROWS = st.lists(
    st.tuples(
        st.integers(0, 200).map(lambda minute: TEN + minute * MINUTE),
        st.just("p"),
        st.sampled_from(["a", None]),
        st.sampled_from("xy"),
        st.sampled_from([200, None]),
        st.sampled_from([True, None]),
        st.sampled_from([-3, 80, 81, None]),
        st.sampled_from(["requests", "hits", "calls"]),
        st.integers(0, 5),
        st.integers(0, 50),
        st.integers(0, 900),
    ),
    max_size=30,
)
MINUTE_GRAIN = Grain(USAGE_KEYS, MINUTE, has_bytes=True)
COARSE = Grain(tuple(key for key in USAGE_KEYS if key != "duration_bin"), SLOT, has_bytes=True)


def usage(rows: list[tuple[object, ...]]) -> pl.DataFrame:
    schema = {name: dtype for name, dtype in USAGE.items() if name not in LOG_KEYS}
    frame = add_usage([pl.DataFrame(rows, schema, orient="row")], MINUTE_GRAIN)
    return frame.with_columns(group=pl.lit("s"))


def same(one: pl.DataFrame, other: pl.DataFrame) -> bool:
    return sorted(one.rows(), key=repr) == sorted(other.rows(), key=repr)


def bins(frame: pl.DataFrame) -> pl.DataFrame:
    """How many requests each bin has; a histogram tells no more."""
    keys = [key for key in frame.columns if key not in {"requests", "usage", "response_bytes"}]
    found = frame.group_by(keys).agg(pl.col("requests").sum())
    return found.filter(pl.col("requests") > 0)


@given(ROWS, st.integers(1, 4))
def test_usage_is_kept(rows: list[tuple[object, ...]], commits: int) -> None:
    parts = [usage(rows[number::commits]) for number in range(commits)]
    stored = pl.concat([usage_rows(part, {"calls"}).collect() for part in parts])
    whole = usage(rows)
    fine = Grain(USAGE_KEYS, SLOT, has_bytes=True)

    for kept in (stored, added_usage(stored)):
        assert dict(kept.schema) == dict(STORED)
        no_bins = coarser(usage_of(kept.lazy(), has_bins=False), COARSE).collect()
        with_bins = coarser(usage_of(kept.lazy(), has_bins=True), fine).collect()
        assert same(no_bins, coarser(whole.lazy(), COARSE).collect())
        assert same(bins(with_bins), bins(coarser(whole.lazy(), fine).collect()))
        assert same(coarser(with_bins.lazy(), COARSE).collect(), no_bins)
    assert added_usage(stored).height <= stored.height


@given(ROWS)
def test_slots_are_narrow_where_a_limit_per_minute_asks_for_it(
    rows: list[tuple[object, ...]],
) -> None:
    stored = usage_rows(usage(rows), {"calls"}).collect()
    narrow = stored.filter(metric="calls")
    wide = stored.filter(pl.col("metric") != "calls")

    assert set(narrow["slot"]) <= {1}
    assert set(wide["slot"]) <= {15}
    assert (wide["start"].dt.minute() % 15).sum() == 0
    assert set(stored["month"]) <= {"2026-04", "2026-05"}
    assert same(
        usage_of(narrow.lazy(), has_bins=False).collect(),
        coarser(
            usage(rows).filter(metric="calls").lazy(),
            Grain(COARSE.keys, MINUTE, has_bytes=True),
        ).collect(),
    )
