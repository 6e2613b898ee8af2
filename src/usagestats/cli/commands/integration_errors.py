"""`usagestats integration-errors`."""

from __future__ import annotations

import typer

from usagestats.cli.options import input_options
from usagestats.cli.options.groups import (
    LogOptions,
    OutputOptions,
    RequestFilters,
    SpanOptions,
    with_options,
)


@with_options
def integration_errors(
    context: typer.Context,
    *,
    filters: RequestFilters,
    store: input_options.Store = None,
    span: SpanOptions,
    logs: LogOptions,
    output: OutputOptions,
) -> None:
    """Count the problems between clients and products.

    Each problem has its first and last time, and a sample line without credentials.
    """
    from usagestats.cli.runs.report_run import usage_run

    run = usage_run(context, logs, store, span, output)
    from usagestats.cli.runs.filters import request_filters
    from usagestats.reports.integration_errors import IntegrationErrors, integration_errors_report

    chosen = request_filters(filters, run.file)
    question = IntegrationErrors(run.range, run.clock.zone, run.file.catalog, chosen)
    run.answer_with_problems(question, integration_errors_report)
