"""`usagestats store`: commands that look at the store, and that keep it small."""

from __future__ import annotations

from typing import Annotated

import typer

from usagestats.cli.options.groups import OutputOptions, SpanOptions, StoreOptions, with_options
from usagestats.cli.options.plain_values import PlainCommand

store = typer.Typer(
    name="store",
    help="Look at the store, and keep it small.",
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
)

BySource = Annotated[
    bool, typer.Option("--sources", help="A row for each source, with what became of its lines.")
]
Before = Annotated[
    str | None,
    typer.Option("--before", metavar="DATE", help="Forget usage and problems before this day."),
]
Application = Annotated[
    list[str] | None,
    typer.Option(
        "--application",
        metavar="NAME",
        help="Take this application's name from its usage; may be repeated.",
    ),
]


@store.command(cls=PlainCommand)
@with_options
def info(*, sources: BySource = False, options: StoreOptions, output: OutputOptions) -> None:
    """Show what the store covers and holds.

    Where it is, how large, and what became of all lines.
    """
    from usagestats.cli.runs.store_run import StoreRun

    run = StoreRun.of(options)
    from usagestats.cli.console.output import destination_of
    from usagestats.diagnostics.store_info import sources_report, store_report

    report = sources_report if sources else store_report
    destination_of(output, run.clock).write(report(run.table, run.clock.zone))


@store.command(cls=PlainCommand)
@with_options
def compact(options: StoreOptions) -> None:
    """Make the store small and fast; no report changes.

    Adds up rows with equal keys, merges files, deletes old ones. Files are merged by `ingest`
    itself when there are many.
    """
    from usagestats.cli.runs.store_run import StoreRun

    StoreRun.of(options).compact()


@store.command(cls=PlainCommand)
@with_options
def forget(
    *,
    before: Before = None,
    application: Application = None,
    options: StoreOptions,
) -> None:
    """Throw old usage away, or forget whose it was.

    Logs that were counted are not counted again. Totals stay where applications are forgotten.
    """
    from usagestats.cli.runs.store_run import StoreRun

    StoreRun.of(options).forget(before, application or ())


@store.command(cls=PlainCommand)
@with_options
def export(span: SpanOptions, options: StoreOptions, output: OutputOptions) -> None:
    """Write the usage that is kept.

    A row for each slot, product, backend, application, status and metric. For one table that
    other programs read as it is, see docs/store.md.
    """
    from usagestats.cli.runs.store_run import StoreRun

    run = StoreRun.of(options)
    from usagestats.cli.console.output import destination_of
    from usagestats.cli.options.settings import range_of
    from usagestats.diagnostics.store_export import export_reports

    range_ = range_of(span.range_, span.since, span.until, run.clock)
    reports = export_reports(run.table, range_, run.clock.zone)
    destination_of(output, run.clock).write_batches(reports)
