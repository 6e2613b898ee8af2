"""`usagestats signups`."""

from __future__ import annotations

from typing import Annotated

import typer

from usagestats.cli.options import input_options
from usagestats.cli.options.groups import (
    ApplicationFilters,
    LogOptions,
    OutputOptions,
    SpanOptions,
    with_options,
)

All = Annotated[bool, typer.Option("--all", help="Show all applications.")]


@with_options
def signups(
    context: typer.Context,
    *,
    show_all: All = False,
    filters: ApplicationFilters,
    store: input_options.Store = None,
    span: SpanOptions,
    logs: LogOptions,
    output: OutputOptions,
) -> None:
    """Show the newest applications.

    Without -n and --all, it shows 10. They come from applications.csv. Without that file, they are
    the applications whose first requests in the logs are the latest.
    """
    from usagestats.cli.runs.report_run import usage_run

    run = usage_run(context, logs, store, span, output)
    from usagestats.cli.runs.filters import application_filters
    from usagestats.reports.signups import Signups, signups_report

    chosen = application_filters(filters, run.file)
    question = Signups(run.range, run.clock.zone, chosen, show_all)
    run.answer(question, signups_report, is_within_range=False)
