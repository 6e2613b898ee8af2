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
    bool,
    typer.Option("--sources", help="Show a row for each source, with the counts of its lines."),
]
Before = Annotated[
    str | None,
    typer.Option("--before", metavar="DATE", help="Delete usage and problems before this day."),
]
Application = Annotated[
    list[str] | None,
    typer.Option(
        "--application",
        metavar="NAME",
        help="Reassign this application's usage to (forgotten); may be repeated.",
    ),
]


@store.command(cls=PlainCommand)
@with_options
def info(*, sources: BySource = False, options: StoreOptions, output: OutputOptions) -> None:
    """Show what the store covers and holds.

    Its location, its size, and the counts of all lines.
    """
    from usagestats.cli.runs.store_run import StoreRun

    run = StoreRun.of(options)
    from usagestats.cli.console.output import destination_of
    from usagestats.diagnostics.store_info import sources_report, store_report

    report = sources_report if sources else store_report
    destination_of(output, run.clock, run.messages).write(report(run.table, run.clock.zone))


@store.command(cls=PlainCommand)
@with_options
def compact(options: StoreOptions) -> None:
    """Make the store small and fast; no report changes.

    Adds up rows with equal keys, merges files, deletes old ones. `ingest` also merges files, when
    there are many.
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
    """Delete old usage, or reassign the usage of applications to (forgotten).

    Logs that were counted are not counted again. Reassigning usage changes no totals.
    """
    from usagestats.cli.runs.store_run import StoreRun

    StoreRun.of(options).forget(before, application or ())


@store.command(cls=PlainCommand)
@with_options
def export(span: SpanOptions, options: StoreOptions, output: OutputOptions) -> None:
    """Write the usage in the store.

    A row for each slot, product, backend, application, status and metric. Other programs can also
    read the store itself: see docs/store-sql.md.
    """
    from usagestats.cli.runs.store_run import StoreRun

    run = StoreRun.of(options)
    from usagestats.cli.console.output import destination_of
    from usagestats.cli.options.settings import range_of
    from usagestats.diagnostics.store_export import export_reports

    range_ = range_of(span.range_, span.since, span.until, run.clock)
    reports = export_reports(run.table, range_, run.clock.zone)
    destination_of(output, run.clock, run.messages).write_batches(reports)
