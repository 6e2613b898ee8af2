"""`overview`: the dashboard, a range beside the range before (reference on 3scale, §9)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.choices import Granularity
from usagestats.periods.period import Period, Range, span_before
from usagestats.report import Column, ColumnType
from usagestats.reports.alerts import alerts_in
from usagestats.reports.limits import unknown_note
from usagestats.reports.overview_parts.figures import figures
from usagestats.reports.overview_parts.two_spans import TwoSpans
from usagestats.reports.parts.columns import no_rows
from usagestats.reports.parts.filters import Filters
from usagestats.reports.parts.selection import Selection
from usagestats.reports.parts.span import counting_note
from usagestats.reports.parts.unknown_names import without_requests
from usagestats.reports.parts.usual_range import old_logs_warning, usual_range
from usagestats.reports.traffic import traffic_report
from usagestats.reports.traffic_parts.question import Traffic

if TYPE_CHECKING:
    from usagestats.periods.clock import Clock
    from usagestats.report import Report
    from usagestats.reports.parts.plan_limits import PlanLimits
    from usagestats.tables.counts import Counts
    from usagestats.tables.coverage import Coverage
    from usagestats.tables.usage import Grain

COLUMNS: Final = (
    Column("section", ColumnType.NAME, is_key=True),
    Column("name", ColumnType.NAME, is_key=True),
    Column("value", ColumnType.COUNT, unknown="–", given_sum=False),
    Column("previous", ColumnType.COUNT, unknown="–", given_sum=False),
    Column("change", ColumnType.CHANGE, unknown="–"),
    Column("change_per_day", ColumnType.CHANGE),
)


@dataclass(frozen=True, slots=True)
class Overview:
    """The options of `overview`, understood.

    Args:
        range: The time range of the report; open at both ends for the last 30 whole days, or, if
            the logs ended before those, for the 30 days up to their end.
        clock: The present time and the time zone of days.
        plan_limits: The limits of all applications, the catalog and the registry.
        has_series: Whether the traffic by day is added, for a chart.
    """

    range: Range
    clock: Clock
    plan_limits: PlanLimits
    has_series: bool = False

    @property
    def filters(self) -> Filters:
        """Choose a part of the requests, and rows about limits; with the registry."""
        return self.plan_limits.filters

    @property
    def filters_of_problems(self) -> Filters | None:
        """Choose PROBLEMS by product; `None` where filters choose by more, and none are shown.

        A store has them by product only, and gives the same report as logs.
        """
        by_more = set(self.filters.options()) - {"--product"}
        return None if by_more else Filters(products=self.filters.products)

    def grain(self) -> Grain:
        """Return the coarsest grain of USAGE that suffices for this report."""
        limits = self.plan_limits.grain()
        return self.filters.grain({*limits.keys, "application", "status"}, limits.slot)

    def spans(self, coverage: Coverage) -> TwoSpans | None:
        """Return the range and the range before it; `None` without logs or without either range."""
        if coverage.hull is None:
            return None
        chosen = usual_range(self.range, self.clock, coverage)
        span = chosen.within(coverage.hull)
        before = span_before(span, self.clock.zone) if span else None
        return TwoSpans(span, before, coverage, self.clock.zone) if span and before else None


def overview_report(  # noqa: PLR0913  (what a report is made of, and what was made before)
    question: Overview,
    usage: pl.DataFrame,
    problems: pl.DataFrame,
    coverage: Coverage,
    counts: Counts,
    *,
    alerts: pl.DataFrame | None = None,
) -> Report:
    """Put a range beside the range before; `alerts_in` may have given its alerts before.

    Shape: USAGE at `question.grain()` and PROBLEMS, also before the range → one row per figure, in
    the order of the sections.
    """
    spans = question.spans(coverage)
    limits = question.plan_limits
    span = spans.this if spans else None
    chosen = _chosen(question, usage, span, coverage)
    rows = None
    notes: tuple[str, ...] = ()
    title = chosen.titled("Overview")
    if spans:
        replayed = alerts_in(limits, usage) if alerts is None else alerts
        every = figures(limits, usage, problems, spans, replayed)
        rows = pl.DataFrame(every, no_rows(COLUMNS).schema, orient="row")
        notes = (*chosen.notes, *_without_errors(question), *spans.notes())
        title += f", compared with {spans.words_for_before()}"
    report = chosen.report("overview", title, COLUMNS, rows, counts)
    return replace(
        report,
        notes=(*notes, *unknown_note(limits), *limits.lacking()),
        warnings=(
            *old_logs_warning(question.range, question.clock, coverage),
            *(without_requests(question.filters, usage) if span else ()),
            *report.warnings,
        ),
        series=_series(question, usage, span, coverage, counts),
    )


def _series(
    question: Overview,
    usage: pl.DataFrame,
    span: Period | None,
    coverage: Coverage,
    counts: Counts,
) -> Report | None:
    """Return the traffic by day in the range, where it is wanted."""
    if span is None or not question.has_series:
        return None
    catalog = question.plan_limits.catalog
    traffic = Traffic(
        Granularity.DAY,
        Range(span.start, span.end),
        question.clock.zone,
        catalog.metrics(),
        filters=question.filters,
        methods=catalog.methods(),
    )
    return traffic_report(traffic, usage, coverage, counts)


def _chosen(
    question: Overview, usage: pl.DataFrame, span: Period | None, coverage: Coverage
) -> Selection:
    filters = question.filters
    chosen = Selection.unfiltered(usage, span, filters, coverage, question.clock.zone)
    left_out = filters.left_out(filters.apply(chosen.usage))
    return replace(chosen, left_out=left_out, notes=counting_note(filters.counting, left_out))


def _without_errors(question: Overview) -> tuple[str, ...]:
    """Return a note where the section of integration errors is left out."""
    if question.filters_of_problems is not None:
        return ()
    given = " and ".join(one for one in question.filters.options() if one != "--product")
    return (f"integration errors are not shown with {given}: see usagestats integration-errors",)
