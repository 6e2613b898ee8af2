"""`usagestats explain`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from usagestats.cli.options import option
from usagestats.cli.options.groups import OutputOptions, with_options

Request = Annotated[
    str,
    typer.Argument(
        metavar="REQUEST",
        help="Such as 'GET https://api.example.org/v1/x?user_key=…', or FILE:LINE.",
        show_default=False,
    ),
]


@with_options
def explain(
    *,
    request: Request,
    catalog: option.Catalog = None,
    log_format: option.LogFormat = None,
    output: OutputOptions,
) -> None:
    """Show how one request is read: product, backend, application, every rule, the usage."""
    from usagestats.catalog.catalog_file import load_catalog
    from usagestats.cli.console.messages import Messages
    from usagestats.cli.console.output import destination_of
    from usagestats.cli.options.request_argument import request_named
    from usagestats.cli.options.settings import clock_of
    from usagestats.cli.runs.reading import log_format_of
    from usagestats.diagnostics.explain import Explained, explain_report

    file = load_catalog(catalog, Path())
    messages = Messages(quiet=False, verbose=False)
    destination = destination_of(output, clock_of(None, file), messages)
    given = log_format_of(log_format, file, messages)
    named = request_named(request, file.catalog.secret_names, given)
    destination.write(explain_report(Explained(named, file.catalog, file.registry)))
