"""`usagestats why`: one command for each report whose numbers count requests or usage."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from usagestats.cli.commands.averages import averages
from usagestats.cli.commands.billing import billing
from usagestats.cli.commands.integration_errors import integration_errors
from usagestats.cli.commands.response_codes import response_codes
from usagestats.cli.commands.top_apps import top_apps
from usagestats.cli.commands.traffic import traffic
from usagestats.cli.options.plain_command import PlainCommand, PlainGroup
from usagestats.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable

    from typer._click import Command
    from typer._click.core import Context


class ExplainedReports(PlainGroup):
    """The reports whose numbers are explained."""

    def resolve_command(
        self, ctx: Context, args: list[str]
    ) -> tuple[str | None, Command | None, list[str]]:
        """Return the name, the command and its arguments.

        Raises:
            UsageError: The numbers of this command are not explained.
        """
        if args[0].startswith("-") or args[0] in self.commands:
            return super().resolve_command(ctx, args)
        hint = did_you_mean(args[0], self.commands) or f"choose from {', '.join(self.commands)}"
        raise UsageError(f"no report whose numbers it explains: {args[0]}", where="why", hint=hint)


why = typer.Typer(
    name="why",
    cls=ExplainedReports,
    help="Show the rules and lines that one number is made of.",
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
)

Row = Annotated[
    list[str] | None,
    typer.Option(
        "--row",
        metavar="KEY=VALUE",
        help="Some values of the row, as CSV writes them, such as status=404, or the beginning of"
        " a time; may be repeated.",
        show_default=False,
    ),
]
ColumnName = Annotated[
    str | None,
    typer.Option(
        "--column",
        metavar="NAME",
        help="Column of the number.",
        show_default="the one with the bars",
    ),
]
Lines = Annotated[
    int,
    typer.Option("--lines", metavar="N", min=0, help="Number of lines to show."),
]
_OWN: Final = {"row": (Row, None), "column": (ColumnName, None), "lines": (Lines, 5)}
_DOC: Final = """Explain one number of {name}.

Its options are those of {name}; --row and --column name the number. Each row is a rule with the
usage that it gave in one log; together they are the number. Then some of the lines follow.
"""


def explaining(command: Callable[..., None], name: str) -> Callable[..., None]:
    """Return a command with the options of a report, which explains one of its numbers."""

    def run(**values: Any) -> None:  # noqa: ANN401  (the options are of any type)
        row, column, lines = (values.pop(own) for own in _OWN)
        from functools import partial

        from usagestats.cli.runs.report_run import CHANGED_RUN
        from usagestats.cli.runs.why_run import NumberAsked, WhyRun

        asked = NumberAsked(tuple(row or ()), column, lines)
        values["context"].meta[CHANGED_RUN] = partial(WhyRun.of, asked)
        command(**values)

    context, *others = inspect.signature(command).parameters.values()
    keyword = inspect.Parameter.KEYWORD_ONLY
    own = [
        inspect.Parameter(key, keyword, default=default, annotation=annotation)
        for key, (annotation, default) in _OWN.items()
    ]
    parameters = [context, *own, *others]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    run.__name__, run.__doc__ = command.__name__, _DOC.format(name=name)
    return run


for _command in (traffic, averages, top_apps, response_codes, integration_errors, billing):
    _name = _command.__name__.replace("_", "-")
    why.command(_name, cls=PlainCommand)(explaining(_command, _name))
