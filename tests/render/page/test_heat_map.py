from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.report_sets import requests_each, sample_set, set_of_lines
from usagestats.render.page.heat_map import LEVELS, heat_map

MAY = datetime(2026, 5, 4, tzinfo=UTC)


def test_a_cell_is_the_mean_of_an_hour_of_the_week() -> None:
    report = sample_set().find("averages-by-weekday-hour")
    assert report is not None
    found = heat_map(report)
    assert found is not None

    assert [day for day, _ in found.rows] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    assert all(len(cells) == 24 for _, cells in found.rows)
    assert found.metric == "hits"
    values = report.rows["hits"].to_list()
    largest = max(range(168), key=lambda at: values[at] or 0)
    assert found.rows[largest // 24][1][largest % 24].color == f"h{LEVELS - 1}"


def test_an_hour_without_a_mean_has_no_color() -> None:
    report = sample_set().find("averages-by-weekday-hour")
    assert report is not None
    found = heat_map(report)
    assert found is not None

    assert {(cell.text, cell.color) for cell in found.rows[4][1]} == {("–", "none")}


def test_where_no_hour_is_covered_there_is_no_heat_map() -> None:
    report = set_of_lines(requests_each(MAY, timedelta(minutes=1), 3)).find(
        "averages-by-weekday-hour"
    )
    assert report is not None

    assert heat_map(report) is None
