"""Report → CSV and TSV. A contract: columns fixed by the options, plain numbers, no totals row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import polars as pl

from usagestats.render.values import with_safe_names, with_written_times
from usagestats.report import ColumnType

if TYPE_CHECKING:
    from usagestats.report import Report

BYTE_ORDER_MARK = "\ufeff"
_FIRST_QUOTE: Final = (r'^(\s*)"', r"${1}\x22")


def to_csv(report: Report, *, has_header: bool = True) -> str:
    """Write comma-separated values: LF line ends, empty for null, quoted where needed."""
    return _delimited(report, ",", "necessary", has_header=has_header)


def to_tsv(report: Report, *, has_header: bool = True) -> str:
    r"""Write tab-separated values: nothing is quoted, since tabs in names are escaped.

    A quotation mark that begins a name is written as `\x22`: readers that expect quotes would look
    for the other one.
    """
    return _delimited(report, "\t", "never", has_header=has_header)


def _delimited(
    report: Report, separator: str, quote_style: Literal["necessary", "never"], *, has_header: bool
) -> str:
    rows = with_safe_names(with_written_times(report), report, for_spreadsheet=True)
    if quote_style == "never":
        names = [column.key for column in report.columns if column.type is ColumnType.NAME]
        rows = rows.with_columns(pl.col(names).cast(pl.String).str.replace(*_FIRST_QUOTE))
        rows.columns = pl.Series(rows.columns).str.replace(*_FIRST_QUOTE).to_list()
    return rows.write_csv(include_header=has_header, separator=separator, quote_style=quote_style)
