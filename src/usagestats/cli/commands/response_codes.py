"""`usagestats response-codes`."""

from __future__ import annotations

from typing import Annotated

import typer

from usagestats.choices import Granularity
from usagestats.cli.options import option
from usagestats.cli.options.groups import (
    LogOptions,
    OutputOptions,
    SpanOptions,
    UsageOptions,
    with_options,
)

By = Annotated[
    Granularity | None,
    typer.Option("--by", metavar="WIDTH", help="A row for each period:", show_default=False),
]


@with_options
def response_codes(
    context: typer.Context,
    *,
    by: By = None,
    dense: option.Dense = False,
    usage: UsageOptions,
    store: option.Store = None,
    status: option.Status = None,
    span: SpanOptions,
    logs: LogOptions,
    output: OutputOptions,
) -> None:
    """Count the requests by response status.

    The column denied separates the requests that the gateway refused from those that it let
    through, where the log has the status of the upstream.
    """
    from usagestats.cli.runs.report_run import usage_run

    run = usage_run(context, logs, store, span, output)
    from usagestats.cli.runs.filters import filters_of
    from usagestats.reports.response_codes import ResponseCodes, response_codes_report

    question = ResponseCodes(
        range=run.range,
        zone=run.clock.zone,
        granularity=by,
        filters=filters_of(usage, run.file, status),
        is_dense=dense,
        week_start=run.clock.week_start,
    )
    read = run.read(question.grain(), question.filters, needed=run.needed(question.filters))
    run.finish(read, response_codes_report(question, read.usage, read.coverage, read.counts))
