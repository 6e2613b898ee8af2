"""`usagestats top-paths`."""

from __future__ import annotations

from typing import Annotated

import typer

from usagestats.cli.options import option
from usagestats.cli.options.groups import LogOptions, OutputOptions, SpanOptions, with_options

All = Annotated[bool, typer.Option("--all", help="Show all paths.")]


@with_options
def top_paths(
    context: typer.Context,
    *,
    most: option.Most = 20,
    all_: All = False,
    status: option.Status = None,
    span: SpanOptions,
    logs: LogOptions,
    output: OutputOptions,
) -> None:
    """Show the paths with the most requests.

    Identifiers in paths become {id}. A store has no paths, so this needs LOG.
    """
    from usagestats.cli.options.settings import listed
    from usagestats.cli.runs.report_run import log_run
    from usagestats.reports.parts.filters import Filters

    statuses = Filters(statuses=listed(status)).statuses
    run = log_run(context, logs, span, output)
    from usagestats.diagnostics.top_paths import TopPaths, top_paths_report
    from usagestats.survey.paths import PathSurvey

    names = run.file.catalog.secret_names
    question = TopPaths(run.range, run.clock.zone, None if all_ else most, names)
    read, found = run.input.survey(question.grain(), PathSurvey(run.range, statuses))
    run.finish(read, top_paths_report(question, found, read.coverage, read.counts))
