"""The layout of a report for people: labels of periods, separators, total, bars, notes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import polars as pl

from usagestats.choices import Granularity
from usagestats.render.bars import Bars, bars_of
from usagestats.render.cells import NUMBERS, UNKNOWN, cell_text, form_of
from usagestats.render.labels import PARTIAL_MARK, period_labels
from usagestats.report import ColumnType
from usagestats.safety.visible import visible

if TYPE_CHECKING:
    from usagestats.report import Column, Report

_PARTIAL_MEANING = f"{PARTIAL_MARK} the range or the logs cover only a part of it"
_ALL_PARTIAL = "the logs cover only a part of the range"
_FIGURES = {ColumnType.COUNT, ColumnType.MEASURE}
_IN_LABEL = {"period_start", "period_end", "covered_start", "covered_end", "partial"}
_TEXTS = {ColumnType.NAME, ColumnType.FACT}
_ID = "_id"


class Need(IntEnum):
    """How much a column tells: those that tell least are left out first."""

    EMPTY = 0  # a figure that is 0 or unknown in all rows
    ID = 1
    DETAIL = 2
    USUAL = 3
    KEPT = 4


@dataclass(frozen=True, slots=True)
class TextColumn:
    """A column of texts.

    Args:
        heading: Its name.
        cells: A text per row.
        footer: The texts of further rows, such as the total.
        is_number: Whether it holds numbers, which are aligned to the right.
        is_whole: Whether its texts are never shortened, such as numbers and times.
        is_figure: Whether it holds a metric or another figure that is counted or measured.
        is_sentence: Whether its texts are wrapped at words, instead of shortened.
        need: How much it tells.
    """

    heading: str
    cells: list[str]
    footer: list[str]
    is_number: bool = False
    is_whole: bool = False
    is_figure: bool = False
    is_sentence: bool = False
    need: Need = Need.USUAL


@dataclass(frozen=True, slots=True)
class Layout:
    """A table of texts.

    Args:
        columns: The columns, each with as many cells as there are rows.
        bars: A bar for each row; `None` for no bars.
        footnotes: The meaning of the marks, and the notes of the report.
    """

    columns: list[TextColumn]
    bars: Bars | None
    footnotes: list[str]

    @property
    def headings(self) -> list[str]:
        """The heading of each column."""
        return [column.heading for column in self.columns]

    @property
    def rows(self) -> list[list[str]]:
        """The rows, with a text per column."""
        return [list(row) for row in zip(*(one.cells for one in self.columns), strict=True)]

    @property
    def footer(self) -> list[list[str]]:
        """The rows of the footer, with a text per column."""
        return [list(row) for row in zip(*(one.footer for one in self.columns), strict=True)]


def lay_out(report: Report) -> Layout:
    """Lay out a report: a column for the period where rows are about periods, then the others."""
    shown = [column for column in report.columns if _is_shown(column, report)]
    has_rows = not report.rows.is_empty()
    footer = _footer(report, shown) if has_rows else []
    columns = [
        _laid_out(column, report, [row[index] for row in footer])
        for index, column in enumerate(shown)
    ]
    footnotes = [visible(note) for note in report.notes]
    partial = bool(report.granularity) and bool(report.rows["partial"].any())
    if report.granularity is Granularity.ALL:
        footnotes = [*([_ALL_PARTIAL] if partial else []), *footnotes]
        columns = _with_total_named(columns)
    elif report.granularity:
        labels = period_labels(report, report.granularity)
        totals = ["total"] * len(footer)
        columns = [
            TextColumn(str(report.granularity), labels, totals, is_whole=True, need=Need.KEPT),
            *columns,
        ]
        footnotes = [*([_PARTIAL_MEANING] if partial else []), *footnotes]
    return Layout(columns, bars_of(report) if report.bar and has_rows else None, footnotes)


def _with_total_named(columns: list[TextColumn]) -> list[TextColumn]:
    """Name the total in the first column of names; it is left out beneath a single row."""
    first = columns[0]
    if len(first.cells) <= 1 or first.is_number:
        return [replace(column, footer=[]) for column in columns]
    return [replace(first, footer=["total"] * len(first.footer)), *columns[1:]]


def _is_shown(column: Column, report: Report) -> bool:
    """Return whether a column has anything to show that is not in the label of the period."""
    if column.beside or (report.granularity and column.key in _IN_LABEL):
        return False
    if column.key.endswith(_ID) and _is_its_name(column, report):
        return False
    is_fixed = column.unknown or (report.granularity and column.type is not ColumnType.FLAG)
    return bool(is_fixed or report.rows.is_empty() or not report.rows[column.key].is_null().all())


def _is_its_name(column: Column, report: Report) -> bool:
    """Return whether an id says nothing that the name beside it does not say."""
    name = column.key.removesuffix(_ID)
    ids = report.rows[column.key]
    return name in report.rows.columns and bool((ids.is_null() | (ids == report.rows[name])).all())


def _laid_out(column: Column, report: Report, footer: list[str]) -> TextColumn:
    form = form_of(column, report)
    cells = [cell_text(column, value, report, form) for value in report.rows[column.key]]
    cells, footer = _with_change(column, report, cells, footer)
    return TextColumn(
        visible(column.key),
        cells,
        footer,
        is_number=column.type in NUMBERS,
        is_whole=column.type not in _TEXTS,
        is_figure=column.type in _FIGURES,
        is_sentence=column.is_sentence,
        need=_need(column, report),
    )


def _need(column: Column, report: Report) -> Need:
    if column.is_key or column.key in {"requests", report.bar}:
        return Need.KEPT
    if column.type in _FIGURES and not (report.rows[column.key] != 0).any():
        return Need.EMPTY
    if column.key.endswith(_ID):
        return Need.ID
    return Need.DETAIL if column.is_detail else Need.USUAL


def _with_change(
    column: Column, report: Report, cells: list[str], footer: list[str]
) -> tuple[list[str], list[str]]:
    """Append the change of each number to its cell, and that of the total."""
    beside = [one for one in report.columns if one.beside == column.key]
    change = next((one for one in beside if one.type is ColumnType.CHANGE), None)
    if change is None or report.rows.is_empty():
        return cells, footer
    texts = [cell_text(change, value, report, "") for value in report.rows[change.key]]
    of_total = cell_text(change, _change_of_total(column, report), report, "")
    width = max(map(len, [*texts, of_total] if footer else texts))
    return (
        [f"{cell} {text:>{width}}" for cell, text in zip(cells, texts, strict=True)],
        [f"{cell} {of_total:>{width}}" for cell in footer],
    )


def _change_of_total(column: Column, report: Report) -> float | None:
    """Return the change of the sum over the rows that are compared; `None` where none is."""
    previous = f"{column.key}_previous"
    compared = report.rows.drop_nulls([column.key, previous])
    now, before = (float(compared[key].cast(pl.Float64).sum()) for key in (column.key, previous))
    return (now - before) / before if before else None


def _text(column: Column, value: Any, report: Report) -> str:  # noqa: ANN401  (a cell of any type)
    return cell_text(column, value, report, form_of(column, report))


def _footer(report: Report, shown: list[Column]) -> list[list[str]]:
    if report.granularity:
        return _total(report, shown)
    sums = [] if report.footer is None else report.footer.iter_rows(named=True)
    return [
        [
            "" if row[column.key] is None else _text(column, row[column.key], report)
            for column in shown
        ]
        for row in sums
    ]


def _total(report: Report, shown: list[Column]) -> list[list[str]]:
    """Return the row of totals; none for a long table, whose rows are of different metrics."""
    counts = {
        column.key: report.rows[column.key] for column in shown if column.type is ColumnType.COUNT
    }
    if not counts or any(column.key == "metric" for column in shown):
        return []
    sums = {
        key: UNKNOWN if values.is_null().all() else f"{sum(values.drop_nulls()):,}"
        for key, values in counts.items()
    }
    return [[sums.get(column.key, "") for column in shown]]
