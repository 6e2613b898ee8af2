"""`traffic`: the usage of each metric in each period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.choices import Wide
from usagestats.frames import plain
from usagestats.light_dataclass import replace
from usagestats.reports.parts.figures import title_of
from usagestats.reports.parts.largest import OTHERS
from usagestats.reports.parts.measured import nothing_measured
from usagestats.reports.parts.selection import Selection
from usagestats.reports.traffic_parts.rows import rows_of_periods
from usagestats.tables.compact_usage import CompactUsage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from usagestats.report import Report, ReportInParts
    from usagestats.reports.traffic_parts.question import Traffic
    from usagestats.tables.counts import Counts
    from usagestats.tables.coverage import Coverage


_WIDE: Final = {
    Wide.APP: "application",
    Wide.BACKEND: "backend",
    Wide.STATUS: "class of statuses",
}


def traffic_report(
    question: Traffic, usage: pl.DataFrame | CompactUsage, coverage: Coverage, counts: Counts
) -> Report:
    """Cut USAGE into periods.

    Shape: USAGE at `question.grain()` → one row per period (× split, × metric), in order.
    """
    parts = list(traffic_in_parts(question, usage, coverage, counts))
    return replace(parts[-1], rows=plain(pl.concat([part.rows for part in parts])))


def traffic_in_parts(
    question: Traffic, usage: pl.DataFrame | CompactUsage, coverage: Coverage, counts: Counts
) -> ReportInParts:
    """Cut USAGE into periods; some periods at a time, so that there never are many rows.

    Shape: USAGE at `question.grain()` → at least one report; each with one row per period (× split,
    × metric), in order. Names are coded.
    """
    used = CompactUsage.of(usage)
    chosen, counted = Selection.of_compact(
        used, question.range, question.filters, coverage, question.zone
    )
    title = chosen.titled(_title(question))
    if question.wide:
        from usagestats.reports.traffic_parts.columns_of_values import with_columns_of_values

        question, counted, notes = with_columns_of_values(question, question.wide, counted)
        chosen = replace(chosen, usage=counted.rows, notes=(*chosen.notes, *notes))
    elif question.top:
        from usagestats.reports.traffic_parts.columns_of_values import with_largest

        question, notes = with_largest(question, question.top, counted)
        chosen = replace(chosen, notes=(*notes, *chosen.notes))
    warnings = (*chosen.warnings, *nothing_measured(chosen.usage, question.measures))
    parts: Iterable[pl.DataFrame | None] = [None]
    if chosen.span:
        parts = rows_of_periods(question, used, counted, chosen.span, coverage)
    if chosen.span and question.is_compared:
        from usagestats.reports.traffic_parts.earlier_periods import notes_on_earlier

        notes = notes_on_earlier(question, chosen.span, coverage)
        chosen = replace(chosen, notes=(*chosen.notes, *notes))
    for rows in parts:
        report = chosen.report("traffic", title, question.columns(), rows, counts)
        yield _with_looks(question, replace(report, warnings=warnings))


def _with_looks(question: Traffic, report: Report) -> Report:
    """Return the report with what people see of it beside its rows."""
    is_long_or_wide = question.is_long or question.wide is not None
    is_sum = len(question.measures) == 1 and question.measures[0].percentile is None
    parts = {*question.metrics} - {OTHERS} if question.wide else {*question.methods}
    has_parts = is_sum and not question.is_long
    return replace(
        report,
        granularity=question.granularity,
        narrower="" if is_long_or_wide else "--metric NAME or --long",
        bar=None if is_long_or_wide else question.figures[0].name,
        bar_parts=tuple(one for one in question.metrics if has_parts and one in parts),
    )


def _title(question: Traffic) -> str:
    title = f"{title_of(question.measures)} {question.granularity.in_title}"
    return f"{title}: {question.metrics[0]} by {_WIDE[question.wide]}" if question.wide else title
