"""`usagestats formats`."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from usagestats.cli.options.groups import OutputOptions, with_options


@with_options
def formats(output: OutputOptions) -> None:
    """Show the log formats that are recognised, with a line of each."""
    from usagestats.cli.console.messages import Messages
    from usagestats.cli.console.output import destination_of
    from usagestats.cli.options.settings import now
    from usagestats.diagnostics.formats import formats_report
    from usagestats.periods.range_expression import Clock

    clock = Clock(now(), ZoneInfo("UTC"))
    messages = Messages(quiet=False, verbose=False)
    destination_of(output, clock, messages).write(formats_report())
