"""`usagestats check`."""

from __future__ import annotations

import typer

from usagestats.cli.options.groups import LogOptionsHere, OutputOptions, SpanOptions, with_options


@with_options
def check(context: typer.Context, *, logs: LogOptionsHere, output: OutputOptions) -> None:
    """Check how logs are read, and the catalog for mistakes.

    It shows the format of each log, the lines that do not parse, the time that the logs cover, and
    probable mistakes in the catalog. Warnings do not change the exit code.
    """
    from usagestats.cli.runs.report_run import log_run

    run = log_run(context, logs, SpanOptions(), output)
    from usagestats.diagnostics.check.check import GRAIN, Checked, check_report
    from usagestats.survey.check_survey import CheckSurvey

    survey = CheckSurvey(run.file.catalog)
    if survey.has_subject:
        read, found = run.input.survey(GRAIN, survey, may_skip=True)
    else:
        read, found = run.input.read(GRAIN, may_skip=True), None
    checked = Checked(
        read.lines,
        run.file,
        found.rules if found else None,
        read.coverage,
        run.clock.zone,
        found.credentials if found else None,
        run.reading.log_format,
    )
    run.finish(read, check_report(checked))
