"""`usagestats alerts`."""

from __future__ import annotations

from typing import Annotated

import typer

from usagestats.cli.options import input_options, selection_options
from usagestats.cli.options.groups import (
    LimitFilters,
    LogOptions,
    OutputOptions,
    SpanOptions,
    TellingOptions,
    with_options,
)
from usagestats.errors import ExitCode

FailOn = Annotated[
    str | None,
    typer.Option(
        "--fail-on",
        metavar="LEVEL",
        help="Exit with 3 if there is an alert of this level (in per cent) or a higher one.",
    ),
]


@with_options
def alerts(
    context: typer.Context,
    *,
    fail_on: FailOn = None,
    filters: LimitFilters,
    counting: selection_options.CountingChoice = None,
    store: input_options.Store = None,
    span: SpanOptions,
    logs: LogOptions,
    telling: TellingOptions,
    output: OutputOptions,
) -> None:
    """Show when applications reached 50 to 300 % of a limit.

    The levels are 50, 80, 90, 100, 120, 150, 200 and 300 %. From 100 % on, an alert is a violation.
    An application has at most one alert of each level in 24 hours.

    With --email or --webhook, each alert is sent once, however often the command is run. The rows
    are then written only to a terminal, or where -o or --format asks for them.
    """
    from usagestats.cli.runs.report_run import usage_run
    from usagestats.reports.alerts import Alerts, alerts_report, level_named, reaching

    level = level_named(fail_on)
    run = usage_run(context, logs, store, span, output)
    from usagestats.cli.runs.filters import limit_filters
    from usagestats.cli.runs.telling import Telling
    from usagestats.reports.parts.plan_limits import PlanLimits

    told = Telling.of(telling, run)
    chosen = limit_filters(filters, run.file, counting)
    plan_limits = PlanLimits(run.file.catalog, chosen, run.input.limit_slot())
    question = Alerts(plan_limits, run.range, run.clock.zone)
    read = run.read(question.grain(), chosen)
    report = alerts_report(question, read.usage, read.coverage, read.counts)
    if told is None:
        run.finish(read, report)
    else:
        told.finish(run, read, report)
    count = reaching(report, level) if level else 0
    if level and not count:
        run.reading.messages.done(f"no alert of {level} % or more (--fail-on)")
    if count:
        run.reading.messages.error(f"alerts of {level} % or more: {count:,} (--fail-on)")
        raise typer.Exit(ExitCode.LIMIT_CROSSED)
