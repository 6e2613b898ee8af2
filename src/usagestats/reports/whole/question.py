"""The options of `report`, and the question that each of its reports answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from math import gcd
from typing import TYPE_CHECKING

from usagestats.choices import Cycle, Granularity, Measure
from usagestats.periods.period import MINUTE, Range, span_before
from usagestats.report_set import WIDTHS
from usagestats.reports.alerts import Alerts
from usagestats.reports.averages import Averages
from usagestats.reports.integration_errors import IntegrationErrors
from usagestats.reports.overview import Overview
from usagestats.reports.response_codes import ResponseCodes
from usagestats.reports.top_apps import TopApps
from usagestats.reports.traffic_parts.question import Traffic

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from usagestats.catalog.model import Catalog
    from usagestats.periods.clock import Clock
    from usagestats.periods.period import Period
    from usagestats.reports.parts.filters import Filters
    from usagestats.reports.parts.plan_limits import PlanLimits
    from usagestats.tables.usage import Grain

PERCENTILES = (Measure.P50, Measure.P95, Measure.P99)
"""The percentiles of durations that latency is shown by."""

MOST_HOURS = 400 * 24
"""The longest range, in hours, that has a report by hour."""


@dataclass(frozen=True, slots=True)
class WholeReport:
    """The options of `report`, understood.

    Args:
        range: The time range of the reports.
        clock: The present time, the time zone and the first day of a week.
        plan_limits: The limits of all applications, the catalog and the registry; its filters are
            those of all reports.
        title: The name of the whole.
        has_samples: Whether integration errors have their sample lines, which may hold addresses
            of clients.
    """

    range: Range
    clock: Clock
    plan_limits: PlanLimits
    title: str = "API usage"
    has_samples: bool = False

    @property
    def filters(self) -> Filters:
        """Choose a part of the requests, and rows about limits; with the registry."""
        return self.plan_limits.filters

    @property
    def catalog(self) -> Catalog:
        """The catalog."""
        return self.plan_limits.catalog

    @property
    def is_compared(self) -> bool:
        """Whether the range has a start, so that there is a range right before it."""
        return self.range.start is not None

    @property
    def filters_of_problems(self) -> Filters | None:
        """Choose PROBLEMS; `None` where they cannot be chosen as the filters say."""
        return self.overview(None).filters_of_problems

    def grains(self, more: Iterable[str] = ()) -> tuple[Grain, Grain]:
        """Return the coarsest grains of USAGE that suffice for all reports.

        Durations have a grain of their own: requests of one application in one slot seldom took
        equally long, so that a single table would have nearly a row for each request.

        Args:
            more: Further keys.

        Returns:
            The grain of all reports but those of durations, and that of these.
        """
        grains = [one.grain() for one in self._every()]
        if not self.plan_limits.bound.is_empty():
            grains.append(self.plan_limits.grain())
        of_applications = self.overview(None).grain().keys
        return self._together(grains, {*of_applications, *more}), self._of_durations(more)

    def _of_durations(self, more: Iterable[str]) -> Grain:
        grains = [self.latency(width).grain() for width in (*WIDTHS, Granularity.ALL)]
        return replace(self._together(grains, more), of_requests=True)

    def _together(self, grains: Collection[Grain], more: Iterable[str]) -> Grain:
        keys = {key for one in grains for key in one.keys}
        slot = gcd(*(one.slot // MINUTE for one in grains)) * MINUTE
        return self.filters.grain({*keys, *more}, slot)

    def needed(self) -> Range | None:
        """Return the range whose usage the reports need; `None` for all of it.

        Limits are replayed from the start of their own periods, which may be long ago.
        """
        start, end = self.range.start, self.range.end
        if self.filters.has_names or not self.plan_limits.bound.is_empty() or not (start and end):
            return None
        before = span_before(self.range.within(None), self.clock.zone)  # type: ignore[arg-type]
        return Range(before.start if before else start, end)

    def _every(self) -> Iterator[Traffic | Averages | ResponseCodes | TopApps]:
        """Give the questions that decide on slots and keys, but for those of durations."""
        for width in WIDTHS:
            yield self.traffic(width)
        yield self.averages(Cycle.HOUR)
        yield self.response_codes()
        yield self.top_apps()

    def traffic(self, width: Granularity) -> Traffic:
        """Return the question for usage by period; only hours are not compared: they are many."""
        is_compared = self.is_compared and width is not Granularity.HOUR
        metrics, methods = self.catalog.metrics(), self.catalog.methods()
        return replace(self._by(width, metrics), is_compared=is_compared, methods=methods)

    def latency(self, width: Granularity) -> Traffic:
        """Return the question for percentiles of durations; only the whole range is compared."""
        is_compared = self.is_compared and width is Granularity.ALL
        by_width = self._by(width, ("requests",))
        return replace(by_width, measures=PERCENTILES, is_compared=is_compared)

    def _by(self, width: Granularity, metrics: tuple[str, ...]) -> Traffic:
        return Traffic(
            granularity=width,
            range=self.range,
            zone=self.clock.zone,
            metrics=metrics,
            filters=self.filters,
            week_start=self.clock.week_start,
        )

    def averages(self, cycle: Cycle) -> Averages:
        """Return the question for means."""
        return Averages(
            cycle=cycle,
            range=self.range,
            zone=self.clock.zone,
            metrics=self.catalog.metrics(),
            filters=self.filters,
            week_start=self.clock.week_start,
            methods=self.catalog.methods(),
        )

    def top_apps(self) -> TopApps:
        """Return the question for the ranking of applications, with those that are silent now."""
        return TopApps(self.range, self.clock.zone, "hits", is_all=True, filters=self.filters)

    def response_codes(self) -> ResponseCodes:
        """Return the question for the response codes of the whole range."""
        return ResponseCodes(self.range, self.clock.zone, filters=self.filters)

    def classes(self, width: Granularity) -> ResponseCodes:
        """Return the question for the classes of response codes by period."""
        first_day = self.clock.week_start
        by_width = replace(self.response_codes(), granularity=width, week_start=first_day)
        return replace(by_width, is_wide=True)

    def alerts(self) -> Alerts:
        """Return the question for alerts."""
        return Alerts(self.plan_limits, self.range, self.clock.zone)

    def integration_errors(self) -> IntegrationErrors:
        """Return the question for integration errors."""
        return IntegrationErrors(self.range, self.clock.zone, self.catalog, self.filters)

    def overview(self, span: Period | None) -> Overview:
        """Return the question for the range beside the range before."""
        closed = Range(span.start, span.end) if span else self.range
        return Overview(closed, self.clock, self.plan_limits)


def has_hours(span: Period) -> bool:
    """Return whether a range is short enough for a report by hour."""
    return span.end - span.start <= timedelta(hours=MOST_HOURS)
