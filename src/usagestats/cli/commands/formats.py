"""`usagestats formats`."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from usagestats.cli.options.groups import OutputOptions, with_options


@with_options
def formats(output: OutputOptions) -> None:
    """List the known log formats, each with a sample line."""
    from usagestats.cli.console.messages import Messages
    from usagestats.cli.console.output import destination_of
    from usagestats.cli.options.catalog_choice import catalog_in_force
    from usagestats.cli.options.settings import now
    from usagestats.diagnostics.formats import formats_report
    from usagestats.periods.clock import Clock

    file = catalog_in_force(None, is_without=True)
    messages = Messages(quiet=False, verbose=False)
    destination_of(output, file, Clock(now(), ZoneInfo("UTC")), messages).write(formats_report())
