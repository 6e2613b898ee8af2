from __future__ import annotations

import inspect
from typing import Annotated

import pytest
import typer

from usagestats.cli.options.groups import (
    OutputOptions,
    RangeOptions,
    ReadingOptions,
    ReportOptions,
    with_options,
)

Own = Annotated[int, typer.Option("--own")]


@pytest.mark.parametrize("kind", [OutputOptions, ReadingOptions, RangeOptions, ReportOptions])
def test_a_command_gets_the_shared_options_in_one_value(kind: type[OutputOptions]) -> None:
    received: list[object] = []

    @with_options(kind)
    def command(context: typer.Context, shared: OutputOptions, *, own: Own = 3) -> None:
        """Do it."""
        received.extend((context, shared, own))

    names = list(inspect.signature(command).parameters)
    defaults = {name: getattr(kind(), name) for name in names[2:]}
    command("context", own=4, **defaults)

    assert names[:2] == ["context", "own"]
    assert names[-4:] == ["output_format", "output", "bom", "color"]
    assert received == ["context", kind(), 4]
    assert (command.__name__, command.__doc__) == ("command", "Do it.")
