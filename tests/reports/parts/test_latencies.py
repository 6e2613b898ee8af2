from __future__ import annotations

import math

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from usagestats.reports.parts.latencies import latencies
from usagestats.tables.declared import USAGE
from usagestats.tables.durations import duration_bin

TYPES = {name: USAGE[name] for name in ("product", "status", "requests")}


def rows_of(*requests: tuple[str, int | None, float | None]) -> pl.DataFrame:
    """Return USAGE: each request is a product, a status and a duration in ms."""
    table = [(product, status, 1, duration) for product, status, duration in requests]
    frame = pl.DataFrame(table, {**TYPES, "duration_ms": pl.Float64()}, orient="row")
    return frame.with_columns(duration_bin=duration_bin(pl.col("duration_ms")))


def test_each_group_has_its_counts_and_durations() -> None:
    requests = [("a", 200, 10.0)] * 98 + [("a", 404, 500.0), ("a", 503, None), ("b", None, None)]
    found = latencies(rows_of(*requests), ["product"]).to_dicts()

    assert found[0] == {
        "product": "a",
        "requests": 100,
        "errors": 2,
        "timed": 99,
        **dict.fromkeys(("p50", "p90", "p95", "p99"), pytest.approx(10, rel=0.02))
        | {"p99": pytest.approx(500, rel=0.02)},
        "max": pytest.approx(500, rel=0.04),
    }
    assert list(found[1].values()) == ["b", 1, 0, 0, None, None, None, None, None]


@given(st.lists(st.floats(0.002, 1e7), min_size=1))
def test_every_figure_is_within_the_error_that_is_named(durations: list[float]) -> None:
    found = latencies(rows_of(*(("a", 200, one) for one in durations)), ["product"])
    ordered = sorted(durations)

    for percentile in (50, 90, 95, 99):
        true = ordered[math.ceil(percentile * len(ordered) / 100) - 1]
        assert found[f"p{percentile}"][0] == pytest.approx(true, rel=0.0201)
    assert ordered[-1] * 0.9999 <= found["max"][0] <= ordered[-1] * 1.0401


def test_requests_of_no_time_have_percentiles_of_zero_and_a_maximum_of_a_microsecond() -> None:
    found = latencies(rows_of(("a", 200, 0.0)), ["product"])

    assert found.select("p50", "p99", "max").rows() == [(0.0, 0.0, 0.001)]
