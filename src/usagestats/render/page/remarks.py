"""Remarks worth a look, by fixed rules: holes, days of failures, limits reached, moves in rank."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.choices import Granularity
from usagestats.render.cells import local
from usagestats.render.page.chart_data import error_shares
from usagestats.render.page.names import period_names
from usagestats.render.page.ranking import SHOWN, VIOLATION
from usagestats.safety.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from usagestats.report_set import ReportSet

_HOLES_NAMED: Final = 3
_TIMES_MEDIAN: Final = 3
_LEAST_FAILURES: Final = 0.01


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence that points at a section.

    Args:
        strong: Its beginning, which stands out.
        text: Its end.
        target: The id of the section, and its name.
        is_warning: Whether something is wrong.
    """

    strong: str
    text: str
    target: tuple[str, str] | None = None
    is_warning: bool = True


def remarks(reports: ReportSet) -> list[Remark]:
    """Return what is worth a look."""
    return [
        *_holes(reports),
        *_failures(reports),
        *_violations(reports),
        *_largest_move(reports),
    ]


def _holes(reports: ReportSet) -> Iterator[Remark]:
    for hole in reports.holes[:_HOLES_NAMED]:
        start, end = (_moment(time, reports) for time in (hole.start, hole.end))
        text = "This time is unknown, not 0."
        yield Remark(f"No log between {start} and {end}.", text, ("quality", "Data quality"))
    further = len(reports.holes) - _HOLES_NAMED
    if further > 0:
        more = "1 more time" if further == 1 else f"{further:,} more times"
        yield Remark(f"No log for {more}.", "", ("quality", "Data quality"))


def _moment(time: datetime, reports: ReportSet) -> str:
    there = local(time, reports.zone)
    return f"{there.day} {there:%b %Y %H:%M}"


def _failures(reports: ReportSet) -> Iterator[Remark]:
    """Give the day with the most failures, if it is over 1 %, and 3 times the median day."""
    by_day = reports.by_width("response-codes").get(Granularity.DAY)
    if by_day is None:
        return
    shares = error_shares(by_day, "5xx")
    known = [share for share in shares if share is not None]
    if not known:
        return
    worst, usual = max(known), median(known)
    if worst > _LEAST_FAILURES and worst > _TIMES_MEDIAN * usual:
        day = period_names(by_day)[shares.index(worst)]
        strong = f"{day}: {100 * worst:.1f} % of requests failed with 5xx,"
        text = f"against {100 * usual:.1f} % on the median day."
        yield Remark(strong, text, ("codes", "Response codes"))


def _violations(reports: ReportSet) -> Iterator[Remark]:
    report = reports.find("alerts")
    if report is None:
        return
    rows = report.rows.filter(pl.col("level") >= VIOLATION)
    if rows.is_empty():
        return
    often = rows.group_by("application_id", "application").len()
    first = often.sort(["len", "application"], descending=[True, False]).row(0, named=True)
    count = often.height
    who = "1 application" if count == 1 else f"{count:,} applications"
    times = "once" if rows.height == 1 else f"{rows.height:,} times"
    most = f"; most often {visible(first['application'])} ({first['len']:,})" if count > 1 else ""
    yield Remark(f"{who} reached 100 % of a limit,", f"{times}{most}.", ("alerts", "Alerts"))


def _largest_move(reports: ReportSet) -> Iterator[Remark]:
    """Give the application among the first whose rank changed most, by two or more."""
    report = reports.find("top-apps")
    if report is None:
        return
    both = report.rows.filter(
        (pl.min_horizontal("rank", "previous_rank") <= SHOWN)
        & pl.col("rank").is_not_null()
        & pl.col("previous_rank").is_not_null()
    ).with_columns(move=(pl.col("rank") - pl.col("previous_rank")).abs())
    moved = both.filter(pl.col("move") > 1).sort(["move", "rank"], descending=[True, False])
    if moved.is_empty():
        return
    row = moved.row(0, named=True)
    text = f"went from place {row['previous_rank']} to {row['rank']}."
    target = ("applications", "Top applications")
    yield Remark(visible(row["application"]), text, target, is_warning=False)
