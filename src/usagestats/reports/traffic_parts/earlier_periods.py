"""The usage of the periods before, with which those of a range are compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from usagestats.periods.period import LATEST, Period, Range
from usagestats.reports.parts.by_period import with_lacking_before
from usagestats.reports.parts.changes import with_comparable
from usagestats.reports.parts.previous import words_for_before
from usagestats.reports.parts.span import holes
from usagestats.reports.parts.used import UsedInPeriods

if TYPE_CHECKING:
    from usagestats.reports.traffic_parts.question import Traffic
    from usagestats.tables.compact_usage import CompactUsage
    from usagestats.tables.coverage import Coverage


def with_earlier(
    question: Traffic, usage: CompactUsage, periods: pl.DataFrame, span: Period, coverage: Coverage
) -> tuple[pl.DataFrame, UsedInPeriods]:
    """Return periods that know whether they are compared, and the usage of those before them.

    Args:
        question: The report.
        usage: USAGE of all times.
        periods: The periods of the report.
        span: The time of these periods.
        coverage: The time that the logs cover.
    """
    compared = question.earlier_periods(span)
    periods = with_comparable(periods, compared, coverage)
    periods = with_lacking_before(periods, question.metrics, coverage, compared)
    comparable = periods.filter("is_compared").select("period")
    before = list(compared.values())
    bounds = Range(before[0].start, before[-1].end) if before else Range(LATEST, LATEST)
    chosen = question.filters.compact_in(usage, bounds)
    splits = question.splits_of(chosen)
    used = UsedInPeriods.of(before, chosen, question.grain().slot, splits)
    numbers = pl.Series(list(compared), dtype=pl.Int64)
    return periods, used.numbered(numbers, comparable["period"])


def notes_on_earlier(question: Traffic, span: Period, coverage: Coverage) -> tuple[str, ...]:
    """Return notes on the span before, with which a range is compared, and on its holes."""
    compared = question.earlier_periods(span)
    if not compared or question.range.start is None:
        return ()
    ends = list(compared.values())
    before = Period(ends[0].start, ends[-1].end)
    return (
        f"compared with {words_for_before(span, before, question.zone)}",
        *holes(coverage, before, question.zone),
    )
