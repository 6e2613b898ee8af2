"""`usagestats init`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from usagestats.cli.options import option
from usagestats.errors import UsageError

From = Annotated[
    Path | None,
    typer.Option(
        "--from",
        metavar="FILE",
        help="Import an OpenAPI 3 document, 3scale resources, or Kong's declarative configuration.",
    ),
]
NewFile = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="The file to write, never overwritten; - prints the catalog"
        " [default: usagestats.toml].",
    ),
]
Schema = Annotated[
    bool, typer.Option("--schema", help="Print the JSON Schema of the catalog, for editors.")
]


def init(
    logs: option.Logs = None,
    *,
    log_format: option.LogFormat = None,
    from_: From = None,
    output: NewFile = None,
    schema: Schema = False,
    quiet: option.Quiet = False,
    verbose: option.Verbose = False,
) -> None:
    """Write a commented usagestats.toml: from logs, from another program's file, or to fill in.

    The applications that logs name go into an applications.csv beside it.
    """
    from usagestats.catalog.catalog_file import FILE_NAME
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
