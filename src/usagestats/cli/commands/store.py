"""`usagestats store`: what it holds, and what may be done to it."""

from __future__ import annotations

from typing import Annotated

import typer

from usagestats.cli.options.groups import (
    StoreOptions,
    StoreReportOptions,
    StoreSpanOptions,
    with_options,
)
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
        "--application", metavar="NAME", help="Forget whose usage this was; may be repeated."
    ),
]


@store.command(cls=PlainCommand)
@with_options(StoreReportOptions)
def info(_context: typer.Context, shared: StoreReportOptions, *, sources: BySource = False) -> None:
    """Show what the store covers and holds.

    Where it is, how large, and what became of all lines.
    """
    from usagestats.cli.runs.store_run import StoreRun

    run = StoreRun.of(shared)
    from usagestats.cli.runs.report_run import destination_of
    from usagestats.diagnostics.store_info import sources_report, store_report

    report = sources_report if sources else store_report
    destination_of(shared, run.clock).write(report(run.table, run.clock.zone))


@store.command(cls=PlainCommand)
@with_options(StoreOptions)
def compact(_context: typer.Context, shared: StoreOptions) -> None:
    """Make the store small and fast; no report changes.

    Adds up rows with equal keys, merges files, deletes old ones. Files are merged by `ingest`
    itself when there are many.
    """
    from usagestats.cli.runs.store_run import StoreRun

    StoreRun.of(shared).compact()


@store.command(cls=PlainCommand)
@with_options(StoreOptions)
def forget(
    _context: typer.Context,
    shared: StoreOptions,
    *,
    before: Before = None,
    application: Application = None,
) -> None:
    """Throw old usage away, or forget whose it was.

    Logs that were counted are not counted again. Totals stay where applications are forgotten.
    """
    from usagestats.cli.runs.store_run import StoreRun

    StoreRun.of(shared).forget(before, application or ())


@store.command(cls=PlainCommand)
@with_options(StoreSpanOptions)
def export(_context: typer.Context, shared: StoreSpanOptions) -> None:
    """Write the usage that is kept.

    A row for each slot, product, backend, application, status and metric. For one table that
    other programs read as it is, see docs/store.md.
    """
    from usagestats.cli.runs.store_run import StoreRun

    run = StoreRun.of(shared)
    from usagestats.cli.options.settings import asked_range
    from usagestats.cli.runs.report_run import destination_of
    from usagestats.diagnostics.store_export import export_reports

    span = asked_range(shared.range_, shared.since, shared.until, run.clock)
    reports = export_reports(run.table, span, run.clock.zone)
    destination_of(shared, run.clock).write_batches(reports)
