"""`usagestats formats`."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from usagestats.cli.options.groups import OutputOptions, with_options


@with_options
def formats(output: OutputOptions) -> None:
    """List the known log formats, each with a sample line."""
    from usagestats.cli.console.output import destination_of
    from usagestats.cli.options.settings import now
    from usagestats.diagnostics.formats import formats_report
    from usagestats.periods.range_expression import Clock

    destination_of(output, Clock(now(), ZoneInfo("UTC"))).write(formats_report())
