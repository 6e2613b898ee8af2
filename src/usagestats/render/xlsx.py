"""Report → an Excel workbook: real numbers and dates, the header frozen, nothing a formula.

A cell has no time zone: times are in the zone of the report, without an offset, and a property of
the file names the zone.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from usagestats.errors import UsageError
from usagestats.report import ColumnType
from usagestats.safety.visible import visible
from usagestats.unfinished_files import unfinished_files, with_named_failures

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format as Look
    from xlsxwriter.worksheet import Worksheet

    from usagestats.report import Report

MOST_ROWS: Final = 1_048_575
"""The rows that a sheet of Excel can hold beneath the header."""

_PIECE_BYTES = 1 << 20
_LONGEST_TEXT = 32_767  # the longest text that a cell can hold
_LOOKS: Final = {
    ColumnType.TIME: "yyyy-mm-dd hh:mm:ss",
    ColumnType.COUNT: "#,##0",
    ColumnType.MEASURE: "#,##0.0##",
    ColumnType.SHARE: "0.0%",
    ColumnType.CHANGE: "+0.0%;-0.0%",
}
_WIDTHS: Final = {ColumnType.TIME: 19, ColumnType.NAME: 24, ColumnType.COUNT: 12}


def to_xlsx(batches: Iterable[Report]) -> Iterator[bytes]:
    """Write a workbook with one sheet, piece by piece.

    Raises:
        UsageError: There are more rows than a sheet holds.
        UsageStatsError: There is no room for the temporary files.
    """
    content = BytesIO()
    with with_named_failures(), _workbook(content) as workbook:
        _write_sheet(workbook, iter(batches))
    content.seek(0)
    yield from iter(lambda: content.read(_PIECE_BYTES), b"")


@contextmanager
def _workbook(content: BytesIO) -> Iterator[Workbook]:
    """Give a workbook whose rows wait in temporary files until it is closed.

    Raises:
        OSError: The temporary files cannot be written.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415  (an extra)
    from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415  (as above)

    with unfinished_files() as files:
        folder = str(files.create_temporary_folder())
        try:
            with Workbook(content, {"constant_memory": True, "tmpdir": folder}) as workbook:
                yield workbook
        except FileCreateError as error:
            reason: OSError = error.args[0]
            raise OSError(reason.errno, reason.strerror) from error


def _write_sheet(workbook: Workbook, reports: Iterator[Report]) -> None:
    first = next(reports)
    workbook.set_properties({"title": first.title, "comments": f"Times are of {first.zone.key}."})
    sheet = workbook.add_worksheet(first.name)
    _write_header(sheet, first, workbook.add_format({"bold": True}))
    looks = {key: workbook.add_format({"num_format": look}) for key, look in _LOOKS.items()}
    rows = (row for report in chain([first], reports) for row in _rows(report))
    for number, row in enumerate(rows, start=1):
        _refuse_too_many(number)
        for index, (column, value) in enumerate(zip(first.columns, row, strict=True)):
            _write(sheet, number, index, value, looks.get(column.type))


def _write_header(sheet: Worksheet, report: Report, bold: Look) -> None:
    for index, column in enumerate(report.columns):
        width = max(_WIDTHS.get(column.type, 10), len(column.key) + 2)
        sheet.set_column(index, index, width)
        sheet.write_string(0, index, column.key, bold)
    sheet.freeze_panes(1, 0)


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
        case int() | float():
            sheet.write_number(row, index, value, look)
        case datetime():
            sheet.write_datetime(row, index, value, look)
        case _:
            sheet.write_string(row, index, visible(str(value))[:_LONGEST_TEXT])
