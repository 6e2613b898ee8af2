"""`usagestats traffic`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from usagestats.cli import options
from usagestats.granularity import Granularity

SPLIT_KEYS = {
    "product": "product",
    "backend": "backend",
    "app": "application",
    "plan": "plan",
    "account": "account",
    "status": "status",
}

By = Annotated[Granularity, typer.Option("--by", help="The width of the periods.")]


def traffic(
    context: typer.Context,
    logs: options.Logs = None,
    *,
    by: By = Granularity.DAY,
    range_: options.Range = None,
    since: options.Since = None,
    until: options.Until = None,
    timezone: options.Timezone = None,
    log_timezone: options.LogTimezone = None,
    log_format: options.LogFormat = None,
    catalog: options.Catalog = None,
    counting: options.CountingChoice = None,
    metric: options.Metric = None,
    product: options.Product = None,
    backend: options.Backend = None,
    app: options.App = None,
    plan: options.Plan = None,
    account: options.Account = None,
    status: options.Status = None,
    split_by: options.SplitBy = None,
    long: options.Long = False,
    dense: options.Dense = False,
    output_format: options.OutputFormat = None,
    output: options.Output = None,
    bom: options.ByteOrderMark = False,
    color: options.Color = "auto",
    store: options.Store = None,
    max_rejects: options.MaxRejects = None,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Show the requests and the usage of each metric, by hour, day, week, month or year.

    Where no catalog says otherwise, GET counts as method metadata and POST as method datastore,
    per backend.
    """
    from usagestats.catalog.catalog_file import load_catalog
    from usagestats.cli.input import sources_to_read
    from usagestats.cli.output import Destination
    from usagestats.cli.settings import asked_clock, asked_range, keys_named, listed

    file = load_catalog(catalog, Path())
    clock = asked_clock(timezone, file)
    span = asked_range(range_, since, until, clock)
    splits = keys_named(listed(split_by), SPLIT_KEYS, "--split-by")
    destination = Destination.of(output, output_format, clock, color=color, byte_order_mark=bom)
    sources = sources_to_read(context, logs, store, file.store)
    files = [source.path for source in sources if source.path]
    destination.refuse_to_replace(files)

    from usagestats.cli.messages import Messages
    from usagestats.cli.reading import Reading
    from usagestats.reports.filters import Filters
    from usagestats.reports.traffic import Traffic, chosen_metrics, traffic_report

    question = Traffic(
        granularity=by,
        range=span,
        zone=clock.zone,
        metrics=chosen_metrics(file.catalog.metrics(), listed(metric)),
        split_by=splits,
        filters=Filters(
            products=listed(product),
            backends=listed(backend),
            applications=tuple(app or ()),
            plans=tuple(plan or ()),
            accounts=tuple(account or ()),
            statuses=listed(status),
            counting=counting or file.catalog.counting,
            registry=file.registry,
        ),
        is_long=long,
        is_dense=dense,
        week_start=clock.week_start,
    )
    reading = Reading.of(
        clock.zone,
        log_timezone,
        max_rejects,
        file,
        Messages(quiet, verbose),
        log_format=log_format,
    )
    read = reading.read(sources, file.catalog, question.grain())
    report = traffic_report(question, read.usage, read.coverage, read.counts)
    destination.write(report, files)
    reading.finish(read, report)
