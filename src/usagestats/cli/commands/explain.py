"""`usagestats explain`."""

from __future__ import annotations

from typing import Annotated

import typer

from usagestats.cli.options import input_options
from usagestats.cli.options.groups import OutputOptions, with_options

Request = Annotated[
    str,
    typer.Argument(
        metavar="REQUEST",
        help="A request such as 'GET https://api.example.org/v1/x?user_key=…', or FILE:LINE.",
        show_default=False,
    ),
]


@with_options
def explain(
    *,
    request: Request,
    catalog: input_options.Catalog = None,
    no_catalog: input_options.NoCatalog = False,
    log_format: input_options.LogFormat = None,
    cluster: input_options.NoCluster = None,  # noqa: ARG001  (refused as soon as it is read)
    output: OutputOptions,
) -> None:
    """Explain how one request is read and counted.

    It shows the product, the backend, the application, every mapping rule that was tried, and the
    usage that the request adds.
    """
    from usagestats.cli.console.messages import Messages
    from usagestats.cli.console.output import destination_of
    from usagestats.cli.options.catalog_choice import catalog_in_force
    from usagestats.cli.options.request_argument import request_named
    from usagestats.cli.options.settings import clock_of
    from usagestats.cli.runs.reading import log_format_of
    from usagestats.diagnostics.explain import Explained, explain_report

    file = catalog_in_force(catalog, is_without=no_catalog)
    messages = Messages(quiet=False, verbose=False)
    destination = destination_of(output, file, clock_of(None, file), messages)
    given = log_format_of(log_format, file, messages)
    named = request_named(request, file.catalog.secret_names, given)
    destination.write(explain_report(Explained(named, file.catalog, file.registry)))
