"""`usagestats peaks`."""

from __future__ import annotations

from typing import Annotated

import typer

from usagestats.choices import Granularity
from usagestats.cli.options import report_options
from usagestats.cli.options.groups import (
    LogOptions,
    OutputOptions,
    RequestFilters,
    SpanOptions,
    with_options,
)

By = Annotated[Granularity, typer.Option("--by", metavar="WIDTH", help="Width of the periods:")]


@with_options
def peaks(
    context: typer.Context,
    *,
    by: By = Granularity.DAY,
    split_by: report_options.SplitBy = None,
    filters: RequestFilters,
    span: SpanOptions,
    logs: LogOptions,
    output: OutputOptions,
) -> None:
    """Show the busiest minute and second of each day.

    p95_per_second is the rate of requests that 95 % of the seconds do not exceed. A store has no
    seconds, so this needs LOG.
    """
    from usagestats.cli.options.settings import split_keys
    from usagestats.cli.runs.report_run import log_run

    splits = split_keys(split_by)
    run = log_run(context, logs, span, output)
    from usagestats.cli.runs.filters import request_filters
    from usagestats.diagnostics.peaks import Peaks, peaks_report
    from usagestats.reports.parts.declared_names import refuse_undeclared
    from usagestats.survey.peaks import PeakSurvey

    catalog, chosen = run.file.catalog, request_filters(filters, run.file)
    question = Peaks(by, run.range, run.clock.zone, splits, chosen, run.clock.week_start)
    survey = PeakSurvey(run.range, chosen, catalog, question.keys)
    read, found = run.input.survey(question.grain(), survey)
    refuse_undeclared(chosen, catalog, read.usage)
    run.finish(read, peaks_report(question, read.usage, found, read.coverage, read.counts))
