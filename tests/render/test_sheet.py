from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl
import polars as pl
import pytest

from usagestats.choices import TimeFormat
from usagestats.errors import UsageError
from usagestats.render import sheet as sheets
from usagestats.render.content import Style, to_bytes
from usagestats.render.formats import Format
from usagestats.render.notation import PLAIN, Notation
from usagestats.report import Column, ColumnType

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from usagestats.report import Report


def workbook_of(*batches: Report, notation: Notation = PLAIN, values: bool = True) -> Workbook:
    content = b"".join(to_bytes(batches, Format.XLSX, Style(notation=notation)))
    return openpyxl.load_workbook(BytesIO(content), data_only=values)


def sheet_of(*batches: Report) -> Worksheet:
    sheet = workbook_of(*batches).active
    assert sheet is not None
    return sheet


def test_a_workbook_has_real_numbers_and_dates_and_a_frozen_header(report: Report) -> None:
    sheet = sheet_of(report)
    rows = [tuple(cell.value for cell in row) for row in sheet.iter_rows()]

    assert sheet.title == "traffic"
    assert sheet.freeze_panes == "A2"
    assert rows[0] == tuple(report.rows.columns)
    assert rows[1] == (
        *(datetime(2026, 10, 25, 2), datetime(2026, 10, 25, 3), True),  # noqa: DTZ001  (Excel has none)
        *("catalog", "web", 200, 1_234_567, 1_234_567),
    )
    assert rows[4] == (
        *(datetime(2026, 10, 25, 4), datetime(2026, 10, 25, 5), False),  # noqa: DTZ001
        *("search", None, 503, None, None),
    )
    assert sheet["G2"].number_format == "#,##0"


def test_no_cell_is_a_formula_and_no_text_obeyed(report: Report) -> None:
    sheet = sheet_of(report)

    assert (sheet["E3"].data_type, sheet["E3"].value) == ("s", '=SUM(A1,"x")')
    assert sheet["E4"].value == r"a|b\x1b[31m\u202ered\t\n"


def test_batches_are_one_sheet(report: Report) -> None:
    empty = replace(report, rows=report.rows.clear())

    sheet = sheet_of(empty, report, report, empty)

    assert sheet.auto_filter.ref == f"A1:H{1 + 2 * report.rows.height}"
    assert [cell.value for cell in sheet["F"][1:9]] == 2 * report.rows["status"].to_list()


def test_shares_are_shown_in_per_cent(report: Report) -> None:
    columns = (Column("share", ColumnType.SHARE), Column("mean", ColumnType.MEASURE))
    rows = pl.DataFrame({"share": [0.25], "mean": [1.5]})
    sheet = sheet_of(replace(report, columns=columns, rows=rows))

    assert (sheet["A2"].value, sheet["A2"].number_format) == (0.25, "0.0%")
    assert (sheet["B2"].value, sheet["B2"].number_format) == (1.5, "#,##0.0##")


def test_more_rows_than_a_sheet_holds_are_refused(
    report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    with pytest.raises(UsageError, match="a sheet holds no more than 3 rows"):
        list(to_bytes([report], Format.XLSX, Style()))


def test_the_sums_stand_below_a_blank_row_and_outside_of_the_filter(report: Report) -> None:
    formulas = workbook_of(report, values=False)["traffic"]
    shown = workbook_of(report)["traffic"]
    last = 1 + report.rows.height

    assert shown.auto_filter.ref == f"A1:H{last}"
    assert [cell.value for cell in shown[last + 1]] == [None] * 8
    assert [cell.value for cell in shown[last + 2]] == [None] * 6 + [1_851_851, 1_234_572]
    assert formulas[f"G{last + 2}"].value == "=SUBTOTAL(9,G2:G5)"
    assert shown[f"G{last + 2}"].number_format == "#,##0"


def test_a_report_without_rows_has_neither_sums_nor_an_empty_filter(report: Report) -> None:
    sheet = sheet_of(replace(report, rows=report.rows.clear()))

    assert (sheet.max_row, sheet.auto_filter.ref) == (1, "A1:H1")


def test_dates_may_be_shown_without_their_times(report: Report) -> None:
    dates = Notation(time_format=TimeFormat.DATE)
    sheet = workbook_of(report, notation=dates)["traffic"]

    assert sheet["A2"].number_format == "yyyy-mm-dd"
    assert sheet_of(report)["A2"].number_format == "yyyy-mm-dd hh:mm:ss"


def test_money_is_a_number_with_the_decimals_of_its_currency(report: Report) -> None:
    columns = (Column("amount", ColumnType.MONEY, decimals=3), Column("yen", ColumnType.MONEY))
    rows = pl.DataFrame({"amount": [Decimal("1.125")], "yen": [Decimal(7)]})
    sheet = sheet_of(replace(report, columns=columns, rows=rows, bar=None))

    assert (sheet["A2"].value, sheet["A2"].number_format) == (1.125, "#,##0.000")
    assert (sheet["B2"].value, sheet["B2"].number_format) == (7, "#,##0")
