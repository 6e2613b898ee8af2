"""`limits`: the usage of each application beside the limits of its plan, in the current periods."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.catalog.model import Per
from usagestats.periods.period import Period
from usagestats.periods.same_dates import same_dates
from usagestats.report import Column, ColumnType, Role
from usagestats.reports.parts.columns import columns_of
from usagestats.reports.parts.limit_periods import period_of
from usagestats.reports.parts.selection import Selection
from usagestats.reports.parts.span import holes, written
from usagestats.tables.declared import UTC_TIME

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from usagestats.periods.period import Range
    from usagestats.report import Report
    from usagestats.reports.parts.plan_limits import PlanLimits
    from usagestats.tables.counts import Counts
    from usagestats.tables.coverage import Coverage
    from usagestats.tables.usage import Grain

COLUMNS: Final = (
    *columns_of("application", is_key=True),
    *columns_of("account", is_detail=True),
    *columns_of("plan", is_detail=True),
    Column("backend", ColumnType.NAME),
    Column("metric", ColumnType.NAME, is_key=True),
    Column("per", ColumnType.NAME, is_key=True),
    Column("period_start", ColumnType.TIME, is_detail=True, given_role=Role.REMARK),
    Column("period_end", ColumnType.TIME, is_detail=True, given_role=Role.REMARK),
    Column("partial", ColumnType.FLAG, is_detail=True, given_role=Role.VALUE),
    Column("current", ColumnType.COUNT, unknown="–", given_sum=False),
    Column("limit", ColumnType.COUNT, given_sum=False),
    Column("utilisation", ColumnType.SHARE, unknown="–"),
    Column("projected", ColumnType.COUNT, unknown="–", given_sum=False),
)
_PERIODS: Final = {
    "per": pl.String(),
    "period_start": UTC_TIME,  # null: the logs, with which eternity begins, are later
    "period_end": UTC_TIME,  # null: never
    "partial": pl.Boolean(),
    "is_known": pl.Boolean(),
    "growth": pl.Float64(),  # usage of the whole period, projected, ÷ usage so far
}
_INSTANT: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Limits:
    """The options of `limits`, understood.

    Args:
        plan_limits: The limits, and the applications that they bind.
        range: Its end, if it lies in the past, takes the place of the present.
        zone: The time zone of the dates of the range; the output is in that of the limits.
        now: The present time, UTC.
    """

    plan_limits: PlanLimits
    range: Range
    zone: ZoneInfo
    now: datetime

    def grain(self) -> Grain:
        """Return the coarsest grain of USAGE that suffices for this report."""
        return self.plan_limits.grain()


@dataclass(frozen=True, slots=True)
class _Present:
    """The moment that the report is about.

    Args:
        end: The time right after the moment, at which the usage ends.
        due: The time up to which logs should cover the periods.
        name: A name for people, such as "now".
    """

    end: datetime
    due: datetime
    name: str

    @property
    def moment(self) -> datetime:
        """The moment; the periods of the report are those that hold it."""
        return self.end - _INSTANT

    @classmethod
    def of(cls, span: Range, now: datetime, coverage: Coverage) -> _Present:
        """Return the present, or the end of a range that is past; see docs/limits.md.

        If no log covers that moment, the end of the covered time before it is returned, unless it
        lies before the range.
        """
        is_past = span.end is not None and span.end <= now
        end = span.end if span.end is not None and is_past else now + _INSTANT
        name = "the end of the range" if is_past else "now"
        last = _last_covered(end, coverage)
        if last == end or (span.start is not None and last <= span.start):
            return cls(end, end, name)
        is_end = coverage.hull is not None and coverage.hull.end == last
        last_name = "the end of the logs" if is_end else f"the last log before {name}"
        return cls(last, end if is_past else last, last_name)


def _last_covered(end: datetime, coverage: Coverage) -> datetime:
    """Return the end of the covered time before `end`; `end` itself where there is none."""
    hull = coverage.hull
    if hull is None or end <= hull.start:
        return end
    missing = coverage.holes(Period(hull.start, end))
    return missing[-1].start if missing and missing[-1].end == end else end


def limits_report(
    question: Limits, usage: pl.DataFrame, coverage: Coverage, counts: Counts
) -> Report:
    """Compare the usage of the current periods with the limits.

    Shape: USAGE at `question.grain()` → one row per application × limit, the largest utilisation
    first, then in the order of applications.csv and the catalog.
    """
    limits, zone = question.plan_limits, question.plan_limits.zone
    dates = same_dates(question.range, question.zone, zone)
    present = _Present.of(dates, question.now, coverage)
    span = _span(limits, present, coverage)
    chosen = Selection.unfiltered(usage, span, limits.filters, coverage, zone)
    rows = limits.terms.chosen(_rows(limits, chosen.usage, present, coverage)) if span else None
    title = f"Limits as of {written(present.end, zone)}, {zone.key} ({present.name})"
    report = chosen.report("limits", title, COLUMNS, rows, counts)
    outside = report.warnings if span else ()
    missing = holes(coverage, Period(span.start, present.due), zone) if span else ()
    return replace(
        report,
        notes=(*report.notes, *unknown_note(limits), *missing),
        warnings=(*limits.lacking(), *outside),
        bar="utilisation",
        bar_full=1.0,
        when_empty=no_limits(limits, report.when_empty),
    )


def no_limits(limits: PlanLimits, otherwise: str) -> str:
    """Return why there are no rows: no limit binds anybody, or else another reason."""
    lacking = limits.lacking()
    return f"No limits to compare with: {'; '.join(lacking)}." if lacking else otherwise


def unknown_note(limits: PlanLimits) -> tuple[str, ...]:
    """Return a note on the limits whose usage is unknown."""
    if not limits.unknown_pers:
        return ()
    minutes = limits.grain().slot // timedelta(minutes=1)
    return (f"limits per minute are unknown: usage is counted per {minutes} minutes",)


def _span(limits: PlanLimits, present: _Present, coverage: Coverage) -> Period | None:
    """Return the hull of the current periods, up to the present; `None` without logs or limits."""
    if coverage.hull is None or not limits.pers:
        return None
    starts = [_whole(per, limits, present, coverage).start for per in limits.pers]
    return Period(min(starts), present.end)


def _whole(per: Per, limits: PlanLimits, present: _Present, coverage: Coverage) -> Period:
    """Return the current period; eternity begins with the first log."""
    period = period_of(present.moment, per, limits.zone)
    if per is not Per.ETERNITY or coverage.hull is None:
        return period
    return Period(min(coverage.hull.start, present.moment), period.end)


def _period(
    per: Per, limits: PlanLimits, present: _Present, coverage: Coverage
) -> tuple[Per, datetime | None, datetime | None, bool, bool, float | None]:
    """Return the row of `_PERIODS` for the current period.

    The growth assumes the pace of the time that the logs cover. Eternity is always partial, and has
    no growth, since it has no end; before the first log it has no start either.
    """
    whole = _whole(per, limits, present, coverage)
    so_far = Period(whole.start, present.end)
    is_known = per not in limits.unknown_pers and coverage.touches(so_far)
    if per is Per.ETERNITY:
        return per, whole.start if is_known else None, None, True, is_known, None
    is_partial = bool(coverage.holes(Period(whole.start, min(whole.end, present.due))))
    missing = sum((hole.end - hole.start for hole in coverage.holes(so_far)), timedelta())
    covered = so_far.end - so_far.start - missing
    growth = 1 + (whole.end - so_far.end) / covered if covered > _INSTANT else None
    return per, whole.start, whole.end, is_partial, is_known, growth


def _rows(
    limits: PlanLimits, usage: pl.DataFrame, present: _Present, coverage: Coverage
) -> pl.DataFrame:
    periods = pl.DataFrame(
        [_period(per, limits, present, coverage) for per in limits.pers], _PERIODS, orient="row"
    )
    bound = limits.bound.join(periods, on="per", maintain_order="left")
    keys = ["application_id", "number"]
    used = limits.terms.used(usage).join(bound.select(*keys, "period_start"), on=keys)
    present_only = used.filter(pl.col("start") >= pl.col("period_start"))
    current = present_only.group_by(keys).agg(current=pl.col("used").sum())
    rows = bound.join(current, on=keys, how="left", maintain_order="left")
    rows = rows.with_columns(pl.when("is_known").then(pl.col("current").fill_null(0)))
    return rows.with_columns(
        utilisation=pl.when(pl.col("limit") > 0).then(pl.col("current") / pl.col("limit")),
        projected=(pl.col("current") * pl.col("growth")).round(),
    ).sort("utilisation", descending=True, nulls_last=True, maintain_order=True)
