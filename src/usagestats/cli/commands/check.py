"""`usagestats check`."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import typer

from usagestats.cli.options.groups import ReadingOptions, with_options

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from usagestats.catalog.catalog_file import CatalogFile
    from usagestats.diagnostics.check.check import Checked
    from usagestats.pipeline.counting import UsageFromLogs
    from usagestats.survey.rule_matches import RuleMatches


@with_options(ReadingOptions)
def check(context: typer.Context, shared: ReadingOptions) -> None:
    """Show how logs are read, what does not parse, and what is odd about the catalog.

    Warnings do not change the exit code.
    """
    from usagestats.cli.runs.report_run import ReportRun

    run = ReportRun.of(context, shared)
    from usagestats.diagnostics.check.check import GRAIN, check_report
    from usagestats.survey.rule_matches import RuleSurvey

    survey = RuleSurvey.of(run.file.catalog)
    read = run.read_logs(GRAIN, survey, may_skip=True)
    run.finish(read, check_report(_checked(read, run.file, run.clock.zone)))


def _checked(read: UsageFromLogs, file: CatalogFile, zone: ZoneInfo) -> Checked:
    from usagestats.diagnostics.check.check import Checked

    return Checked(
        sources=read.sources,
        misfits=read.misfits,
        counts=read.counts,
        counts_of=read.counts_of,
        rejects=read.rejects,
        coverage=read.coverage,
        file=file,
        findings=cast("RuleMatches | None", read.findings),  # that is what the survey makes
        zone=zone,
    )
