from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl
import polars as pl
import pytest

from usagestats.errors import UsageError
from usagestats.render import xlsx
from usagestats.render.content import Style, to_bytes
from usagestats.render.formats import Format
from usagestats.report import Column, ColumnType

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from usagestats.report import Report


def sheet_of(*batches: Report) -> Worksheet:
    content = b"".join(to_bytes(batches, Format.XLSX, Style()))
    sheet = openpyxl.load_workbook(BytesIO(content)).active
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

    assert sheet_of(empty, report, report, empty).max_row == 1 + 2 * report.rows.height


def test_shares_are_shown_in_per_cent(report: Report) -> None:
    columns = (Column("share", ColumnType.SHARE), Column("mean", ColumnType.MEASURE))
    rows = pl.DataFrame({"share": [0.25], "mean": [1.5]})
    sheet = sheet_of(replace(report, columns=columns, rows=rows))

    assert (sheet["A2"].value, sheet["A2"].number_format) == (0.25, "0.0%")
    assert (sheet["B2"].value, sheet["B2"].number_format) == (1.5, "#,##0.0##")


def test_more_rows_than_a_sheet_holds_are_refused(
    report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 3)
    with pytest.raises(UsageError, match="a sheet holds no more than 3 rows"):
        list(to_bytes([report], Format.XLSX, Style()))
