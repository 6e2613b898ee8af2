"""`usagestats requests`."""

from __future__ import annotations

from typing import Annotated

import typer

from usagestats.cli.options import option
from usagestats.cli.options.groups import LogOptions, OutputOptions, SpanOptions, with_options

Rejects = Annotated[
    bool, typer.Option("--rejects", help="Show the lines that did not parse, and why, instead.")
]


@with_options
def requests(
    context: typer.Context,
    *,
    rejects: Rejects = False,
    status: option.Status = None,
    span: SpanOptions,
    logs: LogOptions,
    output: OutputOptions,
) -> None:
    """Show the requests themselves, as they were understood, credentials masked.

    With -n N, the logs are read no further than to row N. Without it, a table has 100 rows.
    """
    from usagestats.cli.options.settings import listed, refuse_beside_rejects
    from usagestats.cli.runs.report_run import log_run

    if rejects:
        refuse_beside_rejects(span, status)
    run = log_run(context, logs, span, output)
    from usagestats.diagnostics.requests import RejectRows, RequestRows, Requests, requests_report
    from usagestats.reports.parts.filters import Filters

    rows = RejectRows() if rejects else RequestRows(run.file.catalog, run.range)
    filters = Filters(statuses=listed(status))
    usual = run.destination.format.rows_shown
    read_on = run.destination.rows_read(usual)
    question = Requests(rows, run.range, run.clock.zone, filters, read_on, usual)
    with run.input.rows(rows) as (read, found):
        report = run.destination.write_batches(
            requests_report(question, found, read), run.input.files
        )
    run.reading.finish(read, report)
