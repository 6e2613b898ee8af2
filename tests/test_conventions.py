"""The conventions of command lines: docs/conventions.md names a test for each; some are here."""

from __future__ import annotations

import re
import shlex
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from typer.core import TyperGroup

from tests.case import ENVIRONMENT, Case, Invocation, Outcome
from tests.conftest import PROJECT
from tests.real_process import run_as_process
from tests.same_process import run_in_process
from usagestats.cli.command_list import COMMANDS, load_command
from usagestats.cli.options.setting_names import OPTIONS, variable_of
from usagestats.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from typer._click import Command

PAGE = (PROJECT / "docs" / "conventions.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| \d+ \| .* \| (.+) \|$", re.MULTILINE)
NAMED = re.compile(r"`(tests/[^`]+)`")
FEWEST_POINTS = 23


def test_every_point_names_tests_that_exist() -> None:
    rows = [NAMED.findall(tests) for tests in ROW.findall(PAGE)]
    named = {name for row in rows for name in row}

    assert len(rows) >= FEWEST_POINTS
    assert all(rows)
    assert {name for name in named if not exists(name)} == set()


def test_points_are_numbered_in_their_order() -> None:
    numbers = re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE)

    assert numbers == [str(number) for number, _ in enumerate(numbers, start=1)]


def exists(name: str) -> bool:
    """Return whether a test is there: a case by its file, else a function by its name."""
    file, _, function = name.partition("::")
    path = PROJECT / file
    if not path.is_file():
        return False
    if not function:
        return path.suffix == ".toml"
    return f"\ndef {function}(" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name",
    [
        "tests/cases/input/no-such-case.toml",
        "tests/test_conventions.py",
        "tests/test_conventions.py::test_that_nobody_wrote",
        "tests/test_nowhere.py::test_that_nobody_wrote",
    ],
)
def test_a_test_that_does_not_exist_is_noticed(name: str) -> None:
    assert not exists(name)


def commands() -> Iterator[tuple[str, Command]]:
    for name in COMMANDS:
        command = load_command(name)
        yield name, command
        if isinstance(command, TyperGroup):
            yield from ((f"{name} {inner}", one) for inner, one in command.commands.items())


ALL_COMMANDS = dict(commands())


@pytest.mark.parametrize("name", ["", *ALL_COMMANDS])
def test_every_command_has_help_on_standard_output(name: str) -> None:
    outcome = run_in_process(Invocation([*name.split(), "--help"]))

    assert outcome.stdout.startswith(f"Usage: usagestats {name} ".replace("  ", " "))
    assert (outcome.stderr, outcome.exit) == ("", 0)


def test_a_letter_means_the_same_in_every_command() -> None:
    meanings = defaultdict(set)
    for command in ALL_COMMANDS.values():
        for parameter in command.params:
            long = [name for name in parameter.opts if name.startswith("--")]
            for letter in set(parameter.opts) - set(long):
                if letter.startswith("-"):
                    meanings[letter].update(long or ["no long form"])

    assert {letter: names for letter, names in meanings.items() if len(names) != 1} == {}
    assert {"no long form"} not in meanings.values()
    assert meanings["-o"] == {"--output"}
    assert meanings["-q"] == {"--quiet"}


def test_options_are_written_in_one_way() -> None:
    names = {
        name
        for command in ALL_COMMANDS.values()
        for parameter in command.params
        for name in [*parameter.opts, *parameter.secondary_opts]
        if name.startswith("-")
    }

    assert {
        name for name in names if not re.fullmatch("-[a-z]|--[a-z0-9]+(-[a-z0-9]+)*", name)
    } == set()


def test_options_may_stand_anywhere_and_take_their_value_in_two_ways() -> None:
    log = "sample_logs/apicast.log"
    first = run_in_process(Invocation(["traffic", "--by", "week", log, "--format", "json"]))
    last = run_in_process(Invocation(["traffic", log, "--by=week", "--format=json"]))

    assert first.exit == 0
    assert first == last


def test_the_shell_completes_commands() -> None:
    request = {"COMP_WORDS": "usagestats tr", "COMP_CWORD": "1"}
    environment = ENVIRONMENT | request | {"_USAGESTATS_COMPLETE": "complete_bash"}

    assert run_as_process(Invocation([], environment=environment)) == Outcome("traffic\n", "", 0)


def test_nothing_is_asked_of_the_person_at_the_terminal() -> None:
    """So nothing waits for an answer in cron, and no credential is typed in."""
    asking = re.compile(r"\b(?:input|prompt|confirm|getpass)\(|prompt=|confirmation_prompt")
    files = (PROJECT / "src").rglob("*.py")

    assert [str(file) for file in files if asking.search(file.read_text(encoding="utf-8"))] == []


def test_every_variable_of_the_environment_is_documented() -> None:
    documents = "".join(
        path.read_text(encoding="utf-8")
        for path in [*(PROJECT / "docs").glob("*.md"), *PROJECT.glob("*.md")]
    )
    variables = {
        name
        for file in (PROJECT / "src").rglob("*.py")
        for name in re.findall(r"\"(USAGESTATS_[A-Z_]+)\"", file.read_text(encoding="utf-8"))
    }
    variables |= {variable_of(key) for key in OPTIONS}

    assert {"USAGESTATS_NOW", "USAGESTATS_STORE"} < variables
    assert {name for name in variables if name not in documents} == set()


def test_every_exit_code_is_documented() -> None:
    page = (PROJECT / "docs" / "exit-codes.md").read_text(encoding="utf-8")
    codes = re.findall(r"^\| ([0-9, ]+) \|", page, re.MULTILINE)
    documented = {int(code) for row in codes for code in row.split(", ")}

    assert set(ExitCode) <= documented


PIPED = [
    case
    for case in map(Case.read, sorted((PROJECT / "tests" / "cases").rglob("*.toml")))
    if not case.terminal
]
"""On a terminal, standard output and standard error may be the same."""


def test_a_usage_error_writes_nothing_to_standard_output() -> None:
    wrong = [case for case in PIPED if case.exit == ExitCode.USAGE]

    assert len(wrong) > 1
    assert [case.path.stem for case in wrong if case.stdout] == []


def test_every_message_begins_with_the_name_of_the_program_and_stands_on_standard_error() -> None:
    """A line that belongs to a message above it is indented."""
    said = [case for case in PIPED if case.stderr and not case.stderr.startswith("Usage:")]
    begins = re.compile(r"usagestats: |  ")

    assert len(said) > 1
    assert {
        line for case in said for line in case.stderr.splitlines() if not begins.match(line)
    } == set()
    assert [case.path.stem for case in PIPED if case.stdout.startswith("usagestats: ")] == []


@pytest.mark.slow
@pytest.mark.parametrize("command", ["traffic --split-by app", "overview", "top-apps"])
def test_the_same_input_gives_the_same_bytes_whatever_the_locale(
    command: str, tmp_path: Path
) -> None:
    log = tmp_path / "a.log"
    log.write_text(
        '192.0.2.1 - Zoë [04/May/2026:10:00:00 +0000] "GET /a HTTP/1.1" 200 5 "-" "-"\n'
        '192.0.2.1 - 東京 [04/May/2026:10:00:00 +0000] "GET /a HTTP/1.1" 200 5 "-" "-"\n',
        encoding="utf-8",
    )
    once = Invocation(
        [*shlex.split(command), str(log)], environment=ENVIRONMENT | {"PYTHONHASHSEED": "1"}
    )
    other = {"LC_ALL": "POSIX", "PYTHONIOENCODING": "ascii", "PYTHONHASHSEED": "2", "COLUMNS": "40"}
    outcome = run_as_process(once)

    assert outcome.exit == 0
    assert "Zoë" in outcome.stdout
    assert run_as_process(replace(once, environment=ENVIRONMENT | other)) == outcome
