"""`usagestats alerts`."""

from __future__ import annotations

from typing import Annotated

import typer

from usagestats.cli.options.groups import LimitOptions, with_options
from usagestats.errors import ExitCode

FailOn = Annotated[
    int | None,
    typer.Option(
        "--fail-on",
        metavar="LEVEL",
        help="Exit with 3 if there is an alert of this level, in per cent, or a higher one.",
    ),
]


@with_options(LimitOptions)
def alerts(context: typer.Context, shared: LimitOptions, *, fail_on: FailOn = None) -> None:
    """Show when applications reached 50, 80, 90, 100, 120, 150, 200 or 300 % of a limit.

    From 100 % on an alert is a violation. An application has at most one alert of each level in 24
    hours.
    """
    from usagestats.cli.runs.report_run import ReportRun
    from usagestats.reports.alerts import Alerts, alerts_report, level_named, reaching

    level = level_named(fail_on)
    run = ReportRun.of(context, shared)
    question = Alerts(run.limits(shared), run.range, run.clock.zone)
    read = run.read(question.grain())
    report = alerts_report(question, read.usage, read.coverage, read.counts)
    run.finish(read, report)
    if level and (count := reaching(report, level)):
        run.reading.messages.error(f"alerts of {level} % or more: {count:,} (--fail-on)")
        raise typer.Exit(ExitCode.LIMIT_CROSSED)
