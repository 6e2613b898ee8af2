"""`usagestats overview`."""

from __future__ import annotations

import typer

from usagestats.cli.options import input_options, output_options, selection_options
from usagestats.cli.options.groups import (
    LogOptions,
    OutputOptions,
    RequestFilters,
    SpanOptions,
    with_options,
)


@with_options
def overview(
    context: typer.Context,
    *,
    filters: RequestFilters,
    counting: selection_options.CountingChoice = None,
    store: input_options.Store = None,
    chart: output_options.Chart = False,
    span: SpanOptions,
    logs: LogOptions,
    output: OutputOptions,
) -> None:
    """Compare the last 30 full days (or --range) with the period before.

    The sections are traffic, top applications, response codes, new applications, potential
    upgrades (applications that reached a limit) and integration errors.
    """
    from usagestats.cli.runs.filters import request_filters
    from usagestats.cli.runs.report_run import usage_run
    from usagestats.reports.overview import Overview, overview_report
    from usagestats.reports.parts.plan_limits import PlanLimits

    run = usage_run(context, logs, store, span, output).with_chart(is_drawn=chart)
    chosen = request_filters(filters, run.file, counting)
    plan_limits = PlanLimits(run.file.catalog, chosen, run.input.limit_slot())
    question = Overview(run.range, run.clock, plan_limits, has_series=chart)
    read = run.read(question.grain(), chosen, problems_of=question.filters_of_problems)
    run.finish(
        read,
        overview_report(question, read.usage, read.problems, read.coverage, read.counts),
    )
