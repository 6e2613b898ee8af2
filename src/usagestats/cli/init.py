"""`usagestats init`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from usagestats.cli import options

From = Annotated[
    Path | None,
    typer.Option(
        "--from",
        metavar="FILE",
        help="Import an OpenAPI 3 document, 3scale resources, or Kong's declarative configuration.",
    ),
]
NewFile = Annotated[
    Path,
    typer.Option("--output", "-o", metavar="FILE", help="The file to write; never overwritten."),
]
Schema = Annotated[
    bool, typer.Option("--schema", help="Print the JSON Schema of the catalog, for editors.")
]


def init(
    logs: options.Logs = None,
    *,
    from_: From = None,
    output: NewFile = Path("usagestats.toml"),
    schema: Schema = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Write a commented usagestats.toml: from logs, from another program's file, or to fill in.

    What logs name as applications goes into an applications.csv beside it.
    """
    from usagestats.cli.messages import Messages
    from usagestats.cli.new_catalog import drafted, print_schema, write_catalog

    if schema:
        print_schema()
        return
    messages = Messages(quiet, verbose)
    write_catalog(drafted(logs, from_, messages), output, messages)
