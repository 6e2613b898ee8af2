"""`limits`: the usage of each application beside the limits of its plan, in the current periods."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.catalog.model import Per
from usagestats.periods.period import Period
from usagestats.report import Column, ColumnType
from usagestats.reports.parts.plan_limits import period_of
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
    Column("application", ColumnType.NAME),
    Column("account", ColumnType.NAME, is_detail=True),
    Column("plan", ColumnType.NAME, is_detail=True),
    Column("backend", ColumnType.NAME),
    Column("metric", ColumnType.NAME),
    Column("per", ColumnType.NAME),
    Column("partial", ColumnType.FLAG, is_detail=True),
    Column("current", ColumnType.COUNT, unknown="–"),
    Column("limit", ColumnType.COUNT),
    Column("utilisation", ColumnType.SHARE, unknown="–"),
    Column("projected", ColumnType.COUNT, unknown="–"),
)
_PERIODS: Final = {
    "per": pl.String(),
    "period_start": UTC_TIME,
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
        zone: The time zone of the output.
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
        moment: The moment; the periods of the report are those that hold it.
        end: The time right after it, at which the usage ends.
        name: A name for people, such as "now".
    """

    moment: datetime
    end: datetime
    name: str

    @classmethod
    def of(cls, question: Limits, coverage: Coverage) -> _Present:
        """Return the present, or the end of a range that is past; see docs/limits.md.

        If no log covers that moment, the end of the covered time before it is returned.
        """
        end = question.range.end
        present = cls(question.now, question.now + _INSTANT, "now")
        if end is not None and end <= question.now:
            present = cls(end - _INSTANT, end, "the end of the range")
        ends = [span.end for span in coverage.spans if span.start <= present.moment]
        if ends and ends[-1] <= present.moment:
            present = cls(ends[-1] - _INSTANT, ends[-1], "the end of the logs")
        return present


def limits_report(
    question: Limits, usage: pl.DataFrame, coverage: Coverage, counts: Counts
) -> Report:
    """Compare the usage of the current periods with the limits.

    Shape: USAGE at `question.grain()` → one row per application × limit, the largest utilisation
    first, then in the order of applications.csv and the catalog.
    """
    limits, zone = question.plan_limits, question.zone
    present = _Present.of(question, coverage)
    span = _span(limits.pers, present, coverage)
    chosen = Selection.unfiltered(usage, span, limits.filters, coverage, zone)
    rows = _rows(limits, chosen.usage, present, coverage) if span else None
    title = f"Limits as of {written(present.end, zone)}, {zone.key} ({present.name})"
    report = chosen.report("limits", title, COLUMNS, rows, counts)
    outside = report.warnings if span else ()
    return replace(
        report,
        notes=(*report.notes, *unknown_note(limits), *holes(coverage, span, zone)),
        warnings=(*limits.lacking(), *outside),
        bar="utilisation",
    )


def unknown_note(limits: PlanLimits) -> tuple[str, ...]:
    """Return a note on the limits whose usage is unknown."""
    if not limits.unknown_pers:
        return ()
    minutes = limits.grain().slot // timedelta(minutes=1)
    return (f"limits per minute are unknown: usage is counted per {minutes} minutes",)


def _span(pers: list[Per], present: _Present, coverage: Coverage) -> Period | None:
    """Return the hull of the current periods, up to the present; `None` without logs or limits.

    Eternity begins with the first log.
    """
    if coverage.hull is None or not pers:
        return None
    starts = [_start(per, present, coverage.hull) for per in pers]
    return Period(min(starts), present.end)


def _start(per: Per, present: _Present, hull: Period) -> datetime:
    start = period_of(present.moment, per).start
    return min(hull.start, present.moment) if per is Per.ETERNITY else start


def _period(
    per: Per, limits: PlanLimits, present: _Present, coverage: Coverage
) -> tuple[Per, datetime, bool, bool, float | None]:
    """Return the row of `_PERIODS` for the current period.

    The growth assumes the pace of the time that the logs cover. Eternity is always partial, and has
    no growth, since it has no end.
    """
    hull = coverage.hull or Period(present.moment, present.moment + _INSTANT)
    start = _start(per, present, hull)
    so_far = Period(start, present.end)
    missing = coverage.holes(so_far)
    is_known = per not in limits.unknown_pers and coverage.touches(so_far)
    is_partial = is_known and (per is Per.ETERNITY or bool(missing))
    covered = so_far.end - start - sum((hole.end - hole.start for hole in missing), timedelta())
    growth = None
    if per is not Per.ETERNITY and covered > _INSTANT:
        growth = 1 + (period_of(present.moment, per).end - so_far.end) / covered
    return per, start, is_partial, is_known, growth


def _rows(
    limits: PlanLimits, usage: pl.DataFrame, present: _Present, coverage: Coverage
) -> pl.DataFrame:
    periods = pl.DataFrame(
        [_period(per, limits, present, coverage) for per in limits.pers], _PERIODS, orient="row"
    )
    bound = limits.bound.join(periods, on="per", maintain_order="left")
    used = limits.used(usage).join(
        bound.select("id", "number", "period_start"), on=["id", "number"]
    )
    present_only = used.filter(pl.col("start") >= pl.col("period_start"))
    current = present_only.group_by("id", "number").agg(current=pl.col("used").sum())
    rows = bound.join(current, on=["id", "number"], how="left", maintain_order="left")
    rows = rows.with_columns(pl.when("is_known").then(pl.col("current").fill_null(0)))
    return rows.with_columns(
        utilisation=pl.when(pl.col("limit") > 0).then(pl.col("current") / pl.col("limit")),
        projected=(pl.col("current") * pl.col("growth")).round(),
    ).sort("utilisation", descending=True, nulls_last=True, maintain_order=True)
