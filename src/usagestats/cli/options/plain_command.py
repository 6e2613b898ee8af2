"""A command, and a group of commands, with plain values and a help screen of our own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand, TyperGroup

from usagestats.cli.options.plain_values import with_plain_values

if TYPE_CHECKING:
    from typer._click import HelpFormatter, Parameter
    from typer._click.core import Context


class PlainCommand(TyperCommand):
    """A command whose options have plain values."""

    def get_params(self, ctx: Context) -> list[Parameter]:
        """Return its options and arguments."""
        return with_plain_values(super().get_params(ctx))

    def collect_usage_pieces(self, ctx: Context) -> list[str]:
        """Return the parts of the line of usage."""
        from usagestats.cli.options.help_screen import usage_pieces

        return usage_pieces(self.get_params(ctx))

    def format_options(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the options in groups, and the examples."""
        from usagestats.cli.options.help_screen import write_examples, write_options

        write_options(self.get_params(ctx), ctx, formatter)
        write_examples(ctx.command_path, formatter)


class PlainGroup(TyperGroup):
    """A group of commands whose own options have plain values."""

    def get_params(self, ctx: Context) -> list[Parameter]:
        """Return its options and arguments."""
        return with_plain_values(super().get_params(ctx))

    def collect_usage_pieces(self, ctx: Context) -> list[str]:  # noqa: ARG002  (as typer calls it)
        """Return the parts of the line of usage."""
        return ["COMMAND", "[OPTIONS]", "[ARGUMENTS]"]

    def format_options(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the commands, the options and the examples."""
        from usagestats.cli.options.help_screen import (
            write_commands,
            write_examples,
            write_options,
        )

        write_commands(self.headings(), formatter)
        write_options(self.get_params(ctx), ctx, formatter)
        write_examples(ctx.command_path, formatter)

    def headings(self) -> dict[str, dict[str, str]]:
        """Return the headings, and below each the names of its commands and their summaries."""
        return {"Commands": {name: _summary(one) for name, one in self.commands.items()}}


def _summary(command: Any) -> str:  # noqa: ANN401  (a command of typer)
    return (command.help or "").partition("\n")[0]
