"""`usagestats requests`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from usagestats.cli import options

Rejects = Annotated[
    bool, typer.Option("--rejects", help="Show the lines that did not parse, and why, instead.")
]
Limit = Annotated[
    int | None,
    typer.Option(
        "--limit",
        "-n",
        min=0,
        metavar="N",
        help="Show no more than N rows, and read no further [default: 100 as a table].",
        show_default=False,
    ),
]


def requests(
    context: typer.Context,
    logs: options.Logs = None,
    *,
    rejects: Rejects = False,
    limit: Limit = None,
    range_: options.Range = None,
    since: options.Since = None,
    until: options.Until = None,
    status: options.Status = None,
    timezone: options.Timezone = None,
    log_timezone: options.LogTimezone = None,
    log_format: options.LogFormat = None,
    catalog: options.Catalog = None,
    output_format: options.OutputFormat = None,
    output: options.Output = None,
    bom: options.ByteOrderMark = False,
    color: options.Color = "auto",
    max_rejects: options.MaxRejects = None,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Show the requests themselves, as they were understood, credentials masked."""
    from usagestats.catalog.catalog_file import load_catalog
    from usagestats.cli.input import sources_to_read
    from usagestats.cli.output import Destination
    from usagestats.cli.settings import asked_clock, asked_range, listed

    file = load_catalog(catalog, Path())
    clock = asked_clock(timezone, file)
    span = asked_range(range_, since, until, clock)
    destination = Destination.of(output, output_format, clock, color=color, byte_order_mark=bom)
    sources = sources_to_read(context, logs, None, file.store)
    files = [source.path for source in sources if source.path]
    destination.refuse_to_replace(files)

    from usagestats.cli.messages import Messages
    from usagestats.cli.reading import Reading
    from usagestats.cli.settings import refuse_beside_rejects
    from usagestats.reports.filters import Filters
    from usagestats.reports.requests import RejectRows, RequestRows, Requests, requests_report

    if rejects:
        refuse_beside_rejects(range_, since, until, status)
    rows = RejectRows() if rejects else RequestRows(file.catalog, span)
    shown = destination.format.rows_shown if limit is None else limit
    asked = Requests(rows, span, clock.zone, Filters(statuses=listed(status)), shown)
    reading = Reading.of(
        clock.zone,
        log_timezone,
        max_rejects,
        file,
        Messages(quiet, verbose),
        log_format=log_format,
    )
    with reading.rows(sources, file.catalog, rows) as (read, found):
        report = destination.write_batches(requests_report(asked, found, read), files)
    reading.finish(read, report)
