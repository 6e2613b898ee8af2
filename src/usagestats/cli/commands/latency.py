"""`usagestats latency`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from usagestats.choices import Granularity
from usagestats.cli.options import (
    completion,
    input_options,
    output_options,
    report_options,
    selection_options,
)
from usagestats.cli.options.groups import (
    LogOptions,
    OutputOptions,
    RequestFilters,
    SpanOptions,
    with_options,
)

if TYPE_CHECKING:
    from usagestats.catalog.model import Catalog

By = Annotated[
    Granularity | None,
    typer.Option(
        "--by", metavar="WIDTH", help="One row for each period of this width:", show_default=False
    ),
]
SplitBy = Annotated[
    list[str] | None,
    typer.Option(
        "--split-by",
        metavar="KEY,…",
        help="One row for each product, backend, app, plan, account, status, path or metric; a"
        " store has no paths.",
        autocompletion=completion.latency_keys,
    ),
]
Metric = Annotated[
    list[str] | None,
    typer.Option(
        "--metric",
        metavar="NAME,…",
        help="Only requests that used this metric; several with --split-by metric.",
        autocompletion=completion.metrics,
        show_default="requests, which are all",
    ),
]
Least = Annotated[
    int,
    typer.Option(
        "--min-requests",
        metavar="N",
        min=0,
        help="Leave out rows with fewer requests that have a duration.",
    ),
]


def _metrics(names: list[str] | None, catalog: Catalog, *, has_metrics: bool) -> tuple[str, ...]:
    """Return the metrics whose requests are measured, in the order of the catalog.

    Raises:
        UsageError: One is unknown, or several have no rows of their own.
    """
    from usagestats.cli.options.settings import listed
    from usagestats.errors import UsageError
    from usagestats.reports.parts.chosen_metrics import chosen_metrics

    wanted, known = listed(names), catalog.metrics()
    chosen_metrics(known, wanted)
    if len(wanted) > 1 and not has_metrics:
        hint = "add --split-by metric, which gives each a row"
        raise UsageError("several metrics need rows of their own", where="--metric", hint=hint)
    if not wanted:
        return known if has_metrics else ("requests",)
    return tuple(one for one in known if one in wanted)


@with_options
def latency(
    context: typer.Context,
    *,
    by: By = None,
    split_by: SplitBy = None,
    metric: Metric = None,
    least: Least = 0,
    dense: report_options.Dense = False,
    filters: RequestFilters,
    counting: selection_options.CountingChoice = None,
    store: input_options.Store = None,
    chart: output_options.Chart = False,
    span: SpanOptions,
    logs: LogOptions,
    output: OutputOptions,
) -> None:
    """Show how long requests took: median, percentiles.

    Durations are in milliseconds. Percentiles are at most 2 % off, and the maximum is at most 4 %
    too high. A chart without --by shows days.
    """
    from usagestats.cli.options.settings import latency_keys, refuse_split_chart
    from usagestats.cli.runs.report_run import usage_run

    splits, has_metrics = latency_keys(split_by)
    several = {"--split-by": split_by}
    if chart:
        refuse_split_chart(several)
    run = usage_run(context, logs, store, span, output, can_draw=True).with_chart(is_drawn=chart)
    run.refuse_finer_than_input(by)
    run.refuse_beside_picture(several)
    from usagestats.cli.runs.filters import request_filters
    from usagestats.reports.latency import Latency, latency_in_parts

    question = Latency(
        range=run.range,
        zone=run.clock.zone,
        metrics=_metrics(metric, run.file.catalog, has_metrics=has_metrics),
        granularity=by or (Granularity.DAY if chart or run.is_picture else None),
        split_by=splits,
        has_metrics=has_metrics,
        filters=request_filters(filters, run.file, counting),
        least=least,
        is_dense=dense,
        week_start=run.clock.week_start,
    )
    run.answer_in_parts(question, latency_in_parts, is_within_range=True)
