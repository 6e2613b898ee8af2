"""The layout of a report for people: labels of periods, separators, total, bars, notes."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any

import polars as pl

from usagestats.choices import Granularity
from usagestats.light_dataclass import dataclass
from usagestats.render.bars import Bars, bars_of
from usagestats.render.cells import NUMBERS, UNKNOWN, cell_text, form_of
from usagestats.render.labels import PARTIAL_MARK, period_labels
from usagestats.report import ColumnType, known_sum
from usagestats.safety.visible import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from usagestats.report import Column, Report, RowsCut

_PARTIAL_MEANING = f"{PARTIAL_MARK} the range or the logs cover only a part of it"
_ALL_PARTIAL = "the logs cover only a part of the range"
_FIGURES = {ColumnType.COUNT, ColumnType.MEASURE, ColumnType.MONEY}
_IN_LABEL = {"period_start", "period_end", "covered_start", "covered_end", "partial"}
_TEXTS = {ColumnType.NAME, ColumnType.FACT}
_ID = "_id"


class Need(IntEnum):
    """How important a column is: the least important ones are left out first."""

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
        is_number: Whether its texts are numbers, which are aligned to the right.
        is_whole: Whether its texts are never shortened, such as numbers and times.
        is_figure: Whether it is that of a metric or of another figure, counted or measured.
        is_sentence: Whether its texts are wrapped at words, instead of shortened.
        need: How important it is.
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
    sums = _footer(report, shown) if has_rows or report.cut else []
    footnotes = [visible(note) for note in report.notes]
    if any(_is_per_day(one) for column in shown for one in _changes_beside(column, report)):
        footnotes = ["in brackets: the change per day", *footnotes]
    if report.has_period_labels:
        columns = _labelled(report, shown, sums)
        partial = bool(report.rows["partial"].any())
        footnotes = [*([_partial_meaning(report)] if partial else []), *footnotes]
    else:
        columns = _columns(report, shown, [_named(*one, report, shown) for one in sums])
    return Layout(columns, bars_of(report) if report.bar and has_rows else None, footnotes)


def _columns(report: Report, shown: list[Column], footer: list[list[str]]) -> list[TextColumn]:
    return [
        _laid_out(column, report, [row[index] for row in footer])
        for index, column in enumerate(shown)
    ]


def _labelled(
    report: Report, shown: list[Column], sums: list[tuple[str, list[str]]]
) -> list[TextColumn]:
    """Lay out a report by period; a single period, which the title names, needs no label."""
    if report.granularity is None or report.granularity is Granularity.ALL:
        is_single = report.rows.height <= 1 and report.cut is None
        footer = [] if is_single else [_named(*one, report, shown) for one in sums]
        return _columns(report, shown, footer)
    labels = period_labels(report, report.granularity)
    names = [name for name, _ in sums]
    label = TextColumn(str(report.granularity), labels, names, is_whole=True, need=Need.KEPT)
    return [label, *_columns(report, shown, [texts for _, texts in sums])]


def _partial_meaning(report: Report) -> str:
    return _ALL_PARTIAL if report.granularity is Granularity.ALL else _PARTIAL_MEANING


def _is_shown(column: Column, report: Report) -> bool:
    """Return whether a column has anything to show that is not in the label of the period."""
    if column.is_chosen:
        return True
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
    if column.is_chosen:
        return Need.USUAL
    if column.type in _FIGURES and not (report.rows[column.key] != 0).any():
        return Need.EMPTY
    if column.key.endswith(_ID):
        return Need.USUAL if _tells_namesakes_apart(column, report) else Need.ID
    return Need.DETAIL if column.is_detail else Need.USUAL


def _tells_namesakes_apart(column: Column, report: Report) -> bool:
    """Return whether rows with different ids have the same name beside them."""
    name = column.key.removesuffix(_ID)
    if name not in report.rows.columns:
        return False
    pairs = report.rows.select(column.key, name).drop_nulls().unique()
    return bool(pairs[name].is_duplicated().any())


def _with_change(
    column: Column, report: Report, cells: list[str], footer: list[str]
) -> tuple[list[str], list[str]]:
    """Append the changes of each number to its cell, and that of the total."""
    for change in () if report.rows.is_empty() else _changes_beside(column, report):
        texts, of_total = _change_texts(column, change, report)
        width = max(map(len, [*texts, of_total] if footer else texts))
        cells = [f"{cell} {text:>{width}}" for cell, text in zip(cells, texts, strict=True)]
        footer = [f"{cell} {of_total:>{width}}" for cell in footer]
    return cells, footer


def _changes_beside(column: Column, report: Report) -> list[Column]:
    """Return the changes of a column that people see; that per day only where it is another."""
    return [
        one
        for one in report.columns
        if one.beside == column.key
        and one.type is ColumnType.CHANGE
        and not (_is_per_day(one) and report.rows[one.key].is_null().all())
    ]


def _is_per_day(change: Column) -> bool:
    return change.key.endswith("_per_day")


def _change_texts(column: Column, change: Column, report: Report) -> tuple[list[str], str]:
    """Return the texts of a change, and that of the total, which has none per day."""
    texts = [cell_text(change, value, report, "") for value in report.rows[change.key]]
    if _is_per_day(change):
        return [f"({text})" for text in texts], ""
    change_of_total = None if report.cut else _change_of_total(column, report)
    return texts, cell_text(change, change_of_total, report, "")


def _change_of_total(column: Column, report: Report) -> float | None:
    """Return the change of the sum over the rows that are compared; `None` where none is."""
    previous = f"{column.key}_previous"
    compared = report.rows.drop_nulls([column.key, previous])
    now, before = (float(compared[key].cast(pl.Float64).sum()) for key in (column.key, previous))
    return (now - before) / before if before else None


def _text(column: Column, value: Any, report: Report) -> str:  # noqa: ANN401  (a cell of any type)
    return cell_text(column, value, report, form_of(column, report))


def _footer(report: Report, shown: list[Column]) -> list[tuple[str, list[str]]]:
    """Return the names and texts of the rows of sums: of the rows cut off, then of all rows."""
    others = [] if report.cut is None else [_others(report.cut, report, shown)]
    if report.footer is not None:
        sums = report.footer.iter_rows(named=True)
        return [*others, *((_own_name(row, report), _sums_of(row, report, shown)) for row in sums)]
    return [*others, *_total(report, shown)] if report.granularity or others else []


def _own_name(row: Mapping[str, Any], report: Report) -> str:
    """Return the name of a row of sums that has none itself, since columns were chosen."""
    names = [row[column.key] for column in report.columns if column.type is ColumnType.NAME]
    return "" if any(names) else "total"


def _others(cut: RowsCut, report: Report, shown: list[Column]) -> tuple[str, list[str]]:
    return cut.name, _sums_of(cut.sums, report, shown)


def _total(report: Report, shown: list[Column]) -> list[tuple[str, list[str]]]:
    """Return the row of totals; none where nothing adds up, as where rows are of many metrics."""
    cut = report.cut.sums if report.cut else {}
    sums = {
        column.key: known_sum((known_sum(report.rows[column.key]), cut.get(column.key)))
        for column in shown
        if column.adds_up
    }
    if not sums:
        return []
    texts = [
        UNKNOWN if column.key in sums and sums[column.key] is None else text
        for column, text in zip(shown, _sums_of(sums, report, shown), strict=True)
    ]
    return [("total", texts)]


def _sums_of(row: Mapping[str, Any], report: Report, shown: list[Column]) -> list[str]:
    return [
        "" if row.get(column.key) is None else _text(column, row[column.key], report)
        for column in shown
    ]


def _named(name: str, texts: list[str], report: Report, shown: list[Column]) -> list[str]:
    """Write the name of a row of sums into a cell that is empty."""
    index = shown.index(report.label_column) if report.label_column in shown else 0
    return [*texts[:index], texts[index] or name, *texts[index + 1 :]]
