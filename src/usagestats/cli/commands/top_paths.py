"""`usagestats top-paths`."""

from __future__ import annotations

from typing import Annotated

import typer

from usagestats.choices import Granularity
from usagestats.cli.options.groups import (
    LogOptions,
    OutputOptions,
    RequestFilters,
    SpanOptions,
    with_options,
)
from usagestats.errors import UsageError

All = Annotated[bool, typer.Option("--all", help="Show all paths.")]
By = Annotated[
    Granularity | None,
    typer.Option("--by", metavar="WIDTH", help="A ranking for each period:", show_default=False),
]
Top = Annotated[
    int | None,
    typer.Option(
        "--top",
        metavar="N",
        min=1,
        help="With --by: the N paths with the most requests of each period.",
        show_default="20",
    ),
]


@with_options
def top_paths(
    context: typer.Context,
    *,
    by: By = None,
    top: Top = None,
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

    if top and by is None:
        raise UsageError("needs --by", where="--top", hint="without --by, -n N shows N paths")
    run = log_run(context, logs, span, output)
    from usagestats.cli.runs.filters import request_filters
    from usagestats.diagnostics.top_paths import USUAL_ROWS, TopPaths, top_paths_report
    from usagestats.reports.parts.declared_names import refuse_undeclared
    from usagestats.survey.paths import PathSurvey, Periods

    catalog, chosen = run.file.catalog, request_filters(filters, run.file)
    zone, week_start = run.clock.zone, run.clock.week_start
    periods = None if by in {None, Granularity.ALL} else Periods(by, zone, week_start)
    question = TopPaths(run.range, zone, all_, chosen, periods, top or USUAL_ROWS)
    survey = PathSurvey(run.range, chosen, catalog, periods)
    read, found = run.input.survey(question.grain(), survey)
    refuse_undeclared(chosen, catalog, read.usage)
    run.finish(read, top_paths_report(question, read.usage, found, read.coverage, read.counts))
