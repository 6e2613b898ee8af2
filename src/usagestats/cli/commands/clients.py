"""`usagestats clients`."""

from __future__ import annotations

from typing import Annotated

import typer

from usagestats.choices import Granularity
from usagestats.cli.options import input_options, report_options
from usagestats.cli.options.groups import (
    LogOptions,
    OutputOptions,
    RequestFilters,
    SpanOptions,
    with_options,
)

By = Annotated[
    Granularity | None,
    typer.Option(
        "--by",
        metavar="WIDTH",
        help="The number of different clients and applications in each period:",
        show_default=False,
    ),
]
ShowAddresses = Annotated[
    bool,
    typer.Option(
        "--show-addresses", help="Show whole addresses, which are personal data, not networks."
    ),
]
All = Annotated[bool, typer.Option("--all", help="Show all clients.")]


@with_options
def clients(
    context: typer.Context,
    *,
    by: By = None,
    show_addresses: ShowAddresses = False,
    all_: All = False,
    split_by: report_options.SplitBy = None,
    dense: report_options.Dense = False,
    filters: RequestFilters,
    store: input_options.Store = None,
    span: SpanOptions,
    logs: LogOptions,
    output: OutputOptions,
) -> None:
    """Show the busiest clients, or count different ones.

    A client is an address; its network stands for it. Without -n and --all, it shows 20. A store
    keeps no addresses: from it, --by counts applications only.
    """
    from usagestats.cli.options.settings import split_keys
    from usagestats.cli.runs import client_runs
    from usagestats.cli.runs.report_run import log_run, usage_run

    splits = split_keys(split_by)
    if by is None:
        client_runs.refuse_without_by(store, is_dense=dense)
        shown = client_runs.Shown(splits, is_all=all_, is_whole=show_addresses)
        client_runs.rank_clients(log_run(context, logs, span, output), shown, filters)
    else:
        client_runs.refuse_beside_by({"--show-addresses": show_addresses, "--all": all_})
        periods = client_runs.Periods(by, splits, is_dense=dense)
        run = usage_run(context, logs, store, span, output, can_draw=True)
        run.refuse_finer_than_input(by)
        client_runs.count_clients(run, periods, filters)
