"""`usagestats formats`."""

from __future__ import annotations

from usagestats.cli import options


def formats(
    *,
    output_format: options.OutputFormat = None,
    output: options.Output = None,
    bom: options.ByteOrderMark = False,
    color: options.Color = "auto",
) -> None:
    """Show the log formats that are recognised, with a line of each."""
    from zoneinfo import ZoneInfo

    from usagestats.cli.output import Destination
    from usagestats.cli.settings import now
    from usagestats.range_expression import Clock
    from usagestats.reports.formats import formats_report

    clock = Clock(now(), ZoneInfo("UTC"))
    destination = Destination.of(output, output_format, clock, color=color, byte_order_mark=bom)
    destination.write(formats_report())
