"""`usagestats check`."""

from __future__ import annotations

import typer

from usagestats.cli.options.groups import LogOptions, OutputOptions, SpanOptions, with_options


@with_options
def check(context: typer.Context, *, logs: LogOptions, output: OutputOptions) -> None:
    """Show how logs are read, which lines do not parse, and probable mistakes of the catalog.

    Warnings do not change the exit code.
    """
    from usagestats.cli.runs.report_run import log_run

    run = log_run(context, logs, SpanOptions(), output)
    from usagestats.diagnostics.check.check import GRAIN, Checked, check_report
    from usagestats.survey.rule_matches import RuleSurvey

    catalog = run.file.catalog
    if catalog.products:
        read, found = run.input.survey(GRAIN, RuleSurvey(catalog), may_skip=True)
    else:
        read, found = run.input.read(GRAIN, may_skip=True), None
    run.finish(
        read, check_report(Checked(read.lines, run.file, found, read.coverage, run.clock.zone))
    )
