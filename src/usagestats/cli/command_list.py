"""The list of commands. A new command is a new file, and a line here.

A command is a function, or a group of commands, in the module of `commands/` with its name. The
module is loaded only to run the command, to complete its options or to show its own help; the help
of the program needs nothing but these lines.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import typer
from typer.core import TyperCommand

from usagestats.cli.options.plain_values import PlainCommand, PlainGroup

if TYPE_CHECKING:
    from typer._click import Command
    from typer._click.core import Context

COMMANDS: Final = {
    "traffic": "Show the requests and the usage of each metric, by hour, day, week, month or year.",
    "averages": "Show the mean usage per day of each weekday, or per hour of each hour of the day.",
    "top-apps": "Show the applications that used the API most, over exactly the given range.",
    "response-codes": "Show how many requests were answered with each status, and with none.",
    "limits": "Show how much of its plan's limits each application uses, and will use at"
    " this pace.",
    "alerts": "Show when applications reached 50, 80, 90, 100, 120, 150, 200 or 300 % of a limit.",
    "signups": "Show the newest applications of applications.csv, and when the logs first saw"
    " them.",
    "overview": "Show the last 30 whole days, or --range, compared with the time before.",
    "integration-errors": "Show what went wrong between clients and products: how often, when, and"
    " a sample line.",
    "top-paths": "Show the paths with the most requests; identifiers in them become {id}.",
    "requests": "Show the requests themselves, as they were understood, credentials masked.",
    "check": "Show how logs are read, which lines do not parse, and probable mistakes of the"
    " catalog.",
    "explain": "Show how one request is read: product, backend, application, every rule, the"
    " usage.",
    "formats": "Show the log formats that are recognised, with a line of each.",
    "init": "Write a commented usagestats.toml: from logs, from another program's file, or to fill"
    " in.",
    "ingest": "Add the new lines of logs to the store, each line once, whatever happens to the"
    " files.",
    "store": "Look at the store, and keep it small.",
}
"""The name of each command → the first line of its help."""


class CommandList(PlainGroup):
    """Lists all commands with the lines of `COMMANDS`, and loads only the command that is run."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401  (of any kind)
        super().__init__(**settings)
        for name, line in COMMANDS.items():
            self.add_command(TyperCommand(name, help=line))

    def resolve_command(
        self, ctx: Context, args: list[str]
    ) -> tuple[str | None, Command | None, list[str]]:
        """Return the name, the command and its arguments."""
        name, command, rest = super().resolve_command(ctx, args)
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
