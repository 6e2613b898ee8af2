"""The conditions of `check-usage`, from its options, and a line for each failure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.errors import UsageError
from usagestats.reports.check_usage import CheckUsage
from usagestats.reports.check_usage_parts.condition import condition_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from usagestats.cli.runs.report_run import ReportRun
    from usagestats.cli.runs.usage_input import UsageInput
    from usagestats.report import Report
    from usagestats.reports.parts.filters import Filters


def question_of(
    texts: Sequence[str],
    run: ReportRun[UsageInput],
    filters: Filters,
    split_by: tuple[str, ...],
) -> CheckUsage:
    """Return the options, understood.

    Raises:
        UsageError: A condition cannot be understood, or needs a range that is not given.
    """
    catalog = run.file.catalog
    conditions = tuple(condition_of(text, catalog.metrics()) for text in dict.fromkeys(texts))
    question = CheckUsage(
        conditions, run.range, run.clock.zone, run.clock.now, catalog, filters, split_by
    )
    compared = [one.text for one in conditions if one.is_of_previous]
    if compared and question.before() is None:
        hint = "add a range with a beginning and an end, such as --range last-24-hours"
        raise UsageError(
            f"there is no range before, for {compared[0]!r}", where="--range", hint=hint
        )
    return question


def failures(report: Report, question: CheckUsage) -> Iterator[str]:
    """Give a line for each failure."""
    for row in report.rows.filter("failed").iter_rows(named=True):
        named = [f"{key} {row[key]}" for key in question.split_by if row[key] is not None]
        where = f"{', '.join(named)}: " if named else ""
        yield f"{where}{row['reason']} (--fail-on '{row['condition']}')"
