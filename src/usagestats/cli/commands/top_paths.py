"""`usagestats top-paths`."""

from __future__ import annotations

from typing import Annotated

import typer

from usagestats.cli.options import option
from usagestats.cli.options.groups import LogOptions, OutputOptions, SpanOptions, with_options

All = Annotated[bool, typer.Option("--all", help="All paths that are known.")]


@with_options
def top_paths(
    context: typer.Context,
    *,
    all_: All = False,
    status: option.Status = None,
    span: SpanOptions,
    logs: LogOptions,
    output: OutputOptions,
) -> None:
    """Show the paths with the most requests; identifiers in them become {id}.

    Without -n and --all, it shows 20. From logs only: a store keeps no paths.
    """
    from usagestats.cli.options.settings import listed
    from usagestats.cli.runs.report_run import log_run
    from usagestats.reports.parts.filters import Filters

    statuses = Filters(statuses=listed(status)).statuses
    run = log_run(context, logs, span, output)
    from usagestats.diagnostics.top_paths import TopPaths, top_paths_report
    from usagestats.survey.paths import PathSurvey

    names = run.file.catalog.secret_names
    question = TopPaths(run.range, run.clock.zone, all_, names)
    read, found = run.input.survey(question.grain(), PathSurvey(run.range, statuses))
    run.finish(read, top_paths_report(question, found, read.coverage, read.counts))
