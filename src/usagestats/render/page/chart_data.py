"""Report → what a chart shows: which columns are series, and how they are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.light_dataclass import replace
from usagestats.render.bars import with_total
from usagestats.render.page.charts import Chart, Kind, Label, Series, Unit
from usagestats.render.page.names import period_labels, period_names, thinned
from usagestats.render.page.palette import CLASSES, METHODS, OTHER, PERCENTILES
from usagestats.report import Column, ColumnType
from usagestats.safety.visible import visible

if TYPE_CHECKING:
    from usagestats.render.page.charts import Values
    from usagestats.report import Report

_MOST_METHODS: Final = 6
_NOTHING: Final = 1e-6  # what sums of fractions leave
_SHORT_NAME: Final = 3
_ERRORS: Final = ("4xx", "5xx")
REST: Final = "other hits"
OF_REQUESTS: Final = "requests_"
"""The beginning of the names of columns with several figures of one metric."""

OF_PERIOD: Final = ("period_start", "period_end", "covered_start", "covered_end", "partial")
"""The columns that are about the period of a row."""


def total_of(report: Report) -> str:
    """Return the column whose parts the methods are: `hits`, where the report has it."""
    return "hits" if "hits" in report.rows.columns else str(report.bar)


def usage_chart(report: Report, heading: str) -> Chart:
    """Return the methods of a report, and what they leave of the hits, as a stack."""
    return _stack(report, heading, total_of(report), REST)


def _stack(report: Report, heading: str, total: str, rest: str) -> Chart:
    """Return the parts of bars as a stack.

    Args:
        report: The report.
        heading: The name of what is shown.
        total: The column that the parts add up to.
        rest: The name of what they leave of it.
    """
    shown = _largest(report)
    series = [
        Series(visible(name), color, _values(report, name), name)
        for name, color in zip(shown, METHODS, strict=False)
    ]
    left = rest_of(report, total, shown)
    if not shown:
        series = [Series(visible(total), METHODS[0], _values(report, total), total)]
    elif any(value and value > _NOTHING for value in left):
        series.append(Series(rest, OTHER, left))
    type_ = next(column.type for column in report.columns if column.key == total)
    unit = Unit.COUNT if type_ is ColumnType.COUNT else Unit.MEAN
    return _chart(report, heading, Kind.STACK, unit, series)


def rest_of(report: Report, total: str, methods: list[str]) -> Values:
    """Return what the methods leave of a total; where they overlap, that is nothing."""
    used = sum((pl.col(name).fill_null(0) for name in methods), start=pl.lit(0))
    return tuple(report.rows.select((pl.col(total) - used).clip(0)).to_series())


def _largest(report: Report) -> list[str]:
    """Return the methods that have series: all, or the five largest of more than six."""
    sums = {name: report.rows[name].fill_null(0).sum() for name in report.bar_parts}
    used = [name for name in report.bar_parts if sums[name]]
    if len(used) <= _MOST_METHODS:
        return used
    ranked = sorted(used, key=lambda name: -sums[name])[: _MOST_METHODS - 1]
    return [name for name in used if name in ranked]


def classes_chart(report: Report, heading: str) -> Chart:
    """Return the classes of response codes as a stack; classes that never occur are left out."""
    used = [name for name in CLASSES if report.rows[name].fill_null(0).sum()]
    series = [Series(name, CLASSES[name], _values(report, name), name) for name in used or ["2xx"]]
    return _chart(report, heading, Kind.STACK, Unit.COUNT, series)


def errors_chart(report: Report, heading: str) -> Chart:
    """Return the shares of errors among all requests as a stack."""
    series = [Series(name, CLASSES[name], error_shares(report, name), name) for name in _ERRORS]
    return _chart(report, heading, Kind.STACK, Unit.SHARE, series)


def error_shares(report: Report, *names: str) -> Values:
    """Return the share of some classes in each period; 0 where there are no requests."""
    every = pl.sum_horizontal(*CLASSES)
    some = pl.sum_horizontal(*names)
    is_known = pl.any_horizontal(pl.col(list(CLASSES)).is_not_null())
    share = pl.when(every > 0).then(some / every).otherwise(0.0)
    return tuple(report.rows.select(pl.when(is_known).then(share)).to_series())


def latency_chart(report: Report, heading: str) -> Chart:
    """Return the percentiles of durations as lines."""
    measured = [one for one in _figures(report) if one.type is ColumnType.MEASURE]
    names = [column.key for column in measured if not column.beside]
    several = [name for name in names if name.startswith(OF_REQUESTS)]
    series = [
        Series(visible(name.removeprefix(OF_REQUESTS)), color, _values(report, name), name)
        for name, color in zip(several or names, PERCENTILES if several else METHODS, strict=False)
    ]
    return _chart(report, heading, Kind.LINES, Unit.MILLISECONDS, series)


def chart_of(report: Report) -> Chart:
    """Return the chart of a report on its own, with the range before if it is compared."""
    heading = report.title.partition(",")[0]
    keys = set(report.rows.columns)
    if keys >= set(CLASSES):
        return classes_chart(report, heading)
    is_measured = report.name == "traffic" and _figures(report)[0].type is ColumnType.MEASURE
    if is_measured or report.name == "latency":
        return latency_chart(report, heading)
    if report.bar is None:
        return _columns_chart(report, heading)
    before = f"{total_of(report)}_previous"
    chart = usage_chart(report, heading)
    return replace(chart, before=_values(report, before)) if before in keys else chart


def _figures(report: Report) -> list[Column]:
    figures = {ColumnType.COUNT, ColumnType.MEASURE}
    return [column for column in report.columns if column.type in figures]


def _columns_chart(report: Report, heading: str) -> Chart:
    """Return columns of any names, such as applications, as a stack; the smaller ones together."""
    whole = with_total(report)
    return _stack(whole, heading, str(whole.bar), rest="others")


def _chart(report: Report, heading: str, kind: Kind, unit: Unit, series: list[Series]) -> Chart:
    names, labels = _periods(report)
    partial = report.rows["partial"] if report.granularity else [False] * len(names)
    return Chart(
        heading=heading,
        kind=kind,
        unit=unit,
        series=tuple(series),
        names=names,
        labels=labels,
        partial=tuple(partial),
    )


def _periods(report: Report) -> tuple[tuple[str, ...], tuple[Label, ...]]:
    """Return the names of the periods, and the texts beneath them."""
    if report.granularity:
        return period_names(report), period_labels(report)
    keys = [column.key for column in report.columns if column.is_key]
    rows = report.rows.select(keys).iter_rows()
    texts = [[f"{one:02}" if isinstance(one, int) else str(one) for one in row] for row in rows]
    names = tuple(" ".join(row) for row in texts)
    short = [Label(at, row[0][:_SHORT_NAME]) for at, row in enumerate(texts)]
    firsts = [one for at, one in enumerate(short) if not at or short[at - 1].text != one.text]
    return names, thinned(firsts)


def _values(report: Report, name: str) -> Values:
    return tuple(report.rows[name])
