"""`usagestats ingest`."""

from __future__ import annotations

from typing import Annotated

import typer

from usagestats.cli.options import option
from usagestats.cli.options.groups import LogOptions, with_options

IsFinal = Annotated[
    bool,
    typer.Option(
        "--final", help="The logs are complete: count a last line without a newline, too."
    ),
]
IsAgain = Annotated[
    bool,
    typer.Option(
        "--again", help="Count the logs once more, and replace what the store has of them."
    ),
]
IsDryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what would be read.")]
PrintCron = Annotated[
    bool, typer.Option("--print-cron", help="Print a crontab line for this command.")
]


@with_options
def ingest(
    context: typer.Context,
    *,
    final: IsFinal = False,
    again: IsAgain = False,
    dry_run: IsDryRun = False,
    print_cron: PrintCron = False,
    store: option.StoreToFill = None,
    logs: LogOptions,
) -> None:
    """Add the new lines of logs to the store, each line once, whatever happens to the files.

    Without a terminal it prints nothing when all is well. It can run from cron, also several at
    once.
    """
    if print_cron:
        from usagestats.cli.runs.crontab import crontab_line

        typer.echo(crontab_line(logs, store))
        return
    from usagestats.cli.runs.ingest_run import IngestRun

    run = IngestRun.of(context, logs, store)
    if dry_run:
        run.show_dry_run()
    else:
        run.ingest(is_final=final, is_again=again)
