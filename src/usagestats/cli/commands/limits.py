"""`usagestats limits`."""

from __future__ import annotations

import typer

from usagestats.cli.options import option
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
    counting: option.CountingChoice = None,
    store: option.Store = None,
    span: SpanOptions,
    logs: LogOptions,
    output: OutputOptions,
) -> None:
    """Show how much of its plan's limits each application uses, and will use at this pace.

    It shows the current periods of the calendar of limit_timezone, by default UTC. If --range or
    the logs end before the present, it shows the periods that hold that end.
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
