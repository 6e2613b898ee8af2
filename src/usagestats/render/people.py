"""The layout of a report for people: labels of periods, separators, total, bars, notes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from usagestats.choices import Granularity
from usagestats.report import ColumnType
from usagestats.safety.visible import visible

if TYPE_CHECKING:
    from usagestats.report import Column, Report

UNKNOWN = "–"
_PARTIAL_MARK = "*"
_PARTIAL_MEANING = f"{_PARTIAL_MARK} the range or the logs cover only a part of it"
_NUMBERS = {
    ColumnType.COUNT,
    ColumnType.MEASURE,
    ColumnType.SHARE,
    ColumnType.CHANGE,
    ColumnType.NUMBER,
}
_IN_LABEL = {"period_start", "period_end", "covered_start", "covered_end", "partial"}
_NULL_NAME = {"backend": "(product)", "status": "none", "value": "", "detail": ""}
_LABEL = {
    Granularity.HOUR: "%Y-%m-%d %H:%M",
    Granularity.DAY: "%Y-%m-%d %a",
    Granularity.WEEK: "%G-W%V",
    Granularity.MONTH: "%Y-%m",
    Granularity.YEAR: "%Y",
}


@dataclass(frozen=True, slots=True)
class Layout:
    """A table of texts.

    Args:
        headings: A text per column.
        is_number: Per column, whether it holds numbers, which are aligned to the right.
        rows: Rows with a text per column.
        footer: Further rows, such as the total.
        bars: The length of the bar of each row, 0 to 1; `None` for no bars.
        footnotes: The meaning of the marks, and the notes of the report.
    """

    headings: list[str]
    is_number: list[bool]
    rows: list[list[str]]
    footer: list[list[str]]
    bars: list[float] | None
    footnotes: list[str]


def lay_out(report: Report) -> Layout:
    """Lay out a report: a column for the period where rows are about periods, then the others."""
    granularity = report.granularity
    shown = [column for column in report.columns if _is_shown(column, report)]
    headings = [column.key for column in shown]
    numbers = [column.type in _NUMBERS for column in shown]
    rows = [
        [_text(column, row[column.key], report) for column in shown]
        for row in report.rows.iter_rows(named=True)
    ]
    footer = _footer(report, shown) if rows else []
    _add_changes(report, headings, rows, footer)
    footnotes = [visible(note) for note in report.notes]
    if granularity:
        periods = report.rows.select("period_start", "period_end", "partial").iter_rows()
        labels = [_label(report, granularity, *period) for period in periods]
        headings, numbers = [str(granularity), *headings], [False, *numbers]
        rows = [[label, *row] for label, row in zip(labels, rows, strict=True)]
        footer = [["total", *row] for row in footer]
        if report.rows["partial"].any():
            footnotes = [_PARTIAL_MEANING, *footnotes]
    return Layout(
        headings=headings,
        is_number=numbers,
        rows=rows,
        footer=footer,
        bars=_bars(report) if report.bar and rows else None,
        footnotes=footnotes,
    )


def _is_shown(column: Column, report: Report) -> bool:
    """Return whether a column has anything to show that is not in the label of the period."""
    if column.beside or (report.granularity and column.key in _IN_LABEL):
        return False
    is_fixed = column.unknown or (report.granularity and column.type is not ColumnType.FLAG)
    return bool(is_fixed or report.rows.is_empty() or not report.rows[column.key].is_null().all())


def _add_changes(
    report: Report, headings: list[str], rows: list[list[str]], footer: list[list[str]]
) -> None:
    """Append each change to the cell of the number that changed."""
    for column in report.columns:
        if column.type is not ColumnType.CHANGE or not column.beside or not rows:
            continue
        index = headings.index(column.beside)
        texts = [_text(column, value, report) for value in report.rows[column.key]]
        width = max(map(len, texts))
        for row, text in zip(rows, texts, strict=True):
            row[index] += f" {text:>{width}}"
        for row in footer:
            row[index] += f" {UNKNOWN:>{width}}"


def _label(
    report: Report, granularity: Granularity, begin: datetime, end: datetime, is_partial: object
) -> str:
    if report.span:
        begin, end = max(begin, report.span.start), min(end, report.span.end)
    start = _local(begin, report)
    if granularity is Granularity.ALL:
        text = f"{start:%Y-%m-%d %H:%M} – {_local(end, report):%Y-%m-%d %H:%M}"
    elif granularity is Granularity.WEEK and start.weekday() != 0:
        text = f"{start:%Y-%m-%d}"
    else:
        text = start.strftime(_LABEL[granularity])
    if granularity is Granularity.HOUR and _is_shown_twice(start):
        text += f"{start:%z}"
    return text + (_PARTIAL_MARK if is_partial else "")


def _is_shown_twice(local: datetime) -> bool:
    """Return whether the clocks show this time twice, as in the hour after summer time ends."""
    return local.replace(fold=0).utcoffset() > local.replace(fold=1).utcoffset()  # type: ignore[operator]  # a zoned time has an offset


def _local(time: datetime, report: Report) -> datetime:
    return time.replace(tzinfo=UTC).astimezone(report.zone)


def _text(column: Column, value: Any, report: Report) -> str:  # noqa: ANN401  (a cell of any type)
    if value is None:
        return _NULL_NAME.get(column.key, UNKNOWN) if report.granularity else column.unknown
    match column.type:
        case ColumnType.COUNT:
            text = f"{value:,}"
        case ColumnType.MEASURE:
            text = f"{value:,.3f}".rstrip("0").rstrip(".")
        case ColumnType.SHARE:
            text = f"{100 * value:,.1f} %"
        case ColumnType.CHANGE:
            text = f"{100 * value:+,.1f} %"
        case ColumnType.TIME:
            text = f"{_local(value, report):%Y-%m-%d %H:%M:%S}"
        case ColumnType.FLAG:
            text = "yes" if value else "no"
        case _:
            text = visible(str(value))
    return text


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


def _bars(report: Report) -> list[float]:
    values = [value or 0 for value in report.rows[str(report.bar)]]
    largest = max(values) or 1
    return [value / largest for value in values]
