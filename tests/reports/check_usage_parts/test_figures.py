from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from usagestats.reports.check_usage_parts.condition import condition_of
from usagestats.reports.check_usage_parts.figures import keys_for, needs_bytes, values_of
from usagestats.tables.declared import USAGE

START = datetime(2026, 5, 4, tzinfo=UTC)
ROWS = [
    (START, "a", 200, 5, "requests", 3, 3, 30),
    (START, "a", 404, 9, "requests", 1, 1, 1),
    (START, "a", 200, 5, "hits", 3, 6, 30),
    (START, "b", None, None, "requests", 2, 2, 8),
]
COLUMNS = (
    "start",
    "backend",
    "status",
    "duration_bin",
    "metric",
    "requests",
    "usage",
    "response_bytes",
)
FRAME = pl.DataFrame(ROWS, {name: USAGE[name] for name in COLUMNS}, orient="row")


@pytest.mark.parametrize(
    ("text", "a", "b"),
    [
        ("requests>0", 4.0, 2.0),
        ("hits>0", 6.0, 0.0),
        ("404>0", 1.0, 0.0),
        ("none>0%", 0.0, 1.0),
        ("error_rate>0%", 0.25, 0.0),
        ("bytes>0", 31.0, 8.0),
        ("p50>0ms", 1.193, None),
    ],
)
def test_a_figure_of_each_group(text: str, a: float, b: float | None) -> None:
    found = values_of(condition_of(text, ("requests", "hits")), FRAME, ["backend"])

    rows = {backend: (requests, value) for backend, requests, value in found.iter_rows()}
    assert rows["a"] == (4, pytest.approx(a, rel=0.001))
    assert rows["b"] == (2, b)


def test_usage_is_as_fine_as_figures_need() -> None:
    plain, status, slow, size = (
        condition_of(text, ("hits",)) for text in ("hits>0", "5xx>0", "p90>1s", "bytes>0")
    )

    assert keys_for([plain]) == set()
    assert keys_for([plain, status, slow]) == {"status", "duration_bin"}
    assert (needs_bytes([plain, status]), needs_bytes([size])) == (False, True)
