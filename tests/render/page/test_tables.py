from __future__ import annotations

from tests.report_sets import sample_set
from usagestats.render.page.tables import Heading, column_texts, period_table, plain_table
from usagestats.report import Report


def given(name: str) -> Report:
    report = sample_set().find(name)
    assert report is not None
    return report


def test_a_row_is_a_period_and_has_no_figures_of_the_range_before() -> None:
    table = period_table(given("traffic-by-day"), "Traffic by day")

    assert table.headings == (
        Heading("Day"),
        *(Heading(name, is_number=True) for name in ("requests", "hits", "metadata", "datastore")),
    )
    assert table.rows[0][:2] == ("Tue 5 May 2026", "235")
    assert table.rows[3] == ("Fri 8 May 2026", "–", "–", "–", "–")


def test_a_period_that_is_unknown_is_not_called_partial() -> None:
    assert period_table(given("traffic-by-day"), "x").partial == (False, False, True, False, True)


def test_means_have_the_name_of_their_row() -> None:
    table = period_table(given("averages-by-weekday"), "Means")

    assert [row[0] for row in table.rows][:2] == ["Monday", "Tuesday"]
    assert not table.partial


def test_the_name_of_a_metric_may_be_left_out_of_a_heading() -> None:
    headings = period_table(given("latency-by-day"), "Latency", "requests_").headings

    assert [heading.text for heading in headings] == ["Day", "p50", "p95", "p99"]


def test_columns_are_chosen_and_named() -> None:
    report = given("integration-errors")
    table = plain_table(report, "Errors", {"code": "Code", "requests": "Requests"}, {"requests"})

    assert table.headings == (Heading("Code"), Heading("Requests", True, True))  # noqa: FBT003
    assert table.rows[0] == (report.rows["code"][0], str(report.rows["requests"][0]))


def test_texts_are_those_for_people() -> None:
    report = given("response-codes")
    share = next(column for column in report.columns if column.key == "share")

    assert column_texts(share, report)[0].endswith(" %")
