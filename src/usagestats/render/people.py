"""The layout of a report for people: labels of periods, separators, total, bars, notes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from usagestats.choices import Granularity
from usagestats.report import ColumnType, known_sum
from usagestats.safety.visible import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from usagestats.report import Column, Report, RowsCut

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
    sums = _footer(report, shown) if rows or report.cut else []
    footer = [texts for _, texts in sums]
    _add_changes(report, headings, rows, footer)
    footnotes = [visible(note) for note in report.notes]
    if granularity and report.has_period_labels:
        periods = report.rows.select("period_start", "period_end", "partial").iter_rows()
        labels = [_label(report, granularity, *period) for period in periods]
        headings, numbers = [str(granularity), *headings], [False, *numbers]
        rows = [[label, *row] for label, row in zip(labels, rows, strict=True)]
        footer = [[name, *texts] for name, texts in sums]
        if report.rows["partial"].any():
            footnotes = [_PARTIAL_MEANING, *footnotes]
    else:
        footer = [_named(name, texts, report, shown) for name, texts in sums]
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
    if column.is_chosen:
        return True
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


def _footer(report: Report, shown: list[Column]) -> list[tuple[str, list[str]]]:
    """Return the names and texts of the rows of sums: of the rows cut off, then of all rows."""
    others = [] if report.cut is None else [_others(report.cut, report, shown)]
    if report.footer is not None:
        sums = report.footer.iter_rows(named=True)
        return [*others, *((_own_name(row, report), _sums_of(row, report, shown)) for row in sums)]
    return [*others, *_total(report, shown)] if report.granularity or others else []


def _own_name(row: Mapping[str, Any], report: Report) -> str:
    """Return the name of a row of sums, if it does not hold one itself: columns were chosen."""
    names = [row[column.key] for column in report.columns if column.type is ColumnType.NAME]
    return "" if any(names) else "total"


def _others(cut: RowsCut, report: Report, shown: list[Column]) -> tuple[str, list[str]]:
    name = "1 other" if cut.count == 1 else f"{cut.count:,} others"
    return name, _sums_of(cut.sums, report, shown)


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


def _bars(report: Report) -> list[float]:
    values = [value or 0 for value in report.rows[str(report.bar)]]
    largest = max(values) or 1
    return [value / largest for value in values]
