"""Reports → tables for the template: texts, and how each column is aligned and sorted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from usagestats.render.cells import NUMBERS, cell_text, form_of
from usagestats.render.page.chart_data import OF_PERIOD
from usagestats.render.page.names import period_names
from usagestats.report import ColumnType
from usagestats.safety.visible import visible

if TYPE_CHECKING:
    from collections.abc import Collection

    from usagestats.report import Column, Report

_NOT_SHOWN: Final = ("_previous", "_change", "_change_per_day")
PARTIAL: Final = "covered only in part"


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a column.

    Args:
        text: Its text.
        is_number: Whether its cells are numbers: aligned to the right, sorted by size.
        is_minor: Whether a phone leaves the column out.
        is_time: Whether its cells are times, which stay in one line.
    """

    text: str
    is_number: bool = False
    is_minor: bool = False
    is_time: bool = False

    @property
    def classes(self) -> str:
        """The classes of its cells."""
        given = {"n": self.is_number, "minor": self.is_minor, "t": self.is_time}
        return " ".join(name for name, is_so in given.items() if is_so)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of texts.

    Args:
        name: What its rows are, as in `Traffic by day`.
        headings: The headings.
        rows: The texts of each row; the first one names it.
        footer: The texts of the rows beneath.
        partial: Whether each row is of a period that is covered only in part.
    """

    name: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[str, ...], ...]
    footer: tuple[tuple[str, ...], ...] = ()
    partial: tuple[bool, ...] = ()


def period_table(report: Report, name: str, rename: str = "") -> Table:
    """Return the figures of each period, or of each weekday or hour.

    Args:
        report: The report.
        name: What the rows are.
        rename: The text that is left out of the names of columns, such as `requests_`.
    """
    shown = [column for column in report.columns if _is_shown(column)]
    texts = [column_texts(column, report) for column in shown]
    headings = [
        Heading(visible(column.key.removeprefix(rename)), column.type in NUMBERS)
        for column in shown
    ]
    partial: tuple[bool, ...] = ()
    if report.granularity:
        headings.insert(0, Heading(str(report.granularity).capitalize()))
        texts.insert(0, list(period_names(report)))
        known = report.rows["covered_start"].is_not_null()
        partial = tuple(report.rows["partial"] & known)
    return Table(name, tuple(headings), tuple(zip(*texts, strict=True)), partial=partial)


def _is_shown(column: Column) -> bool:
    return column.key not in OF_PERIOD and not column.key.endswith(_NOT_SHOWN)


def _is_time(column: Column) -> bool:
    return column.type is ColumnType.TIME


def column_texts(column: Column, report: Report) -> list[str]:
    """Return the texts of a column, as people read them."""
    form = form_of(column, report)
    return [cell_text(column, value, report, form) for value in report.rows[column.key]]


def plain_table(
    report: Report, name: str, headings: dict[str, str], minor: Collection[str] = ()
) -> Table:
    """Return some columns of a report.

    Args:
        report: The report.
        name: What the rows are.
        headings: The columns that are shown, by their keys, with their headings.
        minor: The columns that a phone leaves out.
    """
    columns = {column.key: column for column in report.columns}
    texts = [column_texts(columns[key], report) for key in headings]
    return Table(
        name,
        tuple(
            Heading(text, columns[key].type in NUMBERS, key in minor, _is_time(columns[key]))
            for key, text in headings.items()
        ),
        tuple(zip(*texts, strict=True)),
    )
