"""`usagestats response-codes`."""

from __future__ import annotations

from typing import Annotated

import typer

from usagestats.choices import Granularity, WideAnswers
from usagestats.cli.options import headings, input_options, report_options, selection_options
from usagestats.cli.options.groups import (
    LogOptions,
    OutputOptions,
    RequestFilters,
    SpanOptions,
    with_options,
)

SplitBy = Annotated[
    list[str] | None,
    typer.Option(
        "--split-by",
        metavar="KEY,…",
        help="Statuses of each product, backend, app, plan or account.",
        rich_help_panel=headings.SELECTION,
    ),
]
By = Annotated[
    Granularity | None,
    typer.Option("--by", metavar="WIDTH", help="A row for each period:", show_default=False),
]
WideChoice = Annotated[
    WideAnswers | None,
    typer.Option(
        "--wide",
        metavar="KEY",
        rich_help_panel=headings.OUTPUT,
        help="One column for each class of statuses, instead of a row for each status:",
        show_default=False,
    ),
]


@with_options
def response_codes(
    context: typer.Context,
    *,
    by: By = None,
    split_by: SplitBy = None,
    wide: WideChoice = None,
    dense: report_options.Dense = False,
    filters: RequestFilters,
    counting: selection_options.CountingChoice = None,
    store: input_options.Store = None,
    span: SpanOptions,
    logs: LogOptions,
    output: OutputOptions,
) -> None:
    """Count the requests by response status.

    The column denied separates the requests that the gateway refused from those that it let
    through, where the log has the status of the upstream.
    """
    from usagestats.cli.options.settings import split_keys_but_status
    from usagestats.cli.runs.report_run import usage_run

    splits = split_keys_but_status(split_by)
    run = usage_run(context, logs, store, span, output, can_draw=True)
    run.refuse_finer_than_input(by)
    run.refuse_beside_picture({"--split-by": splits})
    from usagestats.cli.runs.filters import request_filters
    from usagestats.reports.response_codes import ResponseCodes, response_codes_report

    question = ResponseCodes(
        range=run.range,
        zone=run.clock.zone,
        granularity=by,
        split_by=splits,
        filters=request_filters(filters, run.file, counting),
        is_dense=dense,
        # a picture has a bar for each period, also where no log is
        is_wide=wide is not None or (by is not None and run.is_picture),
        week_start=run.clock.week_start,
    )
    run.answer(question, response_codes_report, is_within_range=True)
