"""`usagestats movement`."""

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

Each = Annotated[
    int, typer.Option("--top", metavar="N", min=1, help="Show the N largest of each movement.")
]
All = Annotated[bool, typer.Option("--all", help="Show all applications.")]
Metric = Annotated[
    str,
    typer.Option(
        "--metric",
        metavar="NAME",
        help="Compare the usage of this metric.",
        autocompletion=completion.metrics,
    ),
]


@with_options
def movement(
    context: typer.Context,
    *,
    each: Each = 10,
    is_all: All = False,
    metric: Metric = "requests",
    filters: RequestFilters,
    counting: selection_options.CountingChoice = None,
    store: input_options.Store = None,
    span: SpanOptions,
    logs: LogOptions,
    output: OutputOptions,
) -> None:
    """Show which applications came, went, rose or fell.

    The last 30 full days, or --range, are compared with the same time right before. An application
    is new if it made no request before, as far back as the logs or the store go.
    """
    from usagestats.cli.runs.report_run import usage_run

    run = usage_run(context, logs, store, span, output)
    from usagestats.cli.runs.filters import request_filters
    from usagestats.reports.movement import Movement, movement_report
    from usagestats.reports.parts.chosen_metrics import chosen_metrics

    chosen_metrics(run.file.catalog.metrics(), (metric,))
    question = Movement(
        range=run.range,
        clock=run.clock,
        metric=metric,
        each=None if is_all else each,
        filters=request_filters(filters, run.file, counting),
    )
    run.answer(question, movement_report, is_within_range=False)
