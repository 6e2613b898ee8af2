from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.render.page.drawings import heights
from tests.report_sets import Asked, requests_each, sample_set, set_of_lines
from usagestats.choices import Granularity
from usagestats.render.page.groups import codes_group, latency_group, traffic_group

MAY = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "widths", "first"),
    [
        (1, ["hour", "day"], "hour"),
        (5, ["hour", "day", "week"], "day"),
        (40, ["hour", "day", "week", "month"], "day"),
        (450, ["day", "week", "month"], "week"),
    ],
)
def test_widths_with_a_single_period_are_left_out(days: int, widths: list[str], first: str) -> None:
    lines = requests_each(MAY, timedelta(hours=4), days * 6)
    group = traffic_group(set_of_lines(lines))

    assert [str(view.width) for view in group.views] == widths
    assert str(group.first) == first


@pytest.mark.parametrize("width", [Granularity.DAY, Granularity.WEEK, Granularity.MONTH])
def test_the_heights_are_those_of_the_report(width: Granularity) -> None:
    lines = [
        *requests_each(MAY, timedelta(minutes=37), 2000),
        *requests_each(MAY, timedelta(minutes=91), 800, verb="POST"),
        *requests_each(MAY, timedelta(minutes=301), 240, verb="DELETE"),
    ]
    reports = set_of_lines(lines)
    view = next(one for one in traffic_group(reports).views if one.width is width)
    (figure,) = view.figures
    report = reports.by_width("traffic")[width]
    top = figure.drawing.chart.top()
    found: dict[tuple[str, int], float] = {}
    for mark in figure.drawing.marks:
        assert mark.color is not None
        for number, value in heights(mark.path, top).items():
            found[mark.color.name, number] = value

    for number, row in enumerate(report.rows.iter_rows(named=True)):
        rest = row["hits"] - row["metadata"] - row["datastore"]
        for name, value in zip(
            ("m0", "m1", "rest"), (row["metadata"], row["datastore"], rest), strict=True
        ):
            assert found.get((name, number), 0) == pytest.approx(value, abs=top / 1000)


def test_each_series_knows_its_column_in_the_data() -> None:
    reports = sample_set()
    for group in (traffic_group(reports), codes_group(reports), latency_group(reports)):
        for view in group.views:
            columns = reports.reports[view.csv].report.rows.columns
            for figure in view.figures:
                for series, at in zip(figure.drawing.chart.series, figure.columns, strict=True):
                    assert at is None or columns[at].removeprefix("requests_") == series.name
                assert figure.total is None or columns[figure.total] == "hits"


def test_shares_know_what_they_are_of() -> None:
    reports = sample_set()
    view = codes_group(reports).views[0]
    columns = reports.reports[view.csv].report.rows.columns

    assert [columns[at] for at in view.figures[1].whole] == [
        "1xx",
        "2xx",
        "3xx",
        "4xx",
        "5xx",
        "none",
    ]


def test_the_range_before_can_be_shown_where_it_is_known() -> None:
    lines = requests_each(MAY, timedelta(hours=1), 24 * 9)

    assert traffic_group(set_of_lines(lines, Asked("2026-05-04..2026-05-06"))).has_before
    assert not traffic_group(set_of_lines(lines)).has_before
    assert not traffic_group(set_of_lines(lines, Asked("2026-05-01..2026-05-06"))).has_before


def test_a_long_table_is_left_to_the_script() -> None:
    views = traffic_group(set_of_lines(requests_each(MAY, timedelta(hours=1), 24 * 20))).views

    assert [(view.width, view.table is None, view.rows) for view in views[:2]] == [
        (Granularity.HOUR, True, 480),
        (Granularity.DAY, False, 20),
    ]
