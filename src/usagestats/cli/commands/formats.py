"""`usagestats formats`."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from usagestats.cli.options.groups import OutputOptions, with_options

if TYPE_CHECKING:
    import typer


@with_options(OutputOptions)
def formats(_context: typer.Context, shared: OutputOptions) -> None:
    """Show the log formats that are recognised, with a line of each."""
    from usagestats.cli.options.settings import now
    from usagestats.cli.runs.report_run import destination_of
    from usagestats.diagnostics.formats import formats_report
    from usagestats.periods.range_expression import Clock

    destination_of(shared, Clock(now(), ZoneInfo("UTC"))).write(formats_report())
