"""`usagestats top-apps`."""

from __future__ import annotations

from typing import Annotated

import typer

from usagestats.cli.options import option
from usagestats.cli.options.groups import ReportOptions, with_options

All = Annotated[
    bool, typer.Option("--all", help="List all, and those that made requests only before.")
]
Metric = Annotated[
    str, typer.Option("--metric", metavar="NAME", help="The metric whose usage decides.")
]


@with_options(ReportOptions)
def top_apps(
    context: typer.Context,
    shared: ReportOptions,
    *,
    most: option.Most = 10,
    is_all: All = False,
    metric: Metric = "hits",
) -> None:
    """Show the applications that used the API most, over exactly the range asked for.

    The ranks before are those in the range of the same length right before it.
    """
    from usagestats.cli.runs.report_run import ReportRun, filters_of

    run = ReportRun.of(context, shared)
    from usagestats.reports.top_apps import TopApps, top_apps_report
    from usagestats.reports.traffic import chosen_metrics

    chosen_metrics(run.file.catalog.metrics(), (metric,))
    question = TopApps(
        range=run.range,
        zone=run.clock.zone,
        metric=metric,
        limit=None if is_all else most,
        filters=filters_of(shared, run.file),
    )
    read = run.read(question.grain())
    run.finish(read, top_apps_report(question, read.usage, read.coverage, read.counts))
