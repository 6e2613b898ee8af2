"""Options on the rows of a report, which `--help` lists among the options of the command itself."""

from __future__ import annotations

from typing import Annotated

import typer

from usagestats.cli.options import completion

SplitBy = Annotated[
    list[str] | None,
    typer.Option(
        "--split-by",
        metavar="KEY,…",
        help="One row for each product, backend, app, plan, account, status, path or user-agent;"
        " a store has neither paths nor user agents.",
        autocompletion=completion.split_keys,
    ),
]
Long = Annotated[bool, typer.Option("--long", help="One row per metric instead of one column.")]
Dense = Annotated[bool, typer.Option("--dense", help="Also show split rows without requests.")]
