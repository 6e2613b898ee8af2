"""`usagestats averages`."""

from __future__ import annotations

from typing import Annotated

import typer

from usagestats.choices import Cycle
from usagestats.cli.options import input_options, output_options, report_options, selection_options
from usagestats.cli.options.groups import (
    LogOptions,
    OutputOptions,
    RequestFilters,
    SpanOptions,
    with_options,
)
from usagestats.errors import UsageError

By = Annotated[Cycle, typer.Option("--by", metavar="CYCLE", help="Rows:")]
As3scale = Annotated[
    bool,
    typer.Option(
        "--3scale-compatible",
        help="Show the figures of the 3scale portal: the sum, divided by 7 or 24, rounded up.",
    ),
]


@with_options
def averages(
    context: typer.Context,
    *,
    by: By = Cycle.WEEKDAY,
    metric: selection_options.Metric = None,
    split_by: report_options.SplitBy = None,
    dense: report_options.Dense = False,
    as_3scale: As3scale = False,
    filters: RequestFilters,
    counting: selection_options.CountingChoice = None,
    store: input_options.Store = None,
    chart: output_options.Chart = False,
    span: SpanOptions,
    logs: LogOptions,
    output: OutputOptions,
) -> None:
    """Show mean usage by day of the week or hour of the day.

    Only full days or hours are averaged: those that the range and the logs cover completely. The
    column periods has their number.
    """
    from usagestats.cli.options.settings import listed, refuse_split_chart, split_keys
    from usagestats.cli.runs.report_run import usage_run

    splits = split_keys(split_by)
    if as_3scale and by is Cycle.WEEKDAY_HOUR:
        what = "cannot be combined with --by weekday-hour, which the portal does not have"
        raise UsageError(what, where="--3scale-compatible", hint="choose weekday or hour")
    if chart:
        refuse_split_chart({"--split-by": splits, "--by weekday-hour": by is Cycle.WEEKDAY_HOUR})
    run = usage_run(context, logs, store, span, output, can_draw=True).with_chart(is_drawn=chart)
    run.refuse_beside_picture({"--split-by": splits})
    from usagestats.cli.runs.filters import request_filters
    from usagestats.reports.averages import Averages, averages_report
    from usagestats.reports.parts.chosen_metrics import chosen_metrics

    question = Averages(
        cycle=by,
        range=run.range,
        zone=run.clock.zone,
        metrics=chosen_metrics(run.file.catalog.metrics(), listed(metric)),
        split_by=splits,
        filters=request_filters(filters, run.file, counting),
        is_dense=dense,
        is_3scale_compatible=as_3scale,
        week_start=run.clock.week_start,
        methods=run.file.catalog.methods(),
    )
    run.answer(question, averages_report, is_within_range=True)
