"""`usagestats billing`."""

from __future__ import annotations

from typing import Annotated

import typer

from usagestats.choices import BillRow
from usagestats.cli.options import input_options, selection_options
from usagestats.cli.options.groups import (
    LimitFilters,
    LogOptions,
    OutputOptions,
    SpanOptions,
    with_options,
)

By = Annotated[
    BillRow,
    typer.Option("--by", metavar="ROW", help="One row for each line of the bill, or sums of them:"),
]


@with_options
def billing(
    context: typer.Context,
    *,
    by: By = BillRow.LINE,
    filters: LimitFilters,
    counting: selection_options.CountingChoice = None,
    store: input_options.Store = None,
    span: SpanOptions,
    logs: LogOptions,
    output: OutputOptions,
) -> None:
    """Apply the prices of plans to the usage of months.

    Plans have their prices in the catalog: a flat amount per month, the cost of each unit, or tiers
    of it. A bill is for whole calendar months in the time zone of the report; --range this-month
    shows what has come together until now.
    """
    from usagestats.cli.runs.report_run import usage_run

    run = usage_run(context, logs, store, span, output)
    from usagestats.cli.runs.filters import limit_filters
    from usagestats.reports.billing import Billing, billing_report, refuse_part_months
    from usagestats.reports.billing_parts.prices import PlanPrices

    refuse_part_months(run.range, run.clock.zone)
    prices = PlanPrices(run.file.catalog, limit_filters(filters, run.file, counting))
    question = Billing(prices, run.range, run.clock.zone, run.clock.now, by)
    run.answer(question, billing_report, is_within_range=True)
