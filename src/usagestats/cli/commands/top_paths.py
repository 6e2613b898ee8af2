"""`usagestats top-paths`."""

from __future__ import annotations

from typing import Annotated

import typer

from usagestats.cli.options import option
from usagestats.cli.options.groups import RangeOptions, with_options

All = Annotated[bool, typer.Option("--all", help="All paths that are known.")]


@with_options(RangeOptions)
def top_paths(
    context: typer.Context,
    shared: RangeOptions,
    *,
    most: option.Most = 20,
    all_: All = False,
) -> None:
    """Show the paths that are asked for most, identifiers collapsed, as a help for writing rules.

    From logs only: a store keeps no paths.
    """
    from usagestats.cli.options.settings import listed
    from usagestats.cli.runs.report_run import ReportRun
    from usagestats.reports.parts.filters import Filters

    statuses = Filters(statuses=listed(shared.status)).statuses
    run = ReportRun.of(context, shared)
    from usagestats.diagnostics.top_paths import TopPaths, top_paths_report
    from usagestats.survey.paths import PathSurvey

    names = run.file.catalog.secret_names
    question = TopPaths(run.range, run.clock.zone, None if all_ else most, names)
    read, found = run.survey_logs(question.grain(), PathSurvey(run.range, statuses))
    run.finish(read, top_paths_report(question, found, read.coverage, read.counts))
