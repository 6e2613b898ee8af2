"""`usagestats limits`."""

from __future__ import annotations

import typer

from usagestats.cli.options.groups import LimitOptions, with_options


@with_options(LimitOptions)
def limits(context: typer.Context, shared: LimitOptions) -> None:
    """Show how much of its plan's limits each application uses, and will at the present pace.

    The periods are those of the UTC calendar that hold the present, or else the end of --range or
    of the logs.
    """
    from usagestats.cli.runs.report_run import ReportRun

    run = ReportRun.of(context, shared)
    from usagestats.reports.limits import Limits, limits_report

    question = Limits(run.limits(shared), run.range, run.clock.zone, run.clock.now)
    read = run.read(question.grain())
    run.finish(read, limits_report(question, read.usage, read.coverage, read.counts))
