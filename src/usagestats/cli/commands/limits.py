"""`usagestats limits`."""

from __future__ import annotations

import typer

from usagestats.cli.options import input_options, selection_options
from usagestats.cli.options.groups import (
    LimitFilters,
    LogOptions,
    OutputOptions,
    SpanOptions,
    with_options,
)


@with_options
def limits(
    context: typer.Context,
    *,
    filters: LimitFilters,
    counting: selection_options.CountingChoice = None,
    store: input_options.Store = None,
    span: SpanOptions,
    logs: LogOptions,
    output: OutputOptions,
) -> None:
    """Show how much of their limits applications use.

    The usage is that of the current day, week, month and so on, in the time zone limit_timezone of
    the catalog (by default UTC). If --range or the logs end earlier, it is that of the periods in
    which they end. The column projected has the usage at the end of the period, at this pace.
    """
    from usagestats.cli.runs.report_run import usage_run

    run = usage_run(context, logs, store, span, output)
    from usagestats.cli.runs.filters import limit_filters
    from usagestats.reports.limits import Limits, limits_report
    from usagestats.reports.parts.plan_limits import PlanLimits

    chosen = limit_filters(filters, run.file, counting)
    plan_limits = PlanLimits(run.file.catalog, chosen, run.input.limit_slot())
    question = Limits(plan_limits, run.range, run.clock.zone, run.clock.now)
    read = run.read(question.grain(), chosen)
    run.finish(read, limits_report(question, read.usage, read.coverage, read.counts))
