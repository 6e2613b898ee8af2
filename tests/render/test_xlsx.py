from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl

from usagestats.render.notation import PLAIN
from usagestats.render.xlsx import to_workbook, to_xlsx

if TYPE_CHECKING:
    from collections.abc import Iterable

    from openpyxl.workbook import Workbook

    from usagestats.report import Report


def read(pieces: Iterable[bytes]) -> Workbook:
    return openpyxl.load_workbook(BytesIO(b"".join(pieces)), data_only=True)


def test_the_second_sheet_says_what_the_report_is_about(report: Report) -> None:
    empty = replace(report, rows=report.rows.clear(), notes=(), counts=None)
    workbook = read(to_xlsx([empty, report], PLAIN))
    facts = {row[0].value: row[1].value for row in workbook["about"].iter_rows()}

    assert workbook.sheetnames == ["traffic", "about"]
    assert facts["time zone"] == "Europe/Athens"
    assert facts["range end"] == "2026-10-25T05:00:00+02:00"
    assert facts["lines read"] == 12
    assert facts["note"] == "no log between 2026-10-25 04:00 and 2026-10-25 05:00"


def test_a_workbook_of_several_reports_has_a_sheet_for_each(report: Report) -> None:
    other = replace(report, name="limits", columns=report.columns[3:], rows=report.rows[:, 3:])
    facts = [("title", "API usage"), ("filter", "account =1+1")]

    workbook = read(to_workbook("API usage\n", facts, {"a": report, "b-c": other}, PLAIN))

    assert workbook.sheetnames == ["about", "a", "b-c"]
    assert workbook.properties.title == r"API usage\n"
    assert [[cell.value for cell in row] for row in workbook["about"].iter_rows()] == [
        *(["title", "API usage"], ["filter", "account =1+1"])
    ]
    assert [cell.value for cell in workbook["a"][1]] == report.rows.columns
    assert [cell.value for cell in workbook["b-c"][2]] == [
        *("catalog", "web", 200, 1_234_567, 1_234_567)
    ]


def test_the_same_reports_give_the_same_sheets(report: Report) -> None:
    single = read(to_xlsx([report], PLAIN))["traffic"]
    several = read(to_workbook("t", [], {"traffic": report}, PLAIN))["traffic"]

    assert [[cell.value for cell in row] for row in single.iter_rows()] == [
        [cell.value for cell in row] for row in several.iter_rows()
    ]
