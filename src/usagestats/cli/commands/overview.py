"""`usagestats overview`."""

from __future__ import annotations

import typer

from usagestats.cli.options.groups import CountingOptions, with_options


@with_options(CountingOptions)
def overview(context: typer.Context, shared: CountingOptions) -> None:
    """Show the last 30 whole days, or --range, beside as much time before.

    Requests and usage, top applications, classes of response codes, new applications, accounts
    that reached limits, and integration errors.
    """
    from usagestats.cli.runs.report_run import ReportRun
    from usagestats.reports.overview import Overview, overview_report
    from usagestats.reports.parts.filters import Filters
    from usagestats.reports.parts.plan_limits import PlanLimits

    run = ReportRun.of(context, shared)
    counting = shared.counting or run.file.catalog.counting
    filters = Filters(counting=counting, registry=run.file.registry)
    question = Overview(
        run.range, run.clock, PlanLimits(run.file.catalog, filters, run.limit_slot())
    )
    read = run.read(question.grain(), has_problems=True)
    run.finish(
        read,
        overview_report(question, read.usage, read.problems, read.coverage, read.counts),
    )
