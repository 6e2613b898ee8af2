"""`usagestats integration-errors`."""

from __future__ import annotations

import typer

from usagestats.cli.options.groups import ProductOptions, with_options


@with_options(ProductOptions)
def integration_errors(context: typer.Context, shared: ProductOptions) -> None:
    """Show what went wrong between clients and products: how often, when, and a sample line."""
    from usagestats.cli.options.settings import listed
    from usagestats.cli.runs.report_run import ReportRun

    run = ReportRun.of(context, shared)
    from usagestats.reports.integration_errors import IntegrationErrors, integration_errors_report

    question = IntegrationErrors(
        run.range, run.clock.zone, run.file.catalog, run.file.registry, listed(shared.product)
    )
    read = run.read(question.grain(), needed=run.needed(question.filters), has_problems=True)
    report = integration_errors_report(
        question, read.usage, read.problems, read.coverage, read.counts
    )
    run.finish(read, report)
