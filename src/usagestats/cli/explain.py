"""`usagestats explain`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from usagestats.cli import options
from usagestats.cli.shared_options import OutputOptions, with_options

Request = Annotated[
    str,
    typer.Argument(
        metavar="REQUEST",
        help="Such as 'GET https://api.example.org/v1/x?user_key=…', or FILE:LINE.",
        show_default=False,
    ),
]


@with_options(OutputOptions)
def explain(
    _context: typer.Context,
    shared: OutputOptions,
    *,
    request: Request,
    catalog: options.Catalog = None,
    log_format: options.LogFormat = None,
) -> None:
    """Show how one request is read: product, backend, application, every rule, the usage."""
    from usagestats.catalog.catalog_file import load_catalog
    from usagestats.cli.reading import asked_format
    from usagestats.cli.report_run import destination_of
    from usagestats.cli.request_argument import request_named
    from usagestats.cli.settings import asked_clock
    from usagestats.diagnostics.explain import Explained, explain_report

    file = load_catalog(catalog, Path())
    destination = destination_of(shared, asked_clock(None, file))
    given = asked_format(log_format, file)
    named = request_named(request, file.catalog.secret_names, given)
    destination.write(explain_report(Explained(named, file.catalog, file.registry)))
