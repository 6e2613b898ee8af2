"""`usagestats init`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from usagestats.cli.options import headings, input_options, output_options
from usagestats.errors import UsageError

From = Annotated[
    Path | None,
    typer.Option(
        "--from",
        metavar="FILE",
        help="Import an OpenAPI 3 document, 3scale resources or Kong's declarative configuration.",
    ),
]
NewFile = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="The new file, which must not exist; - prints the catalog.",
        show_default="usagestats.toml",
        rich_help_panel=headings.OUTPUT,
    ),
]
Schema = Annotated[
    bool, typer.Option("--schema", help="Print the JSON Schema of the catalog, for your editor.")
]


def init(
    logs: input_options.Logs = None,
    *,
    log_format: input_options.LogFormat = None,
    from_: From = None,
    output: NewFile = None,
    schema: Schema = False,
    cluster: input_options.NoCluster = None,  # noqa: ARG001  (refused as soon as it is read)
    quiet: output_options.Quiet = False,
    verbose: output_options.Verbose = False,
) -> None:
    """Write a first usagestats.toml.

    It is made from logs, from the file of another program, or as a template to fill in. It has
    comments. Applications go into a file applications.csv in the same folder.
    """
    from usagestats.catalog.catalog_search import FILE_NAME
    from usagestats.cli.console.messages import Messages
    from usagestats.cli.runs.new_catalog import drafted, print_catalog, print_schema, write_catalog

    if schema:
        if logs or from_ or output is not None:
            raise UsageError("cannot be combined with LOG, --from or --output", where="--schema")
        print_schema()
        return
    messages = Messages(quiet, verbose)
    draft = drafted(logs, from_, log_format, messages)
    if output == "-":
        print_catalog(draft, messages)
    else:
        write_catalog(draft, Path(FILE_NAME if output is None else output), messages)
