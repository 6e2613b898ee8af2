"""`usagestats watch`."""

from __future__ import annotations

import typer

from usagestats.cli.options import output_options
from usagestats.cli.options.groups import LogOptionsHere, RequestFilters, with_options


@with_options
def watch(
    context: typer.Context,
    *,
    filters: RequestFilters,
    logs: LogOptionsHere,
    color: output_options.Color = None,
) -> None:
    """Show the last hour of logs while they grow.

    Every two seconds new lines are added: requests a second, the last 60 minutes, applications,
    statuses and the newest errors. Logs are followed when they rotate, and no line counts twice.
    Ctrl-C ends it; the last state stays on the screen.
    """
    from usagestats.cli.runs.watch_run import WatchRun

    WatchRun.of(context, filters, logs, color).run()
