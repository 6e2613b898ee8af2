"""Options on what is sent, and to whom."""

from __future__ import annotations

from typing import Annotated

import typer

from usagestats.cli.options.headings import SENDING

Email = Annotated[
    list[str] | None,
    typer.Option(
        "--email",
        metavar="ADDRESS",
        help="Mail the result to this address, by the server of [smtp] in the catalog; may be"
        " repeated.",
        rich_help_panel=SENDING,
    ),
]
Webhook = Annotated[
    list[str] | None,
    typer.Option(
        "--webhook",
        metavar="URL",
        help="Post the result as JSON to this URL; may be repeated.",
        rich_help_panel=SENDING,
    ),
]
SmtpInsecure = Annotated[
    bool,
    typer.Option(
        "--smtp-insecure",
        help="Mail without TLS even to another machine, where [smtp] has security none.",
        rich_help_panel=SENDING,
    ),
]
IsDryRun = Annotated[
    bool,
    typer.Option(
        "--dry-run",
        help="Write what would be sent, and send nothing.",
        rich_help_panel=SENDING,
    ),
]
