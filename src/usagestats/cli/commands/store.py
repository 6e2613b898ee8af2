"""`usagestats store`: commands that look at the store, and that keep it small."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from usagestats.choices import ImportWidth
from usagestats.cli.options import completion
from usagestats.cli.options.groups import OutputOptions, SpanOptions, StoreOptions, with_options
from usagestats.cli.options.plain_command import PlainCommand, PlainGroup

store = typer.Typer(
    name="store",
    cls=PlainGroup,
    help="Show the store, make it smaller, or export it.",
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
)

BySource = Annotated[
    bool,
    typer.Option("--sources", help="Show a row for each log, with the counts of its lines."),
]
Before = Annotated[
    str | None,
    typer.Option("--before", metavar="DATE", help="Delete the usage and problems before this day."),
]
Application = Annotated[
    list[str] | None,
    typer.Option(
        "--application",
        metavar="NAME",
        help="Count the usage of this application under (forgotten); may be repeated.",
        autocompletion=completion.applications,
    ),
]
OlderThan = Annotated[
    int,
    typer.Option(
        "--older-than",
        metavar="DAYS",
        min=0,
        help="Merge the counts of logs whose last request is more days ago.",
    ),
]


File = Annotated[Path, typer.Argument(metavar="FILE", help="CSV file.", show_default=False)]
Product = Annotated[
    str | None,
    typer.Option(
        "--product",
        metavar="NAME",
        help="Product of the usage, if the catalog has several.",
        autocompletion=completion.products,
    ),
]
Backend = Annotated[
    str | None,
    typer.Option(
        "--backend",
        metavar="NAME",
        help="Backend of the usage; without it, all of the product.",
        autocompletion=completion.backends,
    ),
]
App = Annotated[
    str | None,
    typer.Option(
        "--app",
        metavar="NAME",
        help="Application of the usage, if the file is of a single one.",
        autocompletion=completion.applications,
    ),
]
Metrics = Annotated[
    list[str] | None,
    typer.Option(
        "--metric",
        metavar="NAME,…",
        help="Only these metrics; the metric of a file whose columns are applications.",
        autocompletion=completion.metrics,
    ),
]
Width = Annotated[
    ImportWidth | None,
    typer.Option(
        "--by",
        metavar="WIDTH",
        help="Width of the spans, if the times do not show it:",
        show_default=False,
    ),
]
Replace = Annotated[
    bool,
    typer.Option(
        "--replace",
        help="Also take out what was imported for the same time in another way, such as in all and"
        " not by application.",
    ),
]


@store.command(cls=PlainCommand)
@with_options
def info(*, sources: BySource = False, options: StoreOptions, output: OutputOptions) -> None:
    """Show the time that the store covers, and its size.

    It also shows its location and the counts of all lines.
    """
    from usagestats.cli.runs.store_run import StoreRun

    run = StoreRun.of(options)
    from usagestats.cli.console.output import destination_of
    from usagestats.diagnostics.store_info import sources_report, store_report

    report = sources_report if sources else store_report
    destination = destination_of(output, run.file, run.clock, run.messages)
    destination.write(report(run.table, run.clock.zone))


@store.command(cls=PlainCommand)
@with_options
def compact(*, older_than: OlderThan = 7, options: StoreOptions) -> None:
    """Make the store smaller and faster.

    Rows with equal keys are added up, files are merged, old files are deleted. No report changes.
    The counts of logs that ended on the same day are merged: ingest --again then takes these logs
    only together. ingest does the same when there is much to merge.
    """
    from usagestats.cli.runs.store_run import StoreRun

    StoreRun.of(options).compact(older_than)


@store.command(cls=PlainCommand)
@with_options
def forget(
    *,
    before: Before = None,
    application: Application = None,
    options: StoreOptions,
) -> None:
    """Delete old usage, or the names of applications.

    The usage of a forgotten application is counted under (forgotten), so totals stay the same. Logs
    that were counted are not counted again.
    """
    from usagestats.cli.runs.store_run import StoreRun

    StoreRun.of(options).forget(before, application or ())


@store.command("import", cls=PlainCommand)
@with_options
def import_(  # `import` is a word of Python
    *,
    file: File,
    product: Product = None,
    backend: Backend = None,
    app: App = None,
    metric: Metrics = None,
    by: Width = None,
    replace: Replace = False,
    span: SpanOptions,
    options: StoreOptions,
) -> None:
    """Import the usage of years before from the 3scale portal.

    FILE is a CSV file of its page or its API, or one with the columns metric, date, usage and
    application. An earlier import of the same time is replaced.
    """
    from usagestats.cli.options.settings import listed
    from usagestats.cli.runs.import_run import ImportRun

    run = ImportRun.of(options, span)
    run.import_file(file, product, backend, app, listed(metric), by, is_replacing=replace)


@store.command(cls=PlainCommand)
@with_options
def export(span: SpanOptions, options: StoreOptions, output: OutputOptions) -> None:
    """Export the usage in the store.

    There is a row for each slot of 15 minutes, product, backend, application, status and metric.
    Other programs can also read the store itself: see docs/store-sql.md.
    """
    from usagestats.cli.runs.store_run import StoreRun

    run = StoreRun.of(options, span.week_start)
    from usagestats.cli.console.output import destination_of
    from usagestats.cli.options.settings import range_of
    from usagestats.diagnostics.store_export import export_reports

    range_ = range_of(span.range_, span.since, span.until, run.clock)
    reports = export_reports(run.table, range_, run.clock.zone)
    destination = destination_of(output, run.file, run.clock, run.messages)
    destination.write_batches(reports)
