"""`usagestats alerts`."""

from __future__ import annotations

from typing import Annotated

import typer

from usagestats.cli.options import input_options, selection_options
from usagestats.cli.options.groups import (
    AlertSendingOptions,
    LimitFilters,
    LogOptions,
    OutputOptions,
    SpanOptions,
    with_options,
)
from usagestats.errors import ExitCode

FromLevel = Annotated[
    str | None,
    typer.Option(
        "--from-level",
        metavar="LEVEL",
        help="Show and send only alerts of this level (in per cent) or a higher one.",
    ),
]
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
    from_level: FromLevel = None,
    fail_on: FailOn = None,
    filters: LimitFilters,
    counting: selection_options.CountingChoice = None,
    store: input_options.Store = None,
    span: SpanOptions,
    logs: LogOptions,
    sending: AlertSendingOptions,
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

    level = level_named(fail_on, "--fail-on")
    lowest = level_named(from_level, "--from-level")
    run = usage_run(context, logs, store, span, output)
    from usagestats.cli.runs.alert_sending import AlertSending
    from usagestats.cli.runs.filters import limit_filters
    from usagestats.reports.parts.plan_limits import PlanLimits

    sent = AlertSending.of(sending, run)
    chosen = limit_filters(filters, run.file, counting)
    plan_limits = PlanLimits(run.file.catalog, chosen, run.input.limit_slot())
    question = Alerts(plan_limits, run.range, run.clock.zone, lowest)
    read = run.read(question.grain(), chosen)
    report = alerts_report(question, read.usage, read.coverage, read.counts)
    if sent is None:
        run.finish(read, report)
    else:
        sent.finish(run, read, report)
    count = reaching(report, level) if level else 0
    if level and not count:
        run.reading.messages.done(f"no alert of {level} % or more (--fail-on)")
    if count:
        run.reading.messages.error(f"alerts of {level} % or more: {count:,} (--fail-on)")
        raise typer.Exit(ExitCode.LIMIT_CROSSED)
