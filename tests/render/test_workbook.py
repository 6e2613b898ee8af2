from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest

from tests.report_sets import sample_set
from usagestats.render.workbook import workbook_bytes


def test_a_workbook_has_a_sheet_for_each_report() -> None:
    reports = sample_set()
    book = openpyxl.load_workbook(BytesIO(workbook_bytes(reports)))

    assert book.sheetnames == ["about", *reports.reports]
    for name, named in reports.reports.items():
        assert [cell.value for cell in book[name][1]] == named.report.rows.columns
        last = 1 + named.report.rows.height
        assert book[name].auto_filter.ref is not None
        assert book[name].auto_filter.ref.endswith(str(last))


def test_the_first_sheet_says_what_it_is_about() -> None:
    reports = replace(
        sample_set(), filters=("account Sky Labs",), left_out={"latency": "No durations."}
    )
    book = openpyxl.load_workbook(BytesIO(workbook_bytes(reports)))
    facts = {str(row[0].value): row[1].value for row in book["about"].iter_rows()}

    assert facts["title"] == "API usage"
    assert facts["only"] == "account Sky Labs"
    assert facts["range start"] == "2026-05-05T00:00:00+00:00"
    assert facts["time zone"] == "UTC"
    assert facts["traffic-by-day"] == "usagestats traffic --by day --compare previous"
    assert facts["left out"] == "No durations."
    assert isinstance(facts["lines read"], int)


@pytest.mark.parametrize("name", sample_set().reports)
def test_every_name_can_be_that_of_a_sheet(name: str) -> None:
    assert len(name) <= 31
    assert not set(name) & set("[]:*?/\\")


def test_counts_of_others_are_not_there() -> None:
    book = openpyxl.load_workbook(BytesIO(workbook_bytes(replace(sample_set(), counts=None))))
    names = [row[0].value for row in book["about"].iter_rows()]

    assert "lines read" not in names
    assert "requests" not in names
