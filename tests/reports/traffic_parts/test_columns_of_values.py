from __future__ import annotations

from dataclasses import replace

from tests.reports.tables import lines_of, usage_of
from tests.reports.traffic_questions import (
    FIVE_DAYS,
    HOLE_OF_TWO_DAYS,
    NO_COUNTS,
)
from usagestats.choices import Wide
from usagestats.reports.traffic import traffic_report


def test_a_wide_report_has_a_column_for_each_value_and_the_figures_of_the_rows() -> None:
    rows = [
        ("2026-05-01", "a", 200, "requests", 4),
        ("2026-05-01", "a", 200, "hits", 9),
        ("2026-05-01", "b", 404, "requests", 2),
        ("2026-05-02", None, 200, "requests", 1),
        ("2026-05-02", "only-hits", 200, "hits", 1),
    ]
    used = usage_of(rows, "backend", "status")
    options = replace(FIVE_DAYS, metrics=("requests",), wide=Wide.BACKEND)
    report = traffic_report(options, used, HOLE_OF_TWO_DAYS, NO_COUNTS)

    assert report.title.startswith("Traffic by day: requests by backend, ")
    assert report.rows.columns[5:] == ["a", "b", "(product)"]
    assert lines_of(report, *report.rows.columns[5:]) == [
        "4 2 0",
        "0 0 1",
        "- - -",
        "- - -",
        "0 0 0",
    ]
    split = traffic_report(
        replace(options, split_by=("status",)), used, HOLE_OF_TWO_DAYS, NO_COUNTS
    )
    assert lines_of(split, *split.rows.columns[5:]) == ["200 4 0 0", "404 0 2 0", "200 0 0 1"]


def test_a_wide_report_of_no_requests_has_its_periods_alone() -> None:
    options = replace(FIVE_DAYS, metrics=("requests",), wide=Wide.APP)
    report = traffic_report(options, usage_of([], "application"), HOLE_OF_TWO_DAYS, NO_COUNTS)

    assert (len(report.columns), report.rows.height, report.bar) == (5, 5, None)
