"""`top-paths`: the paths with the most requests, and whether a mapping rule matches them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.periods.period import SLOT, coarsest_slot, cut
from usagestats.report import Column, ColumnType, Role
from usagestats.reports.parts.by_period import period_table, with_periods
from usagestats.reports.parts.columns import PERIOD
from usagestats.reports.parts.filters import EVERYTHING
from usagestats.reports.parts.selection import Selection
from usagestats.survey.paths import KEYS, start_text

if TYPE_CHECKING:
    from datetime import timedelta
    from zoneinfo import ZoneInfo

    from usagestats.periods.period import Period, Range
    from usagestats.report import Report
    from usagestats.reports.parts.filters import Filters
    from usagestats.survey.paths import Periods
    from usagestats.tables.counts import Counts
    from usagestats.tables.coverage import Coverage
    from usagestats.tables.top_counts import TopCounts
    from usagestats.tables.usage import Grain

USUAL_ROWS: Final = 20
"""The number of paths that are shown if the user chooses none."""
_FROM_LOGS: Final = "only logs have paths: a store does not keep them"

COLUMNS: Final = (
    Column("rank", ColumnType.NUMBER, given_role=Role.VALUE),
    Column("product", ColumnType.NAME, is_detail=True),
    Column("backend", ColumnType.NAME, is_detail=True),
    Column("http_method", ColumnType.NAME),
    Column("path", ColumnType.NAME, is_key=True),
    Column("matched", ColumnType.FLAG),
    Column("requests", ColumnType.COUNT),
    Column("share", ColumnType.SHARE, given_sum=True),
)


@dataclass(frozen=True, slots=True)
class TopPaths:
    """The options of `top-paths`, understood.

    Args:
        range: The time range of the report.
        zone: The time zone of the output.
        is_all: Whether all known paths are shown; otherwise `USUAL_ROWS` of them, or `top`.
        filters: Choose a part of the requests.
        periods: The periods that have a ranking each; `None`: the range has one.
        top: The number of paths that are shown of each period.
    """

    range: Range
    zone: ZoneInfo
    is_all: bool = False
    filters: Filters = EVERYTHING
    periods: Periods | None = None
    top: int = USUAL_ROWS

    def grain(self) -> Grain:
        """Return the coarsest grain of USAGE by which requests are counted before any filter."""
        return self.filters.grain((), self.slot)

    @property
    def slot(self) -> timedelta:
        """A width of which the bounds of the range and of all periods are multiples."""
        if self.periods is None:
            return SLOT
        return coarsest_slot(self.periods.granularity, self.periods.zone, self.range)

    def columns(self) -> tuple[Column, ...]:
        """Return the columns, which depend on the options only."""
        if not self.periods:
            return COLUMNS
        return (*PERIOD, *COLUMNS[:-1], replace(COLUMNS[-1], given_sum=False))


def top_paths_report(
    question: TopPaths,
    usage: pl.DataFrame,
    found: TopCounts | None,
    coverage: Coverage,
    counts: Counts,
) -> Report:
    """Rank the paths by their requests.

    Args:
        question: The options.
        usage: USAGE at `question.grain()`.
        found: The paths that `PathSurvey` counted; `None` where nothing was read.
        coverage: The time that the logs cover.
        counts: The counts of the lines that were read.

    Shape: one row per product × backend × http_method × path × matched, the most frequent first; of
    each period, where there are several.
    """
    chosen = Selection.of(usage, question.range, question.filters, coverage, question.zone)
    granularity = question.periods.granularity if question.periods else None
    by = f" {granularity.in_title}" if granularity else ""
    rows = None
    if found and found.counts and chosen.span:
        rows = _rows(question, usage, found, chosen.span, coverage)
    title = chosen.titled(f"Top paths{by}")
    report = chosen.report("top-paths", title, question.columns(), rows, counts)
    return replace(
        report,
        granularity=granularity,
        notes=(*_shortfall(found), *report.notes, _FROM_LOGS),
        usual_rows=None if question.is_all or question.periods else USUAL_ROWS,
    )


def _rows(
    question: TopPaths, usage: pl.DataFrame, found: TopCounts, span: Period, coverage: Coverage
) -> pl.DataFrame:
    if (asked := question.periods) is None:
        return _of_range(found)
    whole = cut(span, asked.granularity, asked.zone, asked.week_start)
    ranked = _of_periods(question, usage, found, question.slot, whole)
    table = period_table(whole, span, coverage)
    return ranked.join(table, on="period", how="left").sort("period", "rank")


def _of_range(found: TopCounts) -> pl.DataFrame:
    rows = [
        {"rank": rank, **_named(key), "requests": count, "share": count / found.total}
        for rank, (key, count) in enumerate(found.largest(len(found.counts)), start=1)
    ]
    return pl.DataFrame(rows)


def _of_periods(
    question: TopPaths, usage: pl.DataFrame, found: TopCounts, slot: timedelta, whole: list[Period]
) -> pl.DataFrame:
    """Rank the paths of each period; a share is that of all chosen requests of the period.

    Args:
        question: The options.
        usage: USAGE at `question.grain()`.
        found: The paths by period.
        slot: The slots of USAGE.
        whole: The periods.
    """
    numbers = {start_text(one): number for number, one in enumerate(whole)}
    chosen = question.filters.usage_in(usage, question.range).filter(metric="requests")
    numbered = with_periods(chosen, whole, slot)
    in_all = dict(numbered.group_by("period").agg(pl.col("requests").sum()).iter_rows())
    ranks, rows = Counter[int](), []
    for (start, *key), count in found.largest(len(found.counts)):
        period = numbers[start]
        ranks[period] += 1
        if question.is_all or ranks[period] <= question.top:
            figures = {"requests": count, "share": count / in_all[period]}
            rows.append({"period": period, "rank": ranks[period], **_named(tuple(key)), **figures})
    return pl.DataFrame(rows)


def _named(key: tuple[str, ...]) -> dict[str, object]:
    named: dict[str, object] = dict(zip(KEYS, key, strict=True))
    named["http_method"] = named["http_method"] or None
    return {**named, "path": named["path"] or None, "matched": named["matched"] == "yes"}


def _shortfall(found: TopCounts | None) -> tuple[str, ...]:
    if not found or not found.shortfall:
        return ()
    kept = f"only the most frequent {found.capacity:,} different paths are counted"
    return (f"{kept}: a count may be too low by up to {found.shortfall:,}",)
