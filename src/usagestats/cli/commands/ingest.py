"""`usagestats ingest`."""

from __future__ import annotations

from typing import Annotated

import typer

from usagestats.cli.options import input_options
from usagestats.cli.options.groups import ListedObjects, LogOptions, with_options

IsFinal = Annotated[
    bool,
    typer.Option("--final", help="The log is complete: also count a last line without a newline."),
]
IsAgain = Annotated[
    bool,
    typer.Option(
        "--again", help="Count the logs once more, and replace their counts in the store."
    ),
]
IsDryRun = Annotated[
    bool, typer.Option("--dry-run", help="Only show the new lines, and change nothing.")
]
PrintCron = Annotated[bool, typer.Option("--print-cron", help="Print a line for your crontab.")]


@with_options
def ingest(
    context: typer.Context,
    *,
    final: IsFinal = False,
    again: IsAgain = False,
    dry_run: IsDryRun = False,
    print_cron: PrintCron = False,
    store: input_options.StoreToFill = None,
    listed: ListedObjects,
    logs: LogOptions,
) -> None:
    """Add new log lines to the store, each line once.

    This holds even if files are renamed, compressed or copied. It is made for cron: without a
    terminal it prints nothing if all is well, and several may run at the same time.
    """
    if print_cron:
        from usagestats.cli.runs.crontab import crontab_line

        typer.echo(crontab_line(logs, store, listed))
        return
    from usagestats.cli.runs.ingest_run import IngestRun

    run = IngestRun.of(context, logs, store, listed)
    if dry_run:
        run.show_dry_run()
    else:
        run.ingest(is_final=final, is_again=again)
