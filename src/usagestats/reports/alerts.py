"""`alerts`: when the usage of applications reached levels of their limits, replayed from USAGE."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.catalog.model import Per
from usagestats.errors import UsageError
from usagestats.periods.in_range import inside
from usagestats.periods.period import EARLIEST, LATEST, Period
from usagestats.periods.same_dates import same_dates
from usagestats.report import Column, ColumnType, Role
from usagestats.reports.limits import no_limits, unknown_note
from usagestats.reports.parts.columns import columns_of
from usagestats.reports.parts.limit_periods import period_of, period_starts
from usagestats.reports.parts.selection import Selection
from usagestats.reports.parts.span import holes, written
from usagestats.tables.declared import UTC_TIME

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from usagestats.periods.period import Range
    from usagestats.report import Report
    from usagestats.reports.parts.plan_limits import PlanLimits
    from usagestats.tables.counts import Counts
    from usagestats.tables.coverage import Coverage
    from usagestats.tables.usage import Grain

_ID: Final = "application_id"
LEVELS: Final = (50, 80, 90, 100, 120, 150, 200, 300)
"""The levels of alerts, in per cent of a limit, as in 3scale (reference, §7)."""

VIOLATION: Final = 100
"""An alert of this level, in per cent, or of a higher one is a violation."""

SILENCE: Final = timedelta(hours=24)
"""The time after an alert in which its application has no other alert of the same level."""

COLUMNS: Final = (
    Column("time", ColumnType.TIME, is_key=True, given_role=Role.LABEL),
    *columns_of("application", is_key=True),
    *columns_of("account", is_detail=True),
    Column("backend", ColumnType.NAME),
    Column("metric", ColumnType.NAME),
    Column("per", ColumnType.NAME),
    Column("level", ColumnType.NUMBER, is_key=True),
    Column("current", ColumnType.COUNT, given_sum=False),
    Column("limit", ColumnType.COUNT, given_sum=False),
)


@dataclass(frozen=True, slots=True)
class Alerts:
    """The options of `alerts`, understood.

    Args:
        plan_limits: The limits, and the applications that they bind.
        range: The time range of the alerts; if it has dates only, they are those of the calendar
            of the limits.
        zone: The time zone of the output, and of the dates of the range.
        lowest: The lowest level of the alerts that are shown; `None` for all.
    """

    plan_limits: PlanLimits
    range: Range
    zone: ZoneInfo
    lowest: int | None = None

    def grain(self) -> Grain:
        """Return the coarsest grain of USAGE that suffices for this report."""
        return self.plan_limits.grain()


def level_named(text: str | None, where: str) -> int | None:
    """Return the level of a text such as `80` or `80%`.

    Args:
        text: The text; `None` for no level.
        where: The option.

    Raises:
        UsageError: There is no such level.
    """
    if text is None:
        return None
    levels = {str(level): level for level in LEVELS}
    name = text.strip().removesuffix("%").rstrip()
    if name not in levels:
        hint = f"choose from {', '.join(levels)}"
        raise UsageError(f"no such level: {text}", where=where, hint=hint)
    return levels[name]


def alerts_report(
    question: Alerts,
    usage: pl.DataFrame,
    coverage: Coverage,
    counts: Counts,
    *,
    alerts: pl.DataFrame | None = None,
) -> Report:
    """Replay USAGE against the limits, unless `alerts_in` has given its alerts before.

    Shape: USAGE at `question.grain()`, also before the range → one row per alert in the range, in
    order of time, then of application.
    """
    limits, zone = question.plan_limits, question.zone
    dates = same_dates(question.range, zone, limits.zone)
    span = dates.within(coverage.hull)
    chosen = Selection.unfiltered(usage, span, limits.filters, coverage, zone)
    every = alerts_in(limits, usage) if alerts is None else alerts
    alerts = limits.terms.chosen(inside(every, dates, "time"))
    if question.lowest is not None:
        alerts = alerts.filter(pl.col("level") >= question.lowest)
    replayed = _replayed(limits, span, coverage) if span else None
    report = chosen.report("alerts", chosen.titled("Alerts"), COLUMNS, alerts, counts)
    is_moved = dates != question.range
    return replace(
        report,
        calendar=limits.zone if is_moved else None,
        notes=(
            *_tally(report.rows),
            *(
                (f"the dates of the range are those of {limits.zone.key}, the calendar of limits",)
                if is_moved
                else ()
            ),
            *report.notes,
            *unknown_note(limits),
            *holes(coverage, replayed, zone),
        ),
        warnings=(*limits.lacking(), *report.warnings),
        when_empty=no_limits(limits, _no_alerts(question, span, report)),
    )


def alerts_in(limits: PlanLimits, usage: pl.DataFrame) -> pl.DataFrame:
    """Return every alert in USAGE, in order of time, then of application.

    Of all levels that an application newly reaches in one slot, only the highest makes an alert; if
    several limits reach it, the one with the largest utilisation, then the first in the plan.
    It makes none if any limit of the application had an alert of this level in the `SILENCE` before
    (reference, §7).

    Shape: one row per alert: `time`, the start of its slot; the columns of `PlanLimits.bound`;
    `level`; `current`, the usage at the end of the slot.
    """
    reached = _newly_reached(limits, usage).sort(
        [_ID, "time", "level", "utilisation", "number"],
        descending=[False, False, True, True, False],
    )
    highest = reached.unique([_ID, "time"], keep="first", maintain_order=True)
    alerts = highest.filter(_is_after_silence(highest))
    # identifiers are sorted as texts: their own order is that of the registry
    return alerts.sort("time", "application", pl.col(_ID).cast(pl.String))


def _newly_reached(limits: PlanLimits, usage: pl.DataFrame) -> pl.DataFrame:
    """Return the level of each application × limit where it is higher than in the slot before.

    Shape: one row per application × limit × slot.
    """
    rows = _with_current(limits, usage)
    percent = rows["current"] * 100 // rows["limit"]
    levels_reached = pl.Series(LEVELS).search_sorted(percent, side="right")
    rows = rows.with_columns(level=pl.Series([0, *LEVELS], dtype=pl.Int64).gather(levels_reached))
    before = pl.when(~pl.col("is_first")).then(pl.col("level").shift(1)).otherwise(0)
    reached = rows.filter(pl.col("level") > before)
    return reached.join(limits.bound.drop("limit"), on=[_ID, "number"]).with_columns(
        utilisation=pl.col("current") / pl.col("limit")
    )


def _with_current(limits: PlanLimits, usage: pl.DataFrame) -> pl.DataFrame:
    """Return the usage of each limit's period from its start to the end of each slot.

    Rows are sorted once, so that periods follow each other, and one running sum goes over all of
    them. The sum before a period is then subtracted.

    Shape: one row per `application_id` × `number` × `time` with usage: `current`, `limit`, and
    whether it `is_first` of its period; in this order.
    """
    known = limits.limits.filter(
        pl.col("limit") > 0, ~pl.col("per").is_in([str(per) for per in limits.unknown_pers])
    )
    time = pl.col("start").alias("time")
    used = limits.terms.used(usage).join(known.select("number", "per", "limit"), on="number")
    parts = [
        rows.select(
            *(_ID, "number", time, "used", "limit"),
            period=period_starts(rows["start"], Per(per), limits.zone),
        )
        for (per,), rows in used.partition_by("per", as_dict=True).items()
    ]
    nothing = used.select(_ID, "number", time, "used", "limit", period="start").clear()
    rows = pl.concat([nothing, *parts]).sort(_order())
    changes = [pl.col(key) != pl.col(key).shift(1) for key in (_ID, "number", "period")]
    rows = rows.with_columns(is_first=pl.any_horizontal(changes).fill_null(value=True))
    added = pl.col("used").cum_sum()
    added_before = pl.when("is_first").then(added - pl.col("used")).forward_fill()
    return rows.select(_ID, "number", "time", "limit", "is_first", current=added - added_before)


def _order() -> pl.Expr:
    """Return one sort key for id, `number` and `time`: one column sorts five times as fast."""
    minutes = (pl.col("time") - pl.lit(EARLIEST, UTC_TIME)).dt.total_minutes()
    most = (LATEST - EARLIEST) // timedelta(minutes=1)
    of_id = pl.col(_ID).to_physical().cast(pl.Int64) * (pl.col("number").max() + 1)
    return (of_id + pl.col("number")) * most + minutes


def _is_after_silence(reached: pl.DataFrame) -> pl.Series:
    """Return whether no alert of the same application and level came in the `SILENCE` before.

    Shape: one Boolean per row; rows of an application are in order of time.
    """
    groups = (
        reached.select(_ID, "level", pl.col("time").to_physical())
        .with_row_index("row")
        .group_by(_ID, "level", maintain_order=True)
        .agg("time", "row")
    )
    kept = [
        rows[index]
        for times, rows in groups.select("time", "row").iter_rows()
        for index in _apart(times)
    ]
    return pl.int_range(reached.height, eager=True).is_in(pl.Series(kept, dtype=pl.Int64).implode())


def _apart(times: list[int]) -> list[int]:
    """Return the indexes of times that are `SILENCE` or more apart, beginning with the first.

    Args:
        times: Times in microseconds, in order.
    """
    silence = SILENCE // timedelta(microseconds=1)
    kept = []
    index = 0
    while index < len(times):
        kept.append(index)
        index = bisect_left(times, times[index] + silence, index + 1)
    return kept


def _replayed(limits: PlanLimits, span: Period, coverage: Coverage) -> Period:
    """Return the span, extended back to the start of every limit period in which it starts.

    Eternity begins with the first log.
    """
    pers = [per for per in limits.pers if per is not Per.ETERNITY]
    starts = [period_of(span.start, per, limits.zone).start for per in pers]
    if Per.ETERNITY in limits.pers and coverage.hull:
        starts.append(coverage.hull.start)
    return Period(min([span.start, *starts]), span.end)


def _no_alerts(question: Alerts, span: Period | None, report: Report) -> str:
    zone, lowest = question.zone, question.lowest or LEVELS[0]
    if span is None or report.warnings or not report.in_range:
        return report.when_empty
    return (
        f"No alerts: between {written(span.start, zone)} and {written(span.end, zone)}, no"
        f" application reached {lowest} % of a limit; usagestats limits shows how near they are."
    )


def _tally(rows: pl.DataFrame) -> tuple[str, ...]:
    """Return a note on how many alerts are violations."""
    violations = (rows["level"] >= VIOLATION).sum()
    tally = f"alerts: {rows.height:,}, violations (100 % or more): {violations:,}"
    return (tally,) if rows.height else ()


def with_alerts(report: Report, rows: pl.DataFrame) -> Report:
    """Return a report with some of its alerts; what it says about their number is about these."""
    others = report.notes[len(_tally(report.rows)) :]
    return replace(report, rows=rows, notes=(*_tally(rows), *others))


def reaching(report: Report, level: int) -> int:
    """Return the number of alerts in a report that are of a level or a higher one."""
    return int((report.rows["level"] >= level).sum())
