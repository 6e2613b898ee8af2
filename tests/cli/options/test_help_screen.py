from __future__ import annotations

import re
from typing import get_args

import pytest
import typer

from tests.case import ENVIRONMENT, Invocation
from tests.same_process import run_in_process
from usagestats.cli.options import (
    headings,
    input_options,
    output_options,
    report_options,
    selection_options,
    sending_options,
    time_options,
)
from usagestats.cli.options.examples import EXAMPLES
from usagestats.cli.options.help_screen import examples_of

OPTIONS = (
    *(input_options, selection_options, time_options, sending_options, output_options),
    report_options,
)
COMMANDS = [path for path in EXAMPLES if path]
SHARED = (*(headings.INPUT, headings.SELECTION, headings.TIME, headings.SENDING, headings.OUTPUT),)
OF_THE_COMMAND = {"SplitBy", "Long", "Dense"}
"""Options of several commands that say what a report is about; they stand with its own."""


def help_of(path: str, *, width: int = 80, name: str = "--help") -> list[str]:
    environment = ENVIRONMENT | {"COLUMNS": str(width)}
    outcome = run_in_process(Invocation([*path.split(), name], environment=environment))
    assert (outcome.stderr, outcome.exit) == ("", 0)
    return outcome.stdout.splitlines()


def test_every_summary_of_the_first_screen_is_whole_in_one_line() -> None:
    shown = help_of("")

    assert all(len(line) <= 80 for line in shown)
    assert not [line for line in shown if "..." in line]
    assert [line for line in shown if line.endswith(":")] == [
        *("Reports:", "Logs and catalog:", "Store:", "Options:", "Examples:")
    ]
    rows = shown[shown.index("Reports:") : shown.index("Options:")]
    assert all(line.startswith("  ") and line[2] != " " for line in rows if line[-1:] == ".")


def test_without_a_command_the_first_screen_is_a_usage_error() -> None:
    environment = ENVIRONMENT | {"COLUMNS": "80"}
    outcome = run_in_process(Invocation([], environment=environment))

    assert outcome.exit == 2
    assert outcome.stderr.splitlines() == help_of("")


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize("path", COMMANDS)
def test_the_help_of_a_command_fits_and_has_no_types(path: str, width: int) -> None:
    shown = help_of(path, width=width)
    examples = shown.index("Examples:")

    assert not [line for line in shown[:examples] if len(line) > min(width, 80)]
    assert not [line for line in shown if len(line) > 80]
    assert not re.search("<[a-z]", "".join(shown))
    assert "list[" not in "".join(shown)


@pytest.mark.parametrize("path", COMMANDS)
def test_the_short_name_shows_the_same_help(path: str) -> None:
    assert help_of(path, name="-h") == help_of(path)


@pytest.mark.parametrize("path", COMMANDS)
def test_every_help_ends_with_three_examples(path: str) -> None:
    shown = help_of(path)
    lines = shown[shown.index("Examples:") + 1 :]

    assert len(lines) == 6
    assert all(line.startswith("  # ") for line in lines[::2])
    assert all(line.startswith(f"  usagestats {path}") for line in lines[1::2])
    assert examples_of(f"usagestats {path}") == EXAMPLES[path]


def test_every_option_of_several_commands_has_the_heading_of_a_group() -> None:
    found = {
        name: info.rich_help_panel
        for module in OPTIONS
        for name, annotation in vars(module).items()
        for info in get_args(annotation)
        if isinstance(info, (typer.models.OptionInfo, typer.models.ArgumentInfo))
    }
    assert {name for name, heading in found.items() if heading is None} <= OF_THE_COMMAND
    assert {heading for heading in found.values() if heading} == set(SHARED)


def test_groups_stand_in_their_order_and_messages_last() -> None:
    shown = help_of("traffic")
    headings = [line for line in shown if line.endswith(":") and not line.startswith(" ")]

    assert headings == ["Options:", "Input:", "Selection:", "Time:", "Output:", "Examples:"]
    assert shown[shown.index("Input:") + 1].startswith("  LOG... ")
    names = [line.split()[0] for line in shown[shown.index("Output:") :] if line[2:3] == "-"]
    assert names[-3:] == ["-q,", "-v,", "-h,"]


def test_choices_and_defaults_stand_behind_the_text() -> None:
    text = " ".join(" ".join(help_of("traffic")).split())

    widths = "minute, 5min, 15min, hour, day, week, month, year, all"
    assert f"--by WIDTH Width of the periods: {widths}. [default: day]" in text
    assert "gateway let through: matched, authorized. [default: matched]" in text
    assert "[default: detected]" in text


def test_an_argument_that_is_needed_has_no_brackets() -> None:
    assert help_of("explain")[0] == "Usage: usagestats explain [OPTIONS] REQUEST"
    assert help_of("traffic")[0] == "Usage: usagestats traffic [OPTIONS] [LOG...]"
    assert help_of("store")[0] == "Usage: usagestats store COMMAND [OPTIONS] [ARGUMENTS]"
