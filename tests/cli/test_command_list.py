from __future__ import annotations

import re

import pytest

from usagestats.cli.command_list import COMMANDS, load_command


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_listed_with_the_first_line_of_its_help(name: str) -> None:
    command = load_command(name)

    assert command.name == name
    assert command.help
    first_line = command.help.partition("\n")[0]
    assert re.sub(r" \(.*\)", "", first_line) == COMMANDS[name]
