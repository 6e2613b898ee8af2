"""`usagestats requests`."""

from __future__ import annotations

from typing import Annotated

import typer

from usagestats.cli.options import option
from usagestats.cli.options.groups import LogOptions, OutputOptions, SpanOptions, with_options

Rejects = Annotated[
    bool, typer.Option("--rejects", help="Show the lines that did not parse, and the reasons.")
]
Limit = Annotated[
    int | None,
    typer.Option(
        "--limit",
        "-n",
        min=0,
        metavar="N",
        help="Show at most N rows, and read no further.",
        show_default="100 as a table",
    ),
]


@with_options
def requests(
    context: typer.Context,
    *,
    rejects: Rejects = False,
    limit: Limit = None,
    status: option.Status = None,
    span: SpanOptions,
    logs: LogOptions,
    output: OutputOptions,
) -> None:
    """List the requests themselves, credentials masked."""
    from usagestats.cli.options.settings import listed, refuse_beside_rejects
    from usagestats.cli.runs.report_run import log_run

    if rejects:
        refuse_beside_rejects(span, status)
    run = log_run(context, logs, span, output)
    from usagestats.diagnostics.requests import RejectRows, RequestRows, Requests, requests_report
    from usagestats.reports.parts.filters import Filters

    rows = RejectRows() if rejects else RequestRows(run.file.catalog, run.range)
    shown = run.destination.format.rows_shown if limit is None else limit
    filters = Filters(statuses=listed(status))
    question = Requests(rows, run.range, run.clock.zone, filters, shown)
    with run.input.rows(rows) as (read, found):
        report = run.destination.write_batches(
            requests_report(question, found, read), run.input.files
        )
    run.reading.finish(read, report)
