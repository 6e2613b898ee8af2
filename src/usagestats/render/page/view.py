"""A set of reports → everything that the template of the page shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from usagestats.render.page.cards import Card, cards, compared_with
from usagestats.render.page.groups import (
    Figure,
    Group,
    codes_group,
    latency_group,
    traffic_group,
    usage_figure,
)
from usagestats.render.page.heat_map import HeatMap, heat_map
from usagestats.render.page.names import span_name
from usagestats.render.page.quality import Quality, quality
from usagestats.render.page.ranking import (
    VIOLATION,
    Code,
    Ranking,
    Reached,
    codes,
    limits_reached,
    ranking,
)
from usagestats.render.page.remarks import Remark, remarks
from usagestats.render.page.tables import Table, period_table, plain_table
from usagestats.safety.visible import visible

if TYPE_CHECKING:
    from usagestats.report import Report
    from usagestats.report_set import ReportSet

_SECTIONS = (
    ("overview", "Overview"),
    ("traffic", "Traffic"),
    ("averages", "Averages"),
    ("applications", "Top applications"),
    ("codes", "Response codes"),
    ("latency", "Latency"),
    ("alerts", "Alerts"),
    ("errors", "Integration errors"),
    ("quality", "Data quality"),
)


@dataclass(frozen=True, slots=True)
class Average:
    """A chart of means, with its table."""

    title: str
    csv: str
    command: str
    figure: Figure
    table: Table


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """The values that the template shows.

    Args:
        title: The name of the whole.
        span: The range in words.
        zone: The name of the time zone.
        filters: What the reports are restricted to.
        sections: The id and the heading of each section.
        commands: The command line of each report that can be downloaded, by its name.
        empty: Why a section has nothing to show, by its id.
        compared: The range before, in words.
        cards: The figures at the top.
        remarks: The remarks that are worth a look.
        traffic: The charts of usage.
        averages: The charts of means.
        heat_map: The means of each hour of the week.
        ranking: The applications.
        codes: The response codes.
        classes: The charts of response codes.
        latency: The charts of latency.
        limits: The limits that applications reached.
        alerts: The number of alerts, and of those that are violations.
        errors: The integration errors.
        quality: The facts about the data.
    """

    title: str
    span: str
    zone: str
    filters: tuple[str, ...]
    sections: tuple[tuple[str, str], ...]
    commands: dict[str, str]
    empty: dict[str, str]
    compared: str
    cards: list[Card]
    remarks: list[Remark]
    traffic: Group
    averages: tuple[Average, ...]
    heat_map: HeatMap | None
    ranking: Ranking
    codes: tuple[Code, ...]
    classes: Group
    latency: Group
    limits: tuple[Reached, ...]
    alerts: tuple[int, int]
    errors: Table | None
    quality: Quality


def view_of(reports: ReportSet) -> View:
    """Prepare a set of reports for the template."""
    top, alerts = _given(reports, "top-apps"), _given(reports, "alerts")
    return View(
        title=visible(reports.title),
        span=span_name(reports.span, reports.zone) if reports.span else "no requests",
        zone=reports.zone.key,
        filters=tuple(map(visible, reports.filters)),
        sections=_SECTIONS,
        commands={name: one.command for name, one in reports.reports.items()},
        empty=_reasons(reports),
        compared=compared_with(reports),
        cards=cards(reports),
        remarks=remarks(reports),
        traffic=traffic_group(reports),
        averages=tuple(_averages(reports)),
        heat_map=heat_map(_given(reports, "averages-by-weekday-hour")),
        ranking=ranking(top),
        codes=codes(_given(reports, "response-codes")),
        classes=codes_group(reports),
        latency=latency_group(reports),
        limits=limits_reached(alerts),
        alerts=(alerts.rows.height, int((alerts.rows["level"] >= VIOLATION).sum())),
        errors=_errors(reports),
        quality=quality(reports),
    )


def _given(reports: ReportSet, name: str) -> Report:
    return reports.reports[name].report


def _averages(reports: ReportSet) -> list[Average]:
    parts = (("weekday", "A day, by weekday"), ("hour", "An hour, by hour of the day"))
    return [
        Average(
            title,
            f"averages-by-{cycle}",
            reports.reports[f"averages-by-{cycle}"].command,
            usage_figure(report, title, f"averages-by-{cycle}", ", mean hits"),
            period_table(report, title),
        )
        for cycle, title in parts
        if _has_means(report := _given(reports, f"averages-by-{cycle}"))
    ]


def _has_means(report: Report) -> bool:
    return bool(report.rows[str(report.bar)].is_not_null().any())


def _is_unknown(report: Report) -> bool:
    return bool(report.rows["requests"].is_null().all())


def _errors(reports: ReportSet) -> Table | None:
    report = reports.find("integration-errors")
    if report is None or report.rows.is_empty():
        return None
    headings = {
        "code": "Code",
        "message": "Meaning",
        "requests": "Requests",
        "first": "First",
        "last": "Last",
        "sample": "Sample",
    }
    known = {key: text for key, text in headings.items() if key in report.rows.columns}
    return plain_table(report, "Integration errors", known, minor={"message", "first", "sample"})


def _reasons(reports: ReportSet) -> dict[str, str]:
    """Return why sections are empty: one sentence each."""
    by_section = {
        "overview": "overview",
        "traffic": "traffic-by-all",
        "averages": "averages-by-weekday",
        "applications": "top-apps",
        "codes": "response-codes",
        "alerts": "alerts",
        "errors": "integration-errors",
    }
    reasons = {}
    for section, name in by_section.items():
        report = reports.find(name)
        if report is None:
            reasons[section] = visible(reports.left_out[name])
        elif report.rows.is_empty() or (section == "traffic" and _is_unknown(report)):
            reasons[section] = visible(report.when_empty)
    if "averages" not in reasons and not _has_means(_given(reports, "averages-by-hour")):
        reasons["averages"] = "No day and no hour is covered in full by the range and the logs."
    latency = _given(reports, "latency-by-all")
    if latency.rows.is_empty() or not latency.in_range:
        reasons["latency"] = visible(latency.when_empty)
    elif latency.rows["requests_p50"].is_null().all():
        reasons["latency"] = "The logs have no duration of any of these requests."
    return reasons
