from __future__ import annotations

import pytest

from usagestats.choices import Measure
from usagestats.report import ColumnType
from usagestats.reports.parts.figures import figures_of, title_of


@pytest.mark.parametrize(
    ("measures", "expected"),
    [
        ((Measure.USAGE,), [("requests", ""), ("hits", "")]),
        ((Measure.BYTES,), [("requests", "bytes"), ("hits", "bytes")]),
        ((Measure.P95,), [("requests", "p95_milliseconds"), ("hits", "p95_milliseconds")]),
        (
            (Measure.P95, Measure.BYTES),
            [
                ("requests_p95", "milliseconds"),
                ("requests_bytes", ""),
                ("hits_p95", "milliseconds"),
                ("hits_bytes", ""),
            ],
        ),
    ],
)
def test_a_column_names_its_metric_and_where_there_are_several_its_measure(
    measures: tuple[Measure, ...], expected: list[tuple[str, str]]
) -> None:
    found = figures_of(("requests", "hits"), measures)

    assert [(one.name, one.unit) for one in found] == expected


def test_sums_are_counts_and_percentiles_are_not() -> None:
    found = figures_of(("requests",), (Measure.USAGE, Measure.BYTES, Measure.P50))

    assert [one.is_sum for one in found] == [True, True, False]
    assert [one.type for one in found] == [ColumnType.COUNT, ColumnType.COUNT, ColumnType.MEASURE]


@pytest.mark.parametrize(
    ("measures", "expected"),
    [
        ((Measure.P50,), "Median duration in ms"),
        ((Measure.P50, Measure.P99), "Durations in ms (p50, p99)"),
        ((Measure.USAGE, Measure.P99), "Traffic (usage, p99)"),
    ],
)
def test_the_title_names_the_measures(measures: tuple[Measure, ...], expected: str) -> None:
    assert title_of(measures) == expected
