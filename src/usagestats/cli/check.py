"""`usagestats check`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import typer

from usagestats.cli import options

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from usagestats.catalog.catalog_file import CatalogFile
    from usagestats.classify.findings import RuleFindings
    from usagestats.pipeline import LogsRead
    from usagestats.reports.check import Checked


def check(
    context: typer.Context,
    logs: options.Logs = None,
    *,
    timezone: options.Timezone = None,
    log_timezone: options.LogTimezone = None,
    log_format: options.LogFormat = None,
    catalog: options.Catalog = None,
    output_format: options.OutputFormat = None,
    output: options.Output = None,
    bom: options.ByteOrderMark = False,
    color: options.Color = "auto",
    max_rejects: options.MaxRejects = None,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Show how logs are read, what does not parse, and what is odd about the catalog.

    Warnings do not change the exit code.
    """
    from usagestats.catalog.catalog_file import load_catalog
    from usagestats.cli.input import sources_to_read
    from usagestats.cli.output import Destination
    from usagestats.cli.settings import asked_clock

    file = load_catalog(catalog, Path())
    clock = asked_clock(timezone, file)
    destination = Destination.of(output, output_format, clock, color=color, byte_order_mark=bom)
    sources = sources_to_read(context, logs, None, file.store)
    files = [source.path for source in sources if source.path]
    destination.refuse_to_replace(files)

    from usagestats.classify.findings import RuleSurvey
    from usagestats.cli.messages import Messages
    from usagestats.cli.reading import Reading
    from usagestats.reports.check import GRAIN, check_report

    reading = Reading.of(
        clock.zone,
        log_timezone,
        max_rejects,
        file,
        Messages(quiet, verbose),
        log_format=log_format,
    )
    survey = RuleSurvey.of(file.catalog)
    read = reading.read(sources, file.catalog, GRAIN, survey=survey, may_skip=True)
    report = check_report(_checked(read, file, clock.zone))
    destination.write(report, files)
    reading.finish(read, report)


def _checked(read: LogsRead, file: CatalogFile, zone: ZoneInfo) -> Checked:
    from usagestats.reports.check import Checked

    return Checked(
        sources=read.sources,
        misfits=read.misfits,
        counts=read.counts,
        counts_of=read.counts_of,
        rejects=read.rejects,
        coverage=read.coverage,
        file=file,
        findings=cast("RuleFindings | None", read.findings),  # that is what the survey makes
        zone=zone,
    )
