"""`usagestats top-apps`."""

from __future__ import annotations

from typing import Annotated

import typer

from usagestats.cli.options import completion, input_options, selection_options
from usagestats.cli.options.groups import (
    LogOptions,
    OutputOptions,
    RequestFilters,
    SpanOptions,
    with_options,
)

All = Annotated[
    bool,
    typer.Option(
        "--all", help="Show all applications, also those with requests only in the range before."
    ),
]
Metric = Annotated[
    str,
    typer.Option(
        "--metric",
        metavar="NAME",
        help="Rank by the usage of this metric.",
        autocompletion=completion.metrics,
    ),
]


@with_options
def top_apps(
    context: typer.Context,
    *,
    is_all: All = False,
    metric: Metric = "hits",
    filters: RequestFilters,
    counting: selection_options.CountingChoice = None,
    store: input_options.Store = None,
    span: SpanOptions,
    logs: LogOptions,
    output: OutputOptions,
) -> None:
    """Rank the applications by their usage.

    Without -n and --all, it shows 10. The column previous_rank has the rank in the range of the
    same length right before.
    """
    from usagestats.cli.runs.report_run import usage_run

    run = usage_run(context, logs, store, span, output, can_draw=True)
    from usagestats.cli.runs.filters import request_filters
    from usagestats.reports.parts.chosen_metrics import chosen_metrics
    from usagestats.reports.top_apps import TopApps, top_apps_report

    chosen_metrics(run.file.catalog.metrics(), (metric,))
    question = TopApps(
        range=run.range,
        zone=run.clock.zone,
        metric=metric,
        is_all=is_all,
        filters=request_filters(filters, run.file, counting),
    )
    run.answer(question, top_apps_report, is_within_range=False)
