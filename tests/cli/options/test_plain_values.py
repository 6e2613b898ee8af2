from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pytest
import typer
from typer.core import TyperCommand

from usagestats.cli.options.plain_command import PlainCommand


class Shade(StrEnum):
    DARK = "dark"
    LIGHT = "light"


def heard(kind: type[TyperCommand], arguments: list[str]) -> object:
    """Return what a command is given, or how it is refused."""
    app = typer.Typer(rich_markup_mode=None, add_completion=False)

    @app.command(cls=kind)
    def command(
        logs: Annotated[list[str] | None, typer.Argument()] = None,
        *,
        name: Annotated[str | None, typer.Option()] = None,
        shade: Annotated[Shade, typer.Option()] = Shade.DARK,
        shades: Annotated[list[Shade] | None, typer.Option()] = None,
        more: Annotated[list[str] | None, typer.Option()] = None,
        most: Annotated[int, typer.Option("-n", min=1)] = 10,
        file: Annotated[Path | None, typer.Option()] = None,
        quiet: Annotated[bool, typer.Option("--quiet")] = False,
    ) -> None:
        given.extend((logs, name, shade, shades, more, most, file, quiet))

    given: list[object] = []
    try:
        app(arguments, standalone_mode=False)
    except typer.TyperException as error:
        return error.format_message()
    return [(type(value), value) for value in given]


@pytest.mark.parametrize(
    "arguments",
    [
        "",
        "a.log b.log",
        "--name x --shade light --quiet",
        "--name= a.log",
        "--more a --more b",
        "--shade Light",
        "--shade=",
        "--shades light --shades dark",
        "--shades light --shades pale",
        "-n 3",
        "-n 0",
        "-n many",
        "--file a.toml",
        "--name",
        "--other",
    ],
)
def test_values_are_as_typer_would_have_them(arguments: str) -> None:
    words = arguments.split()

    assert heard(PlainCommand, words) == heard(TyperCommand, words)
