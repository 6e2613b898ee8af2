"""The row of a report that a user names by some of its values: `--row KEY=VALUE`."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.errors import UsageError, did_you_mean
from usagestats.render.labels import PARTIAL_MARK, period_labels
from usagestats.render.values import with_safe_names, with_written_times
from usagestats.report import ColumnType, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from usagestats.choices import Granularity
    from usagestats.report import Column, Report

_OPTION: Final = "--row"
_SHOWN: Final = 5
_SHORT: Final = {"period": "period_start", "app": "application"}
_OF_PERIOD: Final = {"period_end", "covered_start", "covered_end", "partial"}
"""Columns of a period that tell no more than its start."""
_EMPTY: Final = {ColumnType.STATUS: "none"}
Wanted = tuple[tuple[str, str], ...]
"""The keys and values that a row must have."""


def wanted_values(options: Sequence[str]) -> Wanted:
    """Split each `KEY=VALUE` at its first equals sign.

    Raises:
        UsageError: There is none.
    """
    for option in options:
        if "=" not in option:
            hint = "write the name of a column and its value, such as status=404"
            raise UsageError(f"no KEY=VALUE: {option}", where=_OPTION, hint=hint)
    return tuple(
        (key.strip(), value.strip()) for key, _, value in (o.partition("=") for o in options)
    )


def chosen_row(report: Report, wanted: Wanted) -> dict[str, object]:
    """Return the only row with these values.

    Raises:
        UsageError: No row, or more than one, has them.
    """
    if report.rows.is_empty():
        hint = report.when_empty or None
        raise UsageError("the report has no rows, so no number", where=_OPTION, hint=hint)
    own, safe = _texts(report), _texts(report, is_safe=True)
    numbers = pl.int_range(report.rows.height, eager=True)
    for key, value in wanted:
        column = _column(report, key)
        found = _having(own[column.key].gather(numbers), value, column)
        if found.is_empty():
            found = (safe[column.key].gather(numbers) == value).arg_true()
        if found.is_empty() and column.key == "period_start" and report.granularity:
            found = _labelled(report, report.granularity, value, numbers)
        if found.is_empty() and f"{column.key}_id" in own.columns:
            found = (own[f"{column.key}_id"].gather(numbers) == value).arg_true()
        if found.is_empty():
            raise _no_row(column, value, safe[column.key].gather(numbers))
        numbers = numbers.gather(found)
    if len(numbers) > 1:
        raise _several(report, safe[numbers], {key for key, _ in wanted})
    return report.rows.row(int(numbers[0]), named=True)


def _texts(report: Report, *, is_safe: bool = False) -> pl.DataFrame:
    """Return the values of the rows as texts; `none` where there is no status.

    Args:
        report: The report.
        is_safe: Whether names are changed as in CSV, where they could be formulas.
    """
    written = with_written_times(report)
    if is_safe:
        written = with_safe_names(written, report, for_spreadsheet=True)
    return written.select(
        pl.col(column.key).cast(pl.String).fill_null(_EMPTY.get(column.type, ""))
        for column in report.columns
    )


def _column(report: Report, key: str) -> Column:
    by_key = {column.key: column for column in report.columns}
    given = {**_SHORT, str(report.granularity): "period_start"}.get(key.lower(), key)
    if given in by_key:
        return by_key[given]
    labels = [
        "period" if column.key == "period_start" else column.key
        for column in report.columns
        if column.role is not Role.VALUE and column.key not in _OF_PERIOD
    ]
    hint = did_you_mean(key, [*by_key, *labels]) or f"choose from {', '.join(labels)}"
    raise UsageError(f"the report has no column {key}", where=_OPTION, hint=hint)


def _having(values: pl.Series, wanted: str, column: Column) -> pl.Series:
    """Return the positions of a value: exactly, else in other case; of a time, its beginning."""
    exact = (values == wanted).arg_true()
    if len(exact):
        return exact
    if column.type is ColumnType.TIME:
        begins = wanted.replace(" ", "T")
        return values.str.starts_with(begins).arg_true() if begins else exact
    return (values.str.to_lowercase() == wanted.lower()).arg_true()


def _labelled(
    report: Report, granularity: Granularity, wanted: str, numbers: pl.Series
) -> pl.Series:
    """Return the positions of the periods that people see under this label."""
    labels = pl.Series(period_labels(report, granularity), dtype=pl.String).gather(numbers)
    unmarked = labels.str.strip_suffix(PARTIAL_MARK)
    return (unmarked == wanted.removesuffix(PARTIAL_MARK)).arg_true()


def _no_row(column: Column, value: str, values: pl.Series) -> UsageError:
    known = values.unique(maintain_order=True).to_list()
    near = get_close_matches(value, known, n=_SHOWN, cutoff=0.5)
    shown = near or known[:_SHOWN]
    listed = ", ".join(f"{column.key}={one}" for one in shown)
    if not near and column.type is ColumnType.TIME:
        listed = f"{column.key} from {known[0]} to {known[-1]}"
    elif not near and len(known) > len(shown):
        listed += ", …"
    word = "near" if near else "there are"
    # a credential may have been typed for an application, and is not repeated
    is_hidden = column.key.startswith("application")
    what = "the application given" if is_hidden else f"{column.key}={value}"
    return UsageError(f"no row has {what}", where=_OPTION, hint=f"{word}: {listed}")


def _several(report: Report, rows: pl.DataFrame, named: set[str]) -> UsageError:
    """Return the error that several rows have the values, with the columns that tell them apart."""
    labels = [
        column.key
        for column in report.columns
        if column.role is Role.LABEL
        and column.key not in named
        and not column.key.endswith("_id")
        and rows[column.key].n_unique() > 1
    ]
    hints = []
    for name in labels[:_SHOWN]:
        values = rows[name].unique(maintain_order=True).to_list()
        more = ", …" if len(values) > _SHOWN else ""
        hints.append(f"add --row {name}=…: {', '.join(values[:_SHOWN])}{more}")
    what = (
        f"{rows.height:,} rows of the report have these values"
        if named
        else (f"the report has {rows.height:,} rows, and one must be named")
    )
    return UsageError(what, where=_OPTION, hint="\n".join(hints) or None)
