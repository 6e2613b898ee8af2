"""The list of commands. A new command is a new file, and a line here.

A command is a function, or a group of commands, in the module of `commands/` with its name. The
module is loaded only to run the command, to complete its options or to show its own help; the help
of the program needs nothing but these lines.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import typer
from typer.core import TyperCommand

from usagestats.cli.options.headings import HELP_NAMES
from usagestats.cli.options.plain_command import PlainCommand, PlainGroup

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from typer._click import Command
    from typer._click.core import Context

_GROUPS: Final = {
    "Reports": {
        "overview": "Compare the last 30 full days with the period before.",
        "report": "Write all reports on one page, a single HTML file.",
        "traffic": "Show requests and usage by hour, day, week or month.",
        "averages": "Show mean usage by day of the week or hour of the day.",
        "top-apps": "Rank the applications by their usage.",
        "movement": "Show which applications came, went, rose or fell.",
        "response-codes": "Count the requests by response status.",
        "latency": "Show how long requests took: median, percentiles.",
        "limits": "Show how much of their limits applications use.",
        "alerts": "Show when applications reached 50 to 300 % of a limit.",
        "check-usage": "Exit with 3 where usage is not as it should be.",
        "billing": "Apply the prices of plans to the usage of months.",
        "signups": "Show the newest applications.",
        "integration-errors": "Count the problems between clients and products.",
        "top-paths": "Show the paths with the most requests.",
        "peaks": "Show the busiest minute and second of each day.",
        "clients": "Show the busiest clients, or count different ones.",
    },
    "Logs and catalog": {
        "watch": "Show the last hour of logs while they grow.",
        "requests": "List the requests themselves, credentials masked.",
        "check": "Check how logs are read, and the catalog for mistakes.",
        "explain": "Explain how one request is read and counted.",
        "why": "Show the rules and lines that one number is made of.",
        "formats": "List the known log formats, each with a sample line.",
        "init": "Write a first usagestats.toml.",
        "config": "Show every setting in force, and where it comes from.",
    },
    "Store": {
        "ingest": "Add new log lines to the store, each line once.",
        "store": "Show the store, make it smaller, or export it.",
    },
}

COMMANDS: Final = {name: line for group in _GROUPS.values() for name, line in group.items()}
"""The name of each command → the first line of its help, without remarks in parentheses."""


class CommandList(PlainGroup):
    """Lists all commands with the lines of `COMMANDS`, and loads only the command that is run."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401  (of any kind)
        super().__init__(**settings)
        for name, line in COMMANDS.items():
            self.add_command(TyperCommand(name, help=line))

    def headings(self) -> dict[str, dict[str, str]]:
        """Return the headings, and below each the names of its commands and their summaries."""
        return _GROUPS

    def _main_shell_completion(
        self, ctx_args: MutableMapping[str, Any], prog_name: str, complete_var: str | None = None
    ) -> None:
        if os.environ.get("COMP_WORDS"):
            from usagestats.cli.options.bash_words import use_bash_words

            use_bash_words()
        super()._main_shell_completion(ctx_args, prog_name, complete_var)

    def resolve_command(
        self, ctx: Context, args: list[str]
    ) -> tuple[str | None, Command | None, list[str]]:
        """Return the name, the command and its arguments."""
        name, command, rest = super().resolve_command(ctx, args)
        if name in COMMANDS and not set(HELP_NAMES).intersection(rest):
            from usagestats.cli.polars_ahead import load_polars_ahead

            load_polars_ahead()
        return name, load_command(name) if name in COMMANDS else command, rest


def load_command(name: str) -> Command:
    """Return a command with its options."""
    own = name.replace("-", "_")
    found = getattr(import_module(f"usagestats.cli.commands.{own}"), own)
    if isinstance(found, typer.Typer):
        return typer.main.get_command(found)
    alone = typer.Typer(rich_markup_mode=None, add_completion=False)
    alone.command(name, cls=PlainCommand)(found)
    return typer.main.get_command(alone)
