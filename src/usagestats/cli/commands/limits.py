"""`usagestats limits`."""

from __future__ import annotations

import typer

from usagestats.cli.options import option
from usagestats.cli.options.groups import (
    ApplicationOptions,
    LogOptions,
    OutputOptions,
    SpanOptions,
    UsageOptions,
    with_options,
)


@with_options
def limits(
    context: typer.Context,
    *,
    counting: option.CountingChoice = None,
    applications: ApplicationOptions,
    store: option.Store = None,
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
    from usagestats.cli.runs.filters import filters_of
    from usagestats.reports.limits import Limits, limits_report
    from usagestats.reports.parts.plan_limits import PlanLimits

    filters = filters_of(UsageOptions(applications=applications, counting=counting), run.file)
    plan_limits = PlanLimits(run.file.catalog, filters, run.input.limit_slot())
    question = Limits(plan_limits, run.range, run.clock.zone, run.clock.now)
    read = run.read(question.grain(), filters)
    run.finish(read, limits_report(question, read.usage, read.coverage, read.counts))
