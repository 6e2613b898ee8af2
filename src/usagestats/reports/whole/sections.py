"""The material that was read → the set of reports on one range."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.choices import Cycle, Granularity
from usagestats.light_dataclass import replace
from usagestats.periods.period import span_before
from usagestats.report_set import WIDTHS, NamedReport, ReportSet
from usagestats.reports.alerts import alerts_in, alerts_report
from usagestats.reports.averages import averages_report
from usagestats.reports.integration_errors import integration_errors_report
from usagestats.reports.overview import overview_report
from usagestats.reports.response_codes import response_codes_report
from usagestats.reports.top_apps import top_apps_report
from usagestats.reports.traffic import traffic_report
from usagestats.reports.whole.question import MOST_HOURS, has_hours

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

    from usagestats.periods.period import Period
    from usagestats.report import Report
    from usagestats.reports.parts.filters import Filters
    from usagestats.reports.whole.material import Material
    from usagestats.reports.whole.question import WholeReport
    from usagestats.tables.coverage import Coverage
    from usagestats.tables.usage import Grain

_WITHOUT_SAMPLES = ("code", "message", "requests", "first", "last")

_COMPARED = " --compare previous"

_Named = tuple[str, NamedReport]


def report_set(
    question: WholeReport, material: Material, sources: tuple[str, ...] = ()
) -> ReportSet:
    """Make every report of a set.

    Args:
        question: The options.
        material: The usage at `question.grains()`, and before the range as far as
            `question.needed()` says.
        sources: The names of the logs that were read.
    """
    span = question.range.within(material.coverage.hull)
    before = span_before(span, question.clock.zone) if span and question.is_compared else None
    coverage = material.coverage
    return ReportSet(
        title=question.title,
        zone=question.clock.zone,
        span=span,
        before=before,
        reports=dict(_reports(question, material, span)),
        counts=material.known_counts,
        left_out=_left_out(question, material, span),
        covered=_covered(coverage, span),
        holes=tuple(coverage.holes(span)) if span and coverage.touches(span) else (),
        filters=tuple(_filters(question.filters)),
        sources=sources,
    )


def _covered(coverage: Coverage, span: Period | None) -> tuple[Period, ...]:
    if span is None:
        return ()
    meeting = (one for one in coverage.spans if one.start < span.end and span.start < one.end)
    return tuple(one.clipped_to(span) for one in meeting)


def _reports(question: WholeReport, material: Material, span: Period | None) -> Iterator[_Named]:
    """Give all reports by name, in the order of their sections."""
    alerts = alerts_in(question.plan_limits, material.usage)
    yield from _overview(question, material, span, alerts)
    yield from _traffic(question, material, span)
    yield from _averages(question, material)
    yield "top-apps", NamedReport("top-apps --all", _top_apps(question, material))
    yield from _codes(question, material, span)
    yield from _latency(question, material, span)
    yield "alerts", NamedReport("alerts", _alerts(question, material, alerts))
    if question.filters_of_problems is not None and material.problems is not None:
        yield "integration-errors", _integration_errors(question, material)


def _widths(span: Period | None) -> list[Granularity]:
    return [one for one in WIDTHS if one is not Granularity.HOUR or (span and has_hours(span))]


def _overview(
    question: WholeReport, material: Material, span: Period | None, alerts: pl.DataFrame
) -> Iterator[_Named]:
    one = question.overview(span)
    read = (material.usage, material.known_problems, material.coverage, material.counts)
    report = overview_report(one, *read, alerts=alerts)
    yield "overview", NamedReport("overview", report)


def _traffic(question: WholeReport, material: Material, span: Period | None) -> Iterator[_Named]:
    for width in (*_widths(span), Granularity.ALL):
        one = question.traffic(width)
        usage = material.at(one.grain())
        report = traffic_report(one, usage, material.coverage, material.counts)
        compared = _COMPARED if one.is_compared else ""
        yield f"traffic-by-{width}", NamedReport(f"traffic --by {width}{compared}", report)


def _averages(question: WholeReport, material: Material) -> Iterator[_Named]:
    for cycle in Cycle:
        one = question.averages(cycle)
        usage = material.at(one.grain())
        report = averages_report(one, usage, material.coverage, material.counts)
        yield f"averages-by-{cycle}", NamedReport(f"averages --by {cycle}", report)


def _top_apps(question: WholeReport, material: Material) -> Report:
    one = question.top_apps()
    return top_apps_report(one, material.usage, material.coverage, material.counts)


def _codes(question: WholeReport, material: Material, span: Period | None) -> Iterator[_Named]:
    codes = question.response_codes()
    usage = material.at(_of_requests(codes.grain()))
    report = response_codes_report(codes, usage, material.coverage, material.counts)
    yield "response-codes", NamedReport("response-codes", report)
    for width in _widths(span):
        one = question.classes(width)
        usage = material.at(_of_requests(one.grain()))
        classes = response_codes_report(one, usage, material.coverage, material.counts)
        command = f"response-codes --by {width} --wide status"
        yield f"response-codes-by-{width}", NamedReport(command, classes)


def _latency(question: WholeReport, material: Material, span: Period | None) -> Iterator[_Named]:
    for width in (*_widths(span), Granularity.ALL):
        one = question.latency(width)
        usage = material.at(_of_requests(one.grain()))
        report = traffic_report(one, usage, material.coverage, material.counts)
        measures = f"--measure {','.join(one.measures)} --metric requests"
        compared = _COMPARED if one.is_compared else ""
        command = f"traffic --by {width}{compared} {measures}"
        yield f"latency-by-{width}", NamedReport(command, report)


def _alerts(question: WholeReport, material: Material, alerts: pl.DataFrame) -> Report:
    one = question.alerts()
    return alerts_report(one, material.usage, material.coverage, material.counts, alerts=alerts)


def _of_requests(grain: Grain) -> Grain:
    return replace(grain, of_requests=True)


def _integration_errors(question: WholeReport, material: Material) -> NamedReport:
    """Return the errors; without their sample lines, which may hold addresses, if not wanted."""
    one = question.integration_errors()
    usage = material.at(_of_requests(one.grain()))
    report = integration_errors_report(
        one, usage, material.known_problems, material.coverage, material.counts
    )
    if question.has_samples:
        return NamedReport("integration-errors", report)
    kept = tuple(column for column in report.columns if column.key in _WITHOUT_SAMPLES)
    report = replace(report, columns=kept, rows=report.rows.select(_WITHOUT_SAMPLES))
    command = f"integration-errors --columns {','.join(_WITHOUT_SAMPLES)}"
    return NamedReport(command, report)


def _left_out(question: WholeReport, material: Material, span: Period | None) -> dict[str, str]:
    """Return why reports are left out, by their names."""
    reasons = {}
    if question.filters_of_problems is None or material.problems is None:
        chosen = " and ".join(_filters(replace(question.filters, products=())))
        reasons["integration-errors"] = (
            f"Integration errors are counted for whole products only, not for {chosen}."
        )
    if span and not has_hours(span):
        days = MOST_HOURS // 24
        reasons["traffic-by-hour"] = f"Hours are shown for ranges of up to {days} days."
    return reasons


def _filters(filters: Filters) -> Iterator[str]:
    """Give each filter in words, as in `account Sky Labs`."""
    chosen = {
        "product": filters.products,
        "backend": filters.backends,
        "application": [_application(filters, text) for text in filters.applications],
        "plan": filters.plans,
        "account": filters.accounts,
        "status": filters.statuses,
        "path": filters.path_prefixes,
        "HTTP method": filters.http_methods,
    }
    for name, values in chosen.items():
        if values:
            yield f"{name} {' or '.join(values)}"


def _application(filters: Filters, text: str) -> str:
    """Return the label of an application; never an unknown text, which may be a credential."""
    registry = filters.registry
    known = registry.identities_of(text) & registry.identities.keys()
    if known:
        return registry.label(min(known))
    return text if text.startswith("key:") else "that is not registered"
