"""Options on the requests that a report counts."""

from __future__ import annotations

from typing import Annotated

import typer

from usagestats.choices import Counting
from usagestats.cli.options import completion
from usagestats.cli.options.headings import SELECTION

CountingChoice = Annotated[
    Counting | None,
    typer.Option(
        "--counting",
        metavar="WORD",
        help="Requests that count as usage: all that match a rule, or of these only those that the"
        " gateway let through:",
        show_default="matched",
        rich_help_panel=SELECTION,
    ),
]
Product = Annotated[
    list[str] | None,
    typer.Option(
        "--product",
        metavar="NAME,…",
        help="Only these products.",
        rich_help_panel=SELECTION,
        autocompletion=completion.products,
    ),
]
Plan = Annotated[
    list[str] | None,
    typer.Option(
        "--plan",
        metavar="NAME|ID",
        help="Only applications of this plan; may be repeated.",
        rich_help_panel=SELECTION,
        autocompletion=completion.plans,
    ),
]
Account = Annotated[
    list[str] | None,
    typer.Option(
        "--account",
        metavar="NAME|ID",
        help="Only applications of this account; may be repeated.",
        rich_help_panel=SELECTION,
        autocompletion=completion.accounts,
    ),
]
Metric = Annotated[
    list[str] | None,
    typer.Option(
        "--metric",
        metavar="NAME,…",
        help="Only these metrics; requests always shown.",
        rich_help_panel=SELECTION,
        autocompletion=completion.metrics,
    ),
]
Backend = Annotated[
    list[str] | None,
    typer.Option(
        "--backend",
        metavar="NAME,…",
        help="Only these backends.",
        rich_help_panel=SELECTION,
        autocompletion=completion.backends,
    ),
]
App = Annotated[
    list[str] | None,
    typer.Option(
        "--app",
        metavar="NAME|ID",
        help="Only this application; may be repeated.",
        rich_help_panel=SELECTION,
        autocompletion=completion.applications,
    ),
]
Status = Annotated[
    list[str] | None,
    typer.Option(
        "--status",
        metavar="CODE,…",
        help="Only these statuses: 404, 4xx, none.",
        rich_help_panel=SELECTION,
        autocompletion=completion.statuses,
    ),
]
PathPrefix = Annotated[
    list[str] | None,
    typer.Option(
        "--path",
        metavar="PREFIX",
        help="Only paths that begin with this text: /v1 also takes /v10, /v1/ does not. For logs,"
        " not for a store; may be repeated.",
        rich_help_panel=SELECTION,
    ),
]
HttpMethod = Annotated[
    list[str] | None,
    typer.Option(
        "--http-method",
        metavar="VERB,…",
        help="Only these HTTP methods: GET, POST, none. For logs, not for a store.",
        rich_help_panel=SELECTION,
        autocompletion=completion.http_methods,
    ),
]
