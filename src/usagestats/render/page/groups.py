"""A section with charts by period: the same figures by hour, day, week and month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from usagestats.choices import Granularity
from usagestats.render.page.chart_data import (
    classes_chart,
    errors_chart,
    latency_chart,
    total_of,
    usage_chart,
)
from usagestats.render.page.drawing import MOST_DRAWN, Drawing, drawn
from usagestats.render.page.names import span_name
from usagestats.render.page.palette import CLASSES
from usagestats.render.page.tables import Table, period_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from usagestats.render.page.charts import Chart
    from usagestats.report import Report
    from usagestats.report_set import ReportSet

_HOURS_FIRST: Final = 3
"""The most days of a range whose hours are shown first."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with its data.

    Args:
        drawing: The chart.
        csv: The name of its data.
        columns: The number of each series' column in the data; `None` for what is left of `total`.
        total: The number of the column that the series add up to; `None` for none.
        before: The number of the column with the range before.
        whole: The numbers of the columns that shares are of.
    """

    drawing: Drawing
    csv: str
    columns: tuple[int | None, ...]
    total: int | None = None
    before: int | None = None
    whole: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """The charts and the table of one width of periods.

    Args:
        width: The width.
        csv: The name of the data.
        command: The command line that prints the data.
        figures: The charts.
        table: The table; `None` where a script makes it, since it is long.
        rows: The number of its rows.
    """

    width: Granularity
    csv: str
    command: str
    figures: tuple[Figure, ...]
    table: Table | None
    rows: int


@dataclass(frozen=True, slots=True)
class Group:
    """The views of a section, of which one is seen."""

    name: str
    views: tuple[View, ...]
    first: Granularity

    @property
    def has_before(self) -> bool:
        """Whether the range before can be shown."""
        return any(figure.before is not None for view in self.views for figure in view.figures)


def traffic_group(reports: ReportSet) -> Group:
    """Return the charts of usage by period."""
    return _group(reports, "traffic", "Traffic", [_usage])


def codes_group(reports: ReportSet) -> Group:
    """Return the charts of response codes by period."""
    return _group(reports, "response-codes", "Response codes", [_classes, _errors])


def latency_group(reports: ReportSet) -> Group:
    """Return the charts of latency by period."""
    return _group(reports, "latency", "Latency", [_percentiles])


def _group(
    reports: ReportSet,
    name: str,
    heading: str,
    figures: list[Callable[[Report, str, str], Figure]],
) -> Group:
    by_width = {
        width: report
        for width, report in reports.by_width(name).items()
        if report.rows.height > 1 or width is Granularity.DAY
    }
    span = f", {span_name(reports.span, reports.zone)}" if reports.span else ""
    views = tuple(
        View(
            width,
            f"{name}-by-{width}",
            reports.reports[f"{name}-by-{width}"].command,
            tuple(figure(report, f"{name}-by-{width}", f"by {width}{span}") for figure in figures),
            _table(report, f"{heading} by {width}"),
            report.rows.height,
        )
        for width, report in by_width.items()
    )
    return Group(name, views, _first(by_width))


def _table(report: Report, name: str) -> Table | None:
    if report.rows.height > MOST_DRAWN:
        return None
    return period_table(report, name, "requests_")


def _first(by_width: dict[Granularity, Report]) -> Granularity:
    """Return the width that is seen first: days, if they are neither few nor too many."""
    days = by_width[Granularity.DAY].rows.height
    if days <= _HOURS_FIRST and Granularity.HOUR in by_width:
        return Granularity.HOUR
    later = [Granularity.DAY, Granularity.WEEK, Granularity.MONTH]
    fitting = [one for one in later if one in by_width and by_width[one].rows.height <= MOST_DRAWN]
    return fitting[0] if fitting else Granularity.DAY


def _drawing(chart: Chart, what: str) -> Drawing:
    return drawn(chart, f"{chart.heading} {what}")


def _usage(report: Report, csv: str, what: str) -> Figure:
    return usage_figure(report, "Hits", csv, what)


def usage_figure(report: Report, heading: str, csv: str, what: str) -> Figure:
    """Return the chart of methods."""
    chart = usage_chart(report, heading)
    keys = report.rows.columns
    total = total_of(report)
    before = f"{total}_previous"
    is_known = before in keys and report.rows[before].is_not_null().any()
    return Figure(
        _drawing(chart, what),
        csv,
        _columns(chart, report),
        total=keys.index(total),
        before=keys.index(before) if is_known else None,
    )


def _columns(chart: Chart, report: Report) -> tuple[int | None, ...]:
    keys = report.rows.columns
    return tuple(keys.index(one.key) if one.key else None for one in chart.series)


def _classes(report: Report, csv: str, what: str) -> Figure:
    chart = classes_chart(report, "Requests by class")
    return Figure(_drawing(chart, what), csv, _columns(chart, report))


def _errors(report: Report, csv: str, what: str) -> Figure:
    chart = errors_chart(report, "Errors, share of requests")
    whole = tuple(report.rows.columns.index(key) for key in CLASSES)
    return Figure(_drawing(chart, what), csv, _columns(chart, report), whole=whole)


def _percentiles(report: Report, csv: str, what: str) -> Figure:
    chart = latency_chart(report, "Duration of requests")
    return Figure(_drawing(chart, what), csv, _columns(chart, report))
