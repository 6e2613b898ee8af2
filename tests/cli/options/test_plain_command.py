from __future__ import annotations

from typer._click.core import Context

from usagestats.cli.command_list import load_command
from usagestats.cli.options.plain_command import PlainCommand, PlainGroup
from usagestats.cli.options.plain_values import _PlainFirst


def test_every_parameter_has_plain_values() -> None:
    command = load_command("traffic")
    parameters = command.get_params(Context(command, info_name="traffic"))

    assert isinstance(command, PlainCommand)
    assert {parameter.get_runtime_param for parameter in parameters} == {_PlainFirst}  # type: ignore[attr-defined]


def test_a_group_lists_its_commands_with_the_first_lines_of_their_help() -> None:
    group = load_command("store")

    assert isinstance(group, PlainGroup)
    assert group.headings() == {
        "Commands": {
            "info": "Show the time that the store covers, and its size.",
            "compact": "Make the store smaller and faster.",
            "forget": "Delete old usage, or the names of applications.",
            "import": "Import the usage of years before from the 3scale portal.",
            "export": "Export the usage in the store.",
        }
    }
