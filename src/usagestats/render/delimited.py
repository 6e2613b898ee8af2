"""Report → CSV and TSV. A contract: columns fixed by the options, plain numbers, no totals row."""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from usagestats.frames import names_in
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
_OF_PERIODS: Final = {ColumnType.TIME, ColumnType.FLAG}
_FEW: Final = 4
_FIRST_QUOTE: Final = (r'^(\s*)"', r"${1}\x22")


def to_csv(report: Report, notation: Notation = PLAIN, *, has_header: bool = True) -> str:
    """Write delimited values: LF line ends, empty for null, quoted where needed."""
    # a spreadsheet that expects another delimiter cuts lines there, also within quotation marks
    cuts = ";" if notation.delimiter == "," else ";,"
    runs = _runs(report)
    rows = _written(report if runs is None else runs.rest, notation, cuts)
    if runs is None:
        return rows.write_csv(include_header=has_header, separator=notation.delimiter)
    if not all(_needs_no_quotes(column, notation.delimiter) for column in rows):
        begins = _written(runs.begins, notation, cuts)[runs.numbers]
        whole = pl.concat([begins, rows], how="horizontal")
        return whole.write_csv(include_header=has_header, separator=notation.delimiter)
    header = to_csv(replace(report, rows=report.rows.clear()), notation) if has_header else ""
    texts = to_csv(runs.begins, notation, has_header=False).split("\n")
    lines = rows.insert_column(0, pl.Series(texts).gather(runs.numbers))
    return header + lines.write_csv(
        include_header=False, separator=notation.delimiter, quote_style="never"
    )


class _Runs(NamedTuple):
    """Rows of which many in succession begin alike, as those of one period do.

    Args:
        begins: The distinct beginnings in succession: times and flags.
        numbers: For each row, the place of its beginning.
        rest: The other columns of the rows.
    """

    begins: Report
    numbers: pl.Series
    rest: Report


def _runs(report: Report) -> _Runs | None:
    """Return rows as runs, whose beginnings are written once each; `None` for short runs."""
    columns = tuple(takewhile(lambda column: column.type in _OF_PERIODS, report.columns))
    others = report.columns[len(columns) :]
    if not columns or not others or report.rows.is_empty():
        return None
    keys = [column.key for column in columns]
    is_new = report.rows.select(
        pl.any_horizontal(pl.col(key).ne_missing(pl.col(key).shift(1)) for key in keys)
        | (pl.int_range(pl.len()) == 0)
    ).to_series()
    if _FEW * is_new.sum() > len(is_new):
        return None
    begins = report.rows.filter(is_new).select(keys)
    rest = report.rows.select(column.key for column in others)
    return _Runs(
        replace(report, columns=columns, rows=begins),
        is_new.cum_sum() - 1,
        replace(report, columns=others, rows=rest),
    )


def _needs_no_quotes(column: pl.Series, delimiter: str) -> bool:
    """Whether no cell is written in quotation marks; unknown of texts that are not coded."""
    if not isinstance(column.dtype, pl.Enum):
        return column.dtype.is_numeric() or column.dtype == pl.Boolean
    names = names_in(column)
    are_odd = (names == "") | names.str.contains_any(['"', "\n", "\r", delimiter])
    return not are_odd.any()


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
