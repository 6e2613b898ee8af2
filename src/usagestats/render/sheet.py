"""Report → a sheet of a workbook: a header, rows with a filter, and the sums of what it shows."""

from __future__ import annotations

from dataclasses import field
from datetime import datetime
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from usagestats.choices import TimeFormat
from usagestats.errors import UsageError
from usagestats.light_dataclass import dataclass
from usagestats.report import ColumnType
from usagestats.safety.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format as Look
    from xlsxwriter.worksheet import Worksheet

    from usagestats.render.notation import Notation
    from usagestats.report import Column, Report

MOST_ROWS: Final = 1_048_573
"""The rows that a sheet of Excel can hold between the header and the totals."""

_LONGEST_TEXT: Final = 32_767  # the longest text that a cell can hold
_SUM_OF_SHOWN: Final = 9  # the function of SUBTOTAL that adds up the rows that the filter shows
_DATE: Final = "yyyy-mm-dd"
_LOOKS: Final = {
    ColumnType.TIME: f"{_DATE} hh:mm:ss",
    ColumnType.COUNT: "#,##0",
    ColumnType.MEASURE: "#,##0.0##",
    ColumnType.SHARE: "0.0%",
    ColumnType.CHANGE: "+0.0%;-0.0%",
}
_WIDTHS: Final = {ColumnType.TIME: 19, ColumnType.NAME: 24, ColumnType.COUNT: 12}


@dataclass(slots=True)
class _Sums:
    """The sums of the columns that add up, by the number of the column; they grow row by row."""

    of_column: dict[int, float | Decimal] = field(default_factory=dict)

    def add(self, index: int, value: Any) -> None:  # noqa: ANN401  (a number, as in its column)
        self.of_column[index] = self.of_column.get(index, 0) + value


def write_rows(
    workbook: Workbook, name: str, reports: Iterator[Report], notation: Notation
) -> Report:
    """Write a sheet of rows as they come, and return the last batch.

    Args:
        workbook: The workbook.
        name: The name of the sheet.
        reports: At least one, with the same columns.
        notation: How times are written.

    Raises:
        UsageError: There are more rows than a sheet holds.
    """
    first = last = next(reports)
    sheet = workbook.add_worksheet(name)
    bold = {"bold": True}
    _write_header(sheet, first, workbook.add_format(bold))
    formats = [_look(column, notation) for column in first.columns]
    looks = [workbook.add_format({"num_format": look}) if look else None for look in formats]
    number, sums = 0, _Sums()
    for last in chain([first], reports):
        for row in _rows(last):
            number += 1
            _refuse_too_many(number)
            for index, (column, value) in enumerate(zip(first.columns, row, strict=True)):
                _write(sheet, number, index, value, looks[index])
                if column.adds_up and value is not None:
                    sums.add(index, value)
    sheet.autofilter(0, 0, number, len(first.columns) - 1)
    sum_looks = {
        index: workbook.add_format(bold | {"num_format": formats[index]})
        for index in sums.of_column
    }
    _write_sums(sheet, number, sums, sum_looks)
    return last


def _look(column: Column, notation: Notation) -> str | None:
    """Return the format of the cells of a column; `None` for the usual one."""
    if column.type is ColumnType.MONEY:
        return f"#,##0.{'0' * column.decimals}".rstrip(".")
    if column.type is ColumnType.TIME and notation.time_format is TimeFormat.DATE:
        return _DATE
    return _LOOKS.get(column.type)


def _write_header(sheet: Worksheet, report: Report, bold: Look) -> None:
    for index, column in enumerate(report.columns):
        width = max(_WIDTHS.get(column.type, 10), len(column.key) + 2)
        sheet.set_column(index, index, width)
        sheet.write_string(0, index, column.key, bold)
    sheet.freeze_panes(1, 0)


def _write_sums(sheet: Worksheet, rows: int, sums: _Sums, looks: dict[int, Look]) -> None:
    """Write the sums of what the filter shows; a blank row keeps them out of the filter."""
    from xlsxwriter.utility import xl_rowcol_to_cell  # noqa: PLC0415  (an extra)

    for index, value in sorted(sums.of_column.items()):
        cells = f"{xl_rowcol_to_cell(1, index)}:{xl_rowcol_to_cell(rows, index)}"
        formula = f"=SUBTOTAL({_SUM_OF_SHOWN},{cells})"
        sheet.write_formula(rows + 2, index, formula, looks[index], value)


def write_facts(workbook: Workbook, facts: Iterable[tuple[str, str | int | None]]) -> None:
    """Write the sheet that says what the workbook is about: names and values."""
    sheet = workbook.add_worksheet("about")
    sheet.set_column(0, 0, _WIDTHS[ColumnType.NAME])
    sheet.set_column(1, 1, 4 * _WIDTHS[ColumnType.NAME])
    for number, (name, value) in enumerate(facts):
        sheet.write_string(number, 0, name)
        _write(sheet, number, 1, value, None)


def _rows(report: Report) -> Iterator[tuple[Any, ...]]:
    """Give the rows with times in the zone of the report, without an offset."""
    times = [index for index, column in enumerate(report.columns) if column.type is ColumnType.TIME]
    for row in report.rows.iter_rows():
        cells = list(row)
        for index in times:
            if cells[index] is not None:
                cells[index] = cells[index].astimezone(report.zone).replace(tzinfo=None)
        yield tuple(cells)


def _refuse_too_many(number: int) -> None:
    if number > MOST_ROWS:
        hint = "choose a smaller range, or another format: csv, parquet"
        problem = f"a sheet holds no more than {MOST_ROWS:,} rows"
        raise UsageError(problem, where="--format xlsx", hint=hint)


def _write(sheet: Worksheet, row: int, index: int, value: object, look: Look | None) -> None:
    """Write a cell; text is always written as text, never as a formula or link."""
    match value:
        case None:
            return
        case bool():
            sheet.write_boolean(row, index, value)
        case int() | float() | Decimal():
            sheet.write_number(row, index, value, look)
        case datetime():
            sheet.write_datetime(row, index, value, look)
        case _:
            sheet.write_string(row, index, visible(str(value))[:_LONGEST_TEXT])
