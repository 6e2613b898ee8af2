"""`usagestats traffic`."""

from __future__ import annotations

from typing import Annotated

import typer

from usagestats.choices import Comparison, Granularity, Measure, Wide
from usagestats.cli.options import (
    completion,
    headings,
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

By = Annotated[Granularity, typer.Option("--by", metavar="WIDTH", help="Width of the periods:")]
Measures = Annotated[
    list[str] | None,
    typer.Option(
        "--measure",
        metavar="FIGURE,…",
        help="Figures of each metric: usage (default), bytes, p50, p90, p95 or p99, which are"
        " percentiles of durations in ms.",
        autocompletion=completion.measures,
        show_default=False,
    ),
]
Compare = Annotated[
    Comparison | None,
    typer.Option(
        "--compare",
        metavar="RANGE",
        help="Also show the usage before, and the change:",
        show_default=False,
    ),
]
TopN = Annotated[
    int | None,
    typer.Option(
        "--top",
        metavar="N",
        min=1,
        help="With --split-by or --wide: show the N largest in the range, and the sum of the"
        " others as (others).",
        show_default=False,
    ),
]
WideChoice = Annotated[
    Wide | None,
    typer.Option(
        "--wide",
        metavar="KEY",
        rich_help_panel=headings.OUTPUT,
        help="One column for the usage of each application, backend or class of statuses, instead"
        " of one for each metric:",
        show_default=False,
    ),
]

_SEVERAL = "several figures beside --wide"


def _splits(
    split_by: list[str] | None,
    wide: Wide | None,
    compare: Comparison | None,
    top: int | None,
    *,
    is_long: bool,
) -> tuple[str, ...]:
    """Return the keys by which rows are split.

    Raises:
        UsageError: A key is unknown, or one of the options does not go with another.
    """
    from usagestats.cli.options.settings import (
        refuse_beside_wide,
        refuse_top_of_nothing,
        split_keys,
    )

    splits = split_keys(split_by)
    refuse_beside_wide(wide, splits, {"--long": is_long, "--compare": compare})
    refuse_top_of_nothing(top, splits, wide)
    return splits


def _refuse_chart(
    splits: tuple[str, ...], wide: Wide | None, measures: tuple[Measure, ...], *, is_long: bool
) -> None:
    """Make sure that a chart on a terminal has one column for each period, and parts that add up.

    Raises:
        UsageError: An option makes several rows, or parts that do not add up.
    """
    from usagestats.cli.options.settings import refuse_split_chart

    is_wide = wide is not None
    others: dict[str, object] = {"--split-by": splits, "--long": is_long}
    others[_SEVERAL] = is_wide and len(measures) > 1
    others["percentiles beside --wide"] = is_wide and measures[0].percentile is not None
    refuse_split_chart(others)


@with_options
def traffic(
    context: typer.Context,
    *,
    by: By = Granularity.DAY,
    metric: selection_options.Metric = None,
    split_by: report_options.SplitBy = None,
    top: TopN = None,
    measure: Measures = None,
    compare: Compare = None,
    long: report_options.Long = False,
    wide: WideChoice = None,
    dense: report_options.Dense = False,
    filters: RequestFilters,
    counting: selection_options.CountingChoice = None,
    store: input_options.Store = None,
    chart: output_options.Chart = False,
    span: SpanOptions,
    logs: LogOptions,
    output: OutputOptions,
) -> None:
    """Show requests and usage by hour, day, week or month.

    Without a catalog, GET counts as method metadata and POST as method datastore, for each backend.
    """
    from usagestats.cli.options.settings import listed, measures_named
    from usagestats.cli.runs.report_run import usage_run

    measures = measures_named(measure)
    splits = _splits(split_by, wide, compare, top, is_long=long)
    if chart:
        _refuse_chart(splits, wide, measures, is_long=long)
    run = usage_run(context, logs, store, span, output, can_draw=True).with_chart(is_drawn=chart)
    run.refuse_finer_than_input(by)
    several = wide is not None and len(measures) > 1
    run.refuse_beside_picture({"--split-by": splits, "--long": long, _SEVERAL: several})
    from usagestats.cli.runs.filters import request_filters
    from usagestats.reports.parts.chosen_metrics import chosen_metrics, only_metric
    from usagestats.reports.parts.largest import top_of
    from usagestats.reports.traffic import traffic_in_parts
    from usagestats.reports.traffic_parts.question import Traffic

    choose = only_metric if wide else chosen_metrics
    question = Traffic(
        granularity=by,
        range=run.range,
        zone=run.clock.zone,
        metrics=choose(run.file.catalog.metrics(), listed(metric)),
        split_by=splits,
        filters=request_filters(filters, run.file, counting),
        measures=measures,
        is_compared=compare is not None,
        is_long=long,
        wide=wide,
        top=top_of(top, listed(metric), wide),
        is_dense=dense,
        week_start=run.clock.week_start,
        methods=run.file.catalog.methods(),
    )
    run.answer_in_parts(question, traffic_in_parts, is_within_range=not question.is_compared)
