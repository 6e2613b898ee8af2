from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import polars as pl
import pytest

from tests.reports.tables import lines_of, usage_of
from tests.reports.traffic_questions import (
    COVERED,
    FIVE_DAYS,
    HOLE_OF_TWO_DAYS,
    NO_COUNTS,
    SPLIT,
    TWO_DAYS,
    USED,
    question,
    span,
)
from usagestats.choices import Granularity
from usagestats.frames import plain
from usagestats.reports.parts import used
from usagestats.reports.traffic import traffic_in_parts, traffic_report


def test_split_rows_stand_where_there_were_requests_in_order_with_nulls_last() -> None:
    actual = lines_of(traffic_report(TWO_DAYS, SPLIT, COVERED, NO_COUNTS))

    expected = [
        "05-01T00:00 05-02T00:00 False catalog 200 2 0 0",
        "05-01T00:00 05-02T00:00 False catalog - 3 0 0",
        "05-01T00:00 05-02T00:00 False search 404 1 0 0",
        "05-01T00:00 05-02T00:00 False - 200 0 4 0",
        "05-02T00:00 05-03T00:00 False catalog 200 5 0 6",
    ]

    assert expected == actual


def test_dense_split_rows_stand_everywhere_and_are_null_where_nothing_is_known() -> None:
    options = replace(
        TWO_DAYS,
        split_by=("backend",),
        metrics=("requests",),
        is_dense=True,
        range=span("2026-05-01", "2026-05-04"),
    )
    used = usage_of(
        [
            ("2026-05-01", "search", "requests", 1),
            ("2026-05-02", None, "requests", 2),
            ("2026-06-01", "later", "requests", 3),
        ],
        "backend",
    )
    actual = lines_of(traffic_report(options, used, COVERED, NO_COUNTS))

    expected = [
        "05-01T00:00 05-02T00:00 False search 1",
        "05-01T00:00 05-02T00:00 False - 0",
        "05-02T00:00 05-03T00:00 False search 0",
        "05-02T00:00 05-03T00:00 False - 2",
        "05-03T00:00 05-04T00:00 False search -",
        "05-03T00:00 05-04T00:00 False - -",
    ]

    assert expected == actual


def test_long_rows_are_one_per_metric_in_the_order_of_the_metrics() -> None:
    options = replace(FIVE_DAYS, is_long=True, range=span("2026-05-01", "2026-05-04"))
    report = traffic_report(options, USED, HOLE_OF_TWO_DAYS, NO_COUNTS)

    expected = [
        "05-01T00:00 05-02T00:00 False requests 7",
        "05-01T00:00 05-02T00:00 False hits 9",
        "05-01T00:00 05-02T00:00 False metadata 5",
        "05-02T00:00 05-03T00:00 True requests 2",
        "05-02T00:00 05-03T00:00 True hits 0",
        "05-02T00:00 05-03T00:00 True metadata 0",
        "05-03T00:00 05-04T00:00 False requests -",
        "05-03T00:00 05-04T00:00 False hits -",
        "05-03T00:00 05-04T00:00 False metadata -",
    ]

    assert expected == lines_of(report)
    assert report.bar is None


def test_long_rows_keep_their_splits() -> None:
    options = replace(TWO_DAYS, is_long=True, metrics=("requests", "hits"), split_by=("status",))
    used = usage_of([("2026-05-02", None, "hits", 4), ("2026-05-02", 200, "requests", 1)], "status")
    actual = lines_of(traffic_report(options, used, COVERED, NO_COUNTS))

    expected = [
        "05-02T00:00 05-03T00:00 False 200 requests 1",
        "05-02T00:00 05-03T00:00 False 200 hits 0",
        "05-02T00:00 05-03T00:00 False - requests 0",
        "05-02T00:00 05-03T00:00 False - hits 4",
    ]

    assert expected == actual


@pytest.mark.parametrize("is_compared", [False, True])
@pytest.mark.parametrize("is_dense", [False, True])
@pytest.mark.parametrize("by", [Granularity.HOUR, Granularity.DAY])
def test_parts_hold_whole_periods_and_make_the_same_report(
    monkeypatch: pytest.MonkeyPatch, by: Granularity, *, is_dense: bool, is_compared: bool
) -> None:
    options = replace(
        question("2026-05-01", "2026-05-04", by=by),
        split_by=("backend",),
        is_dense=is_dense,
        is_compared=is_compared,
    )
    whole = traffic_report(options, SPLIT, COVERED, NO_COUNTS)
    monkeypatch.setattr(used, "_MOST_ROWS", 2)

    parts = list(traffic_in_parts(options, SPLIT, COVERED, NO_COUNTS))

    assert len(parts) > 1
    assert parts[0].rows.height
    assert plain(pl.concat([part.rows for part in parts])).equals(whole.rows)
    starts = [set(part.rows["period_start"]) for part in parts]
    assert not any(one & other for one, other in pairwise(starts))
