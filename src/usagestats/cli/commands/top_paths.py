"""`usagestats top-paths`."""

from __future__ import annotations

from typing import Annotated

import typer

from usagestats.cli.options.groups import (
    LogOptions,
    OutputOptions,
    RequestFilters,
    SpanOptions,
    with_options,
)

All = Annotated[bool, typer.Option("--all", help="Show all paths.")]


@with_options
def top_paths(
    context: typer.Context,
    *,
    all_: All = False,
    filters: RequestFilters,
    span: SpanOptions,
    logs: LogOptions,
    output: OutputOptions,
) -> None:
    """Show the paths with the most requests.

    Without -n and --all, it shows 20. Identifiers in paths become {id}. A store has no paths, so
    this needs LOG.
    """
    from usagestats.cli.runs.report_run import log_run

    run = log_run(context, logs, span, output)
    from usagestats.cli.runs.filters import request_filters
    from usagestats.diagnostics.top_paths import TopPaths, top_paths_report
    from usagestats.reports.parts.declared_names import refuse_undeclared
    from usagestats.survey.paths import PathSurvey

    catalog, chosen = run.file.catalog, request_filters(filters, run.file)
    question = TopPaths(run.range, run.clock.zone, all_, chosen)
    survey = PathSurvey(run.range, chosen, catalog)
    read, found = run.input.survey(question.grain(), survey)
    refuse_undeclared(chosen, catalog, read.usage)
    run.finish(read, top_paths_report(question, read.usage, found, read.coverage, read.counts))
