"""`overview`: the dashboard, a range beside the range before (reference on 3scale, §9)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.choices import Granularity
from usagestats.frames import map_distinct
from usagestats.periods.in_range import inside
from usagestats.periods.period import Period, Range, local_start, span_before
from usagestats.periods.range_expression import parse_range
from usagestats.report import Column, ColumnType
from usagestats.reports.alerts import VIOLATION, alerts_in
from usagestats.reports.integration_errors import problems_by_code
from usagestats.reports.limits import unknown_note
from usagestats.reports.parts.columns import no_rows
from usagestats.reports.parts.filters import Filters
from usagestats.reports.parts.selection import Selection
from usagestats.reports.parts.span import counting_note, holes, written
from usagestats.reports.parts.unknown_names import without_requests
from usagestats.reports.signups import applications_by_age
from usagestats.reports.traffic import Traffic, traffic_report
from usagestats.tables.declared import NO_APPLICATION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from zoneinfo import ZoneInfo

    from usagestats.catalog.registry import Registry
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
)
_DEFAULT: Final = "last-30-days"
_TOP: Final = 5
_CLASSES: Final = ("1xx", "2xx", "3xx", "4xx", "5xx", "none")
_Row = tuple[str, str, int | None, int | None, float | None]


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

    def windows(self, coverage: Coverage) -> tuple[Period, Period] | None:
        """Return the range and the range before it; `None` without logs or without either range."""
        if coverage.hull is None:
            return None
        chosen = parse_range(_DEFAULT, self.clock) if self.range == Range() else self.range
        if self.is_of_old_logs(coverage):
            clock = replace(self.clock, now=self._day_after(coverage.hull))
            chosen = parse_range(_DEFAULT, clock)
        span = chosen.within(coverage.hull)
        before = span_before(span, self.clock.zone) if span else None
        return (span, before) if span and before else None

    def is_of_old_logs(self, coverage: Coverage) -> bool:
        """Return whether no range is given, and the logs ended before the last 30 whole days."""
        start = parse_range(_DEFAULT, self.clock).start
        is_past = coverage.hull is not None and start is not None and coverage.hull.end <= start
        return self.range == Range() and is_past

    def _day_after(self, hull: Period) -> datetime:
        last = (hull.end - timedelta(microseconds=1)).astimezone(self.clock.zone)
        return local_start(datetime.combine(last + timedelta(days=1), time()), self.clock.zone)


@dataclass(frozen=True, slots=True)
class _Beside:
    """Two windows of time, whose figures stand beside each other.

    Args:
        spans: The window of the range, and the window before it.
        coverage: The time that the logs cover.
    """

    spans: tuple[Period, Period]
    coverage: Coverage

    def ranges(self) -> tuple[Range, Range]:
        """Return both windows as ranges."""
        this, before = (Range(span.start, span.end) for span in self.spans)
        return this, before

    def rows(
        self, section: str, names: Iterable[str], this: Mapping[str, int], before: Mapping[str, int]
    ) -> list[_Row]:
        """Return a row per name: 0 where nothing was counted, null where no log covers any time."""
        known = [self.coverage.touches(span) for span in self.spans]
        is_whole = all(self.coverage.covers(span) for span in self.spans)
        return [
            compared(
                section,
                name,
                this.get(name, 0) if known[0] else None,
                before.get(name, 0) if known[1] else None,
                is_whole=is_whole,
            )
            for name in names
        ]


def compared(
    section: str, name: str, value: int | None, previous: int | None, *, is_whole: bool
) -> _Row:
    """Return a row; the change is null if `previous` is 0, or if the logs lack part of a window."""
    change = None
    if is_whole and value is not None and previous:
        change = (value - previous) / previous
    return section, name, value, previous, change


def overview_report(
    question: Overview,
    usage: pl.DataFrame,
    problems: pl.DataFrame,
    coverage: Coverage,
    counts: Counts,
) -> Report:
    """Put a range beside the range before.

    Shape: USAGE at `question.grain()` and PROBLEMS, also before the range → one row per figure, in
    the order of the sections.
    """
    windows = question.windows(coverage)
    zone, limits = question.clock.zone, question.plan_limits
    span = windows[0] if windows else None
    chosen = _chosen(question, usage, span, coverage)
    rows = None
    notes: tuple[str, ...] = ()
    if windows:
        figures = _figures(question, usage, problems, _Beside(windows, coverage))
        rows = pl.DataFrame(figures, no_rows(COLUMNS).schema, orient="row")
        notes = (*chosen.notes, *_without_errors(question), *_missing(windows, coverage, zone))
    title = chosen.titled("Overview") + _before(windows, zone)
    report = chosen.report("overview", title, COLUMNS, rows, counts)
    return replace(
        report,
        notes=(*notes, *unknown_note(limits), *limits.lacking()),
        warnings=(
            *_of_old_logs(question, coverage),
            *(without_requests(question.filters, usage) if span else ()),
            *report.warnings,
        ),
        series=_series(question, usage, span, coverage, counts),
    )


def _of_old_logs(question: Overview, coverage: Coverage) -> tuple[str, ...]:
    """Return a warning that the range is not that before the present."""
    if coverage.hull is None or not question.is_of_old_logs(coverage):
        return ()
    end = written(coverage.hull.end, question.clock.zone)
    return (f"the logs end {end}: the 30 days up to then are shown; --range shows others",)


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


def _missing(windows: tuple[Period, Period], coverage: Coverage, zone: ZoneInfo) -> tuple[str, ...]:
    """Return notes on the holes in both windows; a hole is why all changes are null."""
    both = Period(windows[1].start, windows[0].end)
    missing = holes(coverage, both, zone)
    if missing and coverage.touches(both):
        return (*missing, "change not shown: the logs do not fully cover both periods")
    return missing


def _before(windows: tuple[Period, Period] | None, zone: ZoneInfo) -> str:
    if windows is None:
        return ""
    days, days_before = (round((one.end - one.start) / timedelta(days=1)) for one in windows)
    if days != days_before:  # such as a month
        return (
            f", compared with {written(windows[1].start, zone)} to {written(windows[1].end, zone)}"
        )
    if days == 1:
        return ", compared with the day before"
    length = f"the {days} days" if days > 1 else "the same length of time"
    return f", compared with {length} before"


def _figures(
    question: Overview, usage: pl.DataFrame, problems: pl.DataFrame, beside: _Beside
) -> list[_Row]:
    metrics = question.plan_limits.catalog.metrics()
    parts = [question.filters.apply(inside(usage, span)) for span in beside.ranges()]
    requests = [part.filter(pl.col("metric") == "requests") for part in parts]
    used = [_sums(question.filters.counted(part), "metric") for part in parts]
    callers = [_by_application(part, question.filters) for part in requests]
    answers = [_sums(_with_class(part), "class") for part in requests]
    alerts = question.plan_limits.chosen(alerts_in(question.plan_limits, usage))
    violations = [
        _violations(inside(alerts, span, "time"), question.filters.registry)
        for span in beside.ranges()
    ]
    errors = [
        dict(
            problems_by_code(problems, span, question.filters.products)
            .select("code", "requests")
            .iter_rows()
        )
        for span in beside.ranges()
    ]
    return [
        *beside.rows("traffic", metrics, used[0], used[1]),
        *beside.rows("top applications", _largest(callers[0]), callers[0], callers[1]),
        *beside.rows("response codes", _CLASSES, answers[0], answers[1]),
        _new_applications(question, usage, beside),
        *beside.rows("potential upgrades", _largest(violations[0]), violations[0], violations[1]),
        *beside.rows("integration errors", dict.fromkeys([*errors[0], *errors[1]]), *errors),
    ]


def _sums(usage: pl.DataFrame, key: str) -> dict[str, int]:
    """Add up usage by a key."""
    return dict(usage.group_by(key).agg(pl.col("usage").sum()).iter_rows())


def _by_application(requests: pl.DataFrame, filters: Filters) -> dict[str, int]:
    """Count the requests of each application by its label, without requests of no application."""
    known = requests.filter(pl.col("application") != NO_APPLICATION)
    labels = map_distinct(known["application"], filters.registry.label, pl.String())
    return _sums(known.with_columns(labels), "application")


def _with_class(requests: pl.DataFrame) -> pl.DataFrame:
    hundreds = (pl.col("status") // 100).cast(pl.String) + "xx"
    return requests.with_columns(hundreds.fill_null("none").alias("class"))


def _largest(figures: Mapping[str, int]) -> list[str]:
    """Return the names with the largest figures; equal figures in the order of the names."""
    return sorted(figures, key=lambda name: (-figures[name], name))[:_TOP]


def _violations(alerts: pl.DataFrame, registry: Registry) -> dict[str, int]:
    """Count the violations of each account, by its label; an application without one by its own."""
    owners = alerts.filter(pl.col("level") >= VIOLATION)["application_id"].cast(pl.String)
    return dict(Counter(registry.account_label(one) or registry.label(one) for one in owners))


def _new_applications(question: Overview, usage: pl.DataFrame, beside: _Beside) -> _Row:
    """Count new applications by `created_at`, which needs no log, or else by the first request."""
    filters = question.filters.of_applications()
    every = applications_by_age(filters, usage, question.clock.zone)
    is_registered = bool(question.filters.registry.identities)
    times = every["created_at" if is_registered else "first_seen"].drop_nulls()
    counts = [
        sum(span.start <= time < span.end for time in times.to_list()) for span in beside.spans
    ]
    section = "new applications"
    if not is_registered:
        this, before = ({"first seen": count} for count in counts)
        return beside.rows(section, ["first seen"], this, before)[0]
    if times.is_empty():
        return compared(section, "registered", None, None, is_whole=False)
    return compared(section, "registered", *counts, is_whole=True)
