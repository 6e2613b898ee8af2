"""The command `usagestats`: every subcommand, and the one place where errors are printed."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from usagestats import __version__
from usagestats.cli.alerts import alerts
from usagestats.cli.averages import averages
from usagestats.cli.check import check
from usagestats.cli.explain import explain
from usagestats.cli.formats import formats
from usagestats.cli.ingest import ingest
from usagestats.cli.init import init
from usagestats.cli.integration_errors import integration_errors
from usagestats.cli.limits import limits
from usagestats.cli.messages import say
from usagestats.cli.overview import overview
from usagestats.cli.requests import requests
from usagestats.cli.response_codes import response_codes
from usagestats.cli.signups import signups
from usagestats.cli.store import store
from usagestats.cli.top_apps import top_apps
from usagestats.cli.top_paths import top_paths
from usagestats.cli.traffic import traffic
from usagestats.errors import ExitCode, UsageStatsError

app = typer.Typer(
    name="usagestats",
    help="Usage statistics of an API, straight from its gateway's access logs.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
)
app.command()(traffic)
app.command()(averages)
app.command("top-apps")(top_apps)
app.command("response-codes")(response_codes)
app.command()(limits)
app.command()(alerts)
app.command()(signups)
app.command()(overview)
app.command("integration-errors")(integration_errors)
app.command("top-paths")(top_paths)
app.command()(requests)
app.command()(check)
app.command()(explain)
app.command()(formats)
app.command()(init)
app.command()(ingest)
app.add_typer(store, name="store")


def _show_version(*, is_asked: bool) -> None:
    if is_asked:
        typer.echo(f"usagestats {__version__}")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
]


@app.callback()
def _root(*, version: Version = False) -> None:
    """Usage statistics of an API, straight from its gateway's access logs."""


def main() -> None:
    """Run the command and leave with its exit code."""
    try:
        sys.exit(app(standalone_mode=False) or ExitCode.OK)
    except UsageStatsError as error:
        say(str(error))
        sys.exit(error.exit_code)
    except typer.TyperException as error:  # an unknown option, a missing value, no command
        say(f"usagestats: {error.format_message().replace('Value error, ', '')}")
        sys.exit(error.exit_code)
    except (typer.Abort, KeyboardInterrupt):
        sys.exit(ExitCode.INTERRUPTED)
