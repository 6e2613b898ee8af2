"""`usagestats check-usage`."""

from __future__ import annotations

from typing import Annotated

import typer

from usagestats.cli.options import input_options, report_options, selection_options
from usagestats.cli.options.groups import (
    LogOptions,
    OutputOptions,
    RequestFilters,
    SpanOptions,
    with_options,
)
from usagestats.errors import ExitCode

FailOn = Annotated[
    list[str],
    typer.Option(
        "--fail-on",
        metavar="CONDITION",
        help="A failure: 'error_rate>5%', 'p95>800ms', 'requests<50% of previous',"
        " 'age>15min'; may be repeated.",
    ),
]


@with_options
def check_usage(
    context: typer.Context,
    *,
    fail_on: FailOn,
    split_by: report_options.SplitBy = None,
    filters: RequestFilters,
    counting: selection_options.CountingChoice = None,
    store: input_options.Store = None,
    span: SpanOptions,
    logs: LogOptions,
    output: OutputOptions,
) -> None:
    """Exit with 3 where usage is not as it should be.

    Each failure is a line on standard error; when all is well, nothing is written. Time that no log
    covers is a failure, too. --format or --output writes every check, with its value.
    """
    from usagestats.cli.options.settings import split_keys_but_status
    from usagestats.cli.runs.report_run import usage_run

    splits = split_keys_but_status(split_by)
    run = usage_run(context, logs, store, span, output)
    from usagestats.cli.runs.check_usage_run import failures, question_of
    from usagestats.cli.runs.filters import request_filters
    from usagestats.reports.check_usage import check_usage_report

    chosen = request_filters(filters, run.file, counting)
    question = question_of(fail_on, run, chosen, splits)
    needed = None if chosen.has_names else question.needed()
    read = run.read(question.grain(), chosen, needed=needed)
    report = check_usage_report(question, read.usage, read.coverage, read.counts)
    if run.destination.file is not None or not run.destination.is_found:
        run.destination.write(report, run.input.files)
    found = list(failures(report, question))
    for line in found:
        run.reading.messages.error(line)
    run.reading.finish(read, report)
    if found:
        raise typer.Exit(ExitCode.LIMIT_CROSSED)
    run.reading.messages.done(f"checks without a failure: {report.rows.height:,} (--fail-on)")
