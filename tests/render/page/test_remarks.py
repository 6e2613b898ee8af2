from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import polars as pl

from tests.report_sets import limited_set, requests_each, sample_set, set_of_lines
from usagestats.render.page.remarks import remarks
from usagestats.report_set import NamedReport

MAY = datetime(2026, 5, 4, tzinfo=UTC)


def test_the_remarks_of_the_sample_logs() -> None:
    found = [f"{one.strong} {one.text}" for one in remarks(sample_set())]

    assert found[0] == (
        "No log between 7 May 2026 23:45 and 9 May 2026 00:15. This time is unknown, not 0."
    )
    assert any("of requests failed with 5xx" in text for text in found)


def test_limits_that_were_reached_are_remarked() -> None:
    found = [f"{one.strong} {one.text}" for one in remarks(limited_set())]

    assert "1 application reached 100 % of a limit, 4 times." in found


def test_where_all_is_well_nothing_is_remarked() -> None:
    assert remarks(set_of_lines(requests_each(MAY, timedelta(minutes=30), 200))) == []


def test_a_few_failures_are_no_remark() -> None:
    lines = requests_each(MAY, timedelta(minutes=10), 1000)
    one = requests_each(MAY, timedelta(minutes=10), 1, status=503)

    assert remarks(set_of_lines([*lines, *one])) == []


def test_the_day_of_failures_is_named() -> None:
    lines = requests_each(MAY, timedelta(minutes=10), 1000)
    failed = requests_each(MAY + timedelta(days=2), timedelta(minutes=5), 16, status=502)
    (found,) = remarks(set_of_lines([*lines, *failed]))

    assert found.strong == "Wed 6 May 2026: 10.0 % of requests failed with 5xx,"
    assert found.text == "against 0.0 % on the median day."


def test_the_largest_move_is_named() -> None:
    reports = sample_set()
    named = reports.reports["top-apps"]
    rows = named.report.rows.with_columns(previous_rank=pl.col("rank").reverse())
    moved = NamedReport(named.command, replace(named.report, rows=rows))
    found = remarks(replace(reports, reports={"top-apps": moved}))[-1]

    assert "went from place" in found.text
    assert not found.is_warning
