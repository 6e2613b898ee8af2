"""Report → Report: rows sorted and cut, columns chosen, before any format is written.

A report in batches is cut batch by batch. To be sorted it must be in memory, but never with more
rows than are shown.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.errors import UsageError, did_you_mean
from usagestats.light_dataclass import replace
from usagestats.report import RowsCut, known_sum

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from usagestats.render.arrangement import Arrangement, SortKey
    from usagestats.report import Report

MOST_SORTED: Final = 1_000_000
"""The most rows that are sorted: a million requests take about a gigabyte of memory."""


def arranged(batches: Iterable[Report], arrangement: Arrangement) -> Iterator[Report]:
    """Sort and cut the rows of a report, and choose its columns.

    Args:
        batches: At least one, with the same columns.
        arrangement: The rows and columns that are shown.

    Raises:
        UsageError: The report has no such column, or too many rows to be sorted.
    """
    reports = iter(batches)
    first = next(reports)
    keys = [column.key for column in first.columns]
    _check([key.column for key in arrangement.sort], keys, "--sort")
    _check(arrangement.columns, keys, "--columns")
    every = chain([first], reports)
    limit = first.usual_rows if arrangement.limit is None else arrangement.limit
    if arrangement.sort:
        rows = _sorted(every, first.cut, arrangement.sort, limit)
    else:
        rows = _cut(every, first.cut, limit)
    sorting = {key.column for key in arrangement.sort}
    for report in rows:
        kept = _with_keys(report, sorting)
        yield _with_columns(kept, arrangement.columns) if arrangement.columns else kept


def _check(names: Sequence[str], known: Sequence[str], option: str) -> None:
    for name in names:
        if name not in known:
            hint = did_you_mean(name, known) or f"there are {', '.join(known)}"
            raise UsageError(f"no such column: {name}", where=option, hint=hint)


def _cut(reports: Iterable[Report], cut: RowsCut | None, limit: int | None) -> Iterator[Report]:
    """Cut off the rows beyond the limit, besides those that are left out already."""
    left = limit
    for report in reports:
        shown = report.rows if left is None else report.rows.head(left)
        cut = _with_more(cut, report, report.rows.slice(shown.height))
        left = None if left is None else left - shown.height
        yield replace(report, rows=shown, cut=cut)


def _sorted(
    reports: Iterable[Report], cut: RowsCut | None, keys: Sequence[SortKey], limit: int | None
) -> Iterator[Report]:
    """Sort all rows, and keep only the first ones in memory."""
    kept: list[pl.DataFrame] = []
    for report in reports:
        rows = pl.concat([*kept, report.rows]).sort(
            [key.column for key in keys],
            descending=[key.is_descending for key in keys],
            nulls_last=True,
            maintain_order=True,
        )
        kept = [rows if limit is None else rows.head(limit)]
        _refuse_too_many(kept[0].height)
        cut = _with_more(cut, report, rows.slice(kept[0].height))
    yield replace(report, rows=kept[0], cut=cut)


def _refuse_too_many(rows: int) -> None:
    if rows > MOST_SORTED:
        what = f"no more than {MOST_SORTED:,} rows can be sorted"
        hint = "show fewer with -n N, or choose a smaller range"
        raise UsageError(what, where="--sort", hint=hint)


def _with_more(cut: RowsCut | None, report: Report, rows: pl.DataFrame) -> RowsCut | None:
    """Add rows to those that are cut off."""
    if rows.is_empty():
        return cut
    before = cut or RowsCut(0, {})
    sums = {
        column.key: known_sum((before.sums.get(column.key), known_sum(rows[column.key])))
        for column in report.columns
        if column.adds_up
    }
    return replace(before, count=before.count + rows.height, sums=sums)


def _with_keys(report: Report, names: Container[str]) -> Report:
    """Keep columns visible on a narrow terminal, since the rows are sorted by them."""
    columns = [
        replace(one, is_key=True, beside="") if one.key in names else one for one in report.columns
    ]
    return replace(report, columns=tuple(columns))


def _with_columns(report: Report, names: Sequence[str]) -> Report:
    """Choose columns: each one is shown as it is, and beside no other."""
    by_key = {column.key: column for column in report.columns}
    chosen = [replace(by_key[name], is_chosen=True, is_detail=False, beside="") for name in names]
    return replace(
        report,
        columns=tuple(chosen),
        rows=report.rows.select(names),
        footer=_footer_with(report, names),
        bar=report.bar if report.bar in names else None,
        bar_parts=tuple(part for part in report.bar_parts if part in names),
    )


def _footer_with(report: Report, names: Sequence[str]) -> pl.DataFrame | None:
    """Return the chosen columns of the sums: without the column of their names, the total only."""
    if report.footer is None:
        return None
    label = report.label_column
    rows = report.footer if label and label.key in names else report.footer.tail(1)
    return rows.select(names)
