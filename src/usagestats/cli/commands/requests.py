"""`usagestats requests`."""

from __future__ import annotations

from typing import Annotated

import typer

from usagestats.cli.options import selection_options
from usagestats.cli.options.groups import (
    LogOptionsHere,
    OutputOptions,
    RequestFilters,
    SpanOptions,
    with_options,
)

Rejects = Annotated[
    bool, typer.Option("--rejects", help="Show the lines that did not parse, and the reasons.")
]


@with_options
def requests(
    context: typer.Context,
    *,
    rejects: Rejects = False,
    filters: RequestFilters,
    counting: selection_options.CountingChoice = None,
    span: SpanOptions,
    logs: LogOptionsHere,
    output: OutputOptions,
) -> None:
    """List the requests themselves, credentials masked.

    With -n N, the logs are read no further than to row N. Without it, a table has 100 rows.
    """
    from usagestats.cli.options.settings import refuse_beside_rejects
    from usagestats.cli.runs.report_run import log_run

    if rejects:
        refuse_beside_rejects(span, filters)
    run = log_run(context, logs, span, output)
    from usagestats.cli.runs.filters import request_filters
    from usagestats.diagnostics.request_rows import RequestRows
    from usagestats.diagnostics.requests import RejectRows, Requests, requests_report
    from usagestats.reports.parts.declared_names import refuse_undeclared

    chosen = request_filters(filters, run.file, counting)
    refuse_undeclared(chosen, run.file.catalog)
    rows = RejectRows() if rejects else RequestRows(run.file.catalog, run.range, chosen)
    usual = run.destination.format.rows_shown
    read_on = run.destination.rows_read(usual)
    question = Requests(rows, run.range, run.clock.zone, read_on, usual)
    with run.input.rows(rows) as (read, found):
        report = run.destination.write_batches(
            requests_report(question, found, read), run.input.files
        )
    run.reading.finish(read, report)
