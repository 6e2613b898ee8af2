"""`usagestats report`."""

from __future__ import annotations

from typing import Annotated

import typer

from usagestats.cli.options import headings, input_options, selection_options
from usagestats.cli.options.groups import LogOptions, RequestFilters, SpanOptions, with_options

Title = Annotated[
    str,
    typer.Option(
        "--title",
        metavar="TEXT",
        help="The heading of the page.",
        rich_help_panel=headings.OUTPUT,
    ),
]
Samples = Annotated[
    bool,
    typer.Option(
        "--samples",
        help="Show a sample line of each integration error; it may hold a client address.",
        rich_help_panel=headings.OUTPUT,
    ),
]
PageOutput = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write the page to this file, which ends in .html; {range} and {date} are replaced.",
        rich_help_panel=headings.OUTPUT,
    ),
]


@with_options
def report(
    context: typer.Context,
    *,
    filters: RequestFilters,
    counting: selection_options.CountingChoice = None,
    store: input_options.Store = None,
    span: SpanOptions,
    logs: LogOptions,
    output: PageOutput = None,
    title: Title = "API usage",
    samples: Samples = False,
) -> None:
    """Write all reports on one page, a single HTML file.

    It opens without a network, and has charts, tables and a CSV of each. It names applications and
    accounts, but has no credential and no client address.
    """
    from usagestats.cli.runs.page_run import page_run

    run = page_run(context, logs, store, span, output)
    from usagestats.cli.runs.filters import request_filters
    from usagestats.reports.parts.plan_limits import PlanLimits
    from usagestats.reports.whole.question import WholeReport

    chosen = request_filters(filters, run.file, counting)
    plan_limits = PlanLimits(run.file.catalog, chosen, run.input.limit_slot())
    run.answer(WholeReport(run.range, run.clock, plan_limits, title, has_samples=samples))
