"""Options on what is read: the logs, the store and the catalog."""

from __future__ import annotations

from typing import Annotated

import typer

from usagestats.cli.options import completion
from usagestats.cli.options.headings import INPUT
from usagestats.cli.options.no_cluster import refuse_cluster

Logs = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="LOG",
        help="Access logs: files, globs, folders, URLs (s3://, gs://, az://, https://), or - for"
        " standard input; also gz, bz2, xz, zst.",
        show_default=False,
        rich_help_panel=INPUT,
    ),
]
Store = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="FOLDER",
        help="The store to read if no LOG is given.",
        rich_help_panel=INPUT,
    ),
]
StoreToFill = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="FOLDER",
        help="The store to add to.",
        show_default="as usagestats config shows",
        rich_help_panel=INPUT,
    ),
]
StoreAlone = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="FOLDER",
        help="The store.",
        show_default="as usagestats config shows",
        rich_help_panel=INPUT,
    ),
]
Objects = Annotated[
    str | None,
    typer.Option(
        "--objects",
        metavar="FILE",
        help="Objects to count: URLs, events of S3 as JSON, or an inventory; - for standard input.",
        rich_help_panel=INPUT,
    ),
]
Days = Annotated[
    int | None,
    typer.Option(
        "--days",
        metavar="N",
        min=1,
        help="The days for a {date:%Y/%m/%d} in URLs: today, UTC, and those before.",
        rich_help_panel=INPUT,
    ),
]
LogTimezone = Annotated[
    str | None,
    typer.Option(
        "--log-timezone",
        metavar="ZONE",
        help="Time zone of logs without a UTC offset.",
        show_default="--timezone",
        rich_help_panel=INPUT,
        autocompletion=completion.timezones,
    ),
]
LogFormat = Annotated[
    str | None,
    typer.Option(
        "--log-format",
        metavar="FORMAT",
        help="Log format: a name, the gateway's own format as in its configuration, FILE:NAME,"
        " or json:{…}.",
        show_default="detected",
        rich_help_panel=INPUT,
        autocompletion=completion.log_formats,
    ),
]
Cluster = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        metavar="ADDRESS",
        help="Count on a cluster: tcp://… or tls://… (Dask), spark, spark:… or sc://… (Spark); or"
        " local:N, by N processes of this machine without Dask.",
        show_default=False,
        rich_help_panel=INPUT,
    ),
]
NoCluster = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        metavar="ADDRESS",
        hidden=True,
        callback=refuse_cluster,
        rich_help_panel=INPUT,
    ),
]
"""The same option of a command that refuses it."""
MaxRejects = Annotated[
    str | None,
    typer.Option(
        "--max-rejects",
        metavar="N|P%",
        help="Exit with 4 if more lines, or a larger share of them, do not parse.",
        rich_help_panel=INPUT,
    ),
]
Catalog = Annotated[
    str | None,
    typer.Option(
        "--catalog",
        metavar="FILE",
        help="Products, rules and applications.",
        show_default="usagestats.toml, in this folder or above",
        rich_help_panel=INPUT,
    ),
]
NoCatalog = Annotated[
    bool,
    typer.Option("--no-catalog", help="Read no catalog.", rich_help_panel=INPUT),
]
