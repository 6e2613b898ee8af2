from __future__ import annotations

from dataclasses import replace

from tests.report_sets import sample_set
from usagestats.render.page.row_bars import row_bars
from usagestats.report import Report, RowsCut


def given(name: str) -> Report:
    report = sample_set().find(name)
    assert report is not None
    return report


def test_applications_have_bars_of_their_usage() -> None:
    report = given("top-apps")
    bars = row_bars(report)
    assert bars is not None

    assert [bar.name for bar in bars.rows] == report.rows["application"].to_list()
    assert bars.rows[0].part == 1
    assert bars.rows[1].part == report.rows["usage"][1] / report.rows["usage"][0]


def test_rows_that_are_not_shown_are_one_bar() -> None:
    assert RowsCut(1, {}).name == "1 other"
    report = replace(given("top-apps"), cut=RowsCut(7, {"usage": 1000}))
    bars = row_bars(report)
    assert bars is not None

    assert (bars.rows[-1].name, bars.rows[-1].text) == ("7 others", "1,000")
    assert bars.rows[-1].part == 1


def test_codes_have_bars_of_their_requests() -> None:
    bars = row_bars(given("response-codes"))
    assert bars is not None

    assert bars.rows[0].name == "200 OK"
    assert bars.rows[0].part == 1


def test_periods_have_no_bars_of_rows() -> None:
    assert row_bars(given("traffic-by-day")) is None
