"""Report → CSV and TSV. A contract: columns fixed by the options, plain numbers, no totals row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.render.notation import PLAIN
from usagestats.render.values import (
    with_rounded_rates,
    with_safe_names,
    with_written_rates,
    with_written_times,
)
from usagestats.report import ColumnType

if TYPE_CHECKING:
    from usagestats.render.notation import Notation
    from usagestats.report import Report

BYTE_ORDER_MARK = "\ufeff"
_FIRST_QUOTE: Final = (r'^(\s*)"', r"${1}\x22")


def to_csv(report: Report, notation: Notation = PLAIN, *, has_header: bool = True) -> str:
    """Write delimited values: LF line ends, empty for null, quoted where needed."""
    # a spreadsheet that expects another delimiter cuts lines there, also within quotation marks
    cuts = ";" if notation.delimiter == "," else ";,"
    rows = _written(report, notation, cuts)
    return rows.write_csv(include_header=has_header, separator=notation.delimiter)


def to_tsv(report: Report, notation: Notation = PLAIN, *, has_header: bool = True) -> str:
    r"""Write tab-separated values: nothing is quoted, since tabs in names are escaped.

    A quotation mark that begins a name is written as `\x22`: readers that expect quotes would look
    for the other one.
    """
    names = [column.key for column in report.columns if column.type is ColumnType.NAME]
    rows = _written(report, notation, ";").with_columns(
        pl.col(names).cast(pl.String).str.replace(*_FIRST_QUOTE)
    )
    rows.columns = pl.Series(rows.columns).str.replace(*_FIRST_QUOTE).to_list()
    return rows.write_csv(include_header=has_header, separator="\t", quote_style="never")


def _written(report: Report, notation: Notation, cuts: str) -> pl.DataFrame:
    """Return the rows with texts instead of times, rates and hostile names."""
    rows = with_rounded_rates(with_written_times(report, notation.time_format), report)
    rows = with_written_rates(rows, report, has_decimal_comma=notation.has_decimal_comma)
    return with_safe_names(rows, report, for_spreadsheet=True, cuts=cuts)
