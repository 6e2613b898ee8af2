"""The message about a wrong command line, and the next steps.

An option that a command lacks may be one of other commands: then these are named.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from typer._click.exceptions import NoSuchOption

from usagestats.choices import SPLIT_KEYS
from usagestats.cli.command_list import COMMANDS, load_command
from usagestats.errors import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    import typer
    from typer._click import Command
    from typer._click.core import Context

_OF_ALL_USAGE: Final = dict.fromkeys(
    ("--status", "--path", "--http-method", "--metric"),
    "a limit is for all usage of an application, so it cannot be compared with a part",
)
_LACKED_ON_PURPOSE: Final = {
    "limits": _OF_ALL_USAGE,
    "alerts": _OF_ALL_USAGE,
    "peaks": {"--store": "a store keeps 15 minutes, not seconds: name the logs instead"},
    "top-paths": {"--store": "a store keeps no paths: name the logs instead"},
}
"""The options that a command lacks, and why, by the name of the command."""
_UNEXPECTED: Final = re.compile(r"Got unexpected extra argument\(s\) \((.*)\)", re.DOTALL)
_INVALID: Final = re.compile(r"Invalid value for '([^']*)'[^:]*: (.*)", re.DOTALL)
_NO_CHOICE: Final = re.compile(r"'(.*)' is not one of ('.*')\.", re.DOTALL)
_NUMBERS: Final = (
    (re.compile(r"Input should be a valid (?:integer|number)\b.*"), "write a whole number"),
    (re.compile(r"Input should be greater than or equal to (\d+)"), r"write \1 or a larger number"),
)
"""The words of a library on a value that is no number, or too small, and ours."""


def message_of(error: typer.TyperException) -> str:
    """Return the message of an error in the command line, with a line for each next step."""
    text = error.format_message().replace("Value error, ", "")
    context = getattr(error, "ctx", None)
    if context is None or text.startswith("Usage: "):  # a command is missing
        return text if context else f"usagestats: {text}"
    steps: list[str] = []
    if isinstance(error, NoSuchOption):
        name = error.option_name
        text, steps = f"no such option: {name}", _steps_without_option(name, context)
    elif unexpected := _UNEXPECTED.fullmatch(text):
        given = unexpected[1]
        text, steps = f"unexpected argument: {given}", _steps_with_argument(given, context)
    elif invalid := _INVALID.fullmatch(text):
        text, steps = _refused(invalid[1], invalid[2], context)
    listed = "commands" if hasattr(context.command, "commands") else "options"
    steps.append(f"{context.command_path} -h lists the {listed}")
    return "\n  help: ".join([f"usagestats: {text}", *steps])


def _refused(option: str, reason: str, context: Context) -> tuple[str, list[str]]:
    """Return the message about a value that an option does not take, and the next steps."""
    if refused := _NO_CHOICE.fullmatch(reason):
        word, choices = refused[1], refused[2].strip("'").split("', '")
        there = "there is only" if len(choices) == 1 else "there are"
        steps = [f"{there} {', '.join(choices)}", *_steps_to_word(option, word, choices, context)]
        return f"{option}: no such value: {word}", steps
    for words, own in _NUMBERS:
        reason = words.sub(own, reason)
    return f"{option}: {reason}", []


def _steps_to_word(option: str, word: str, choices: list[str], context: Context) -> list[str]:
    has_splits = "--split-by" in _options(context.command)
    if option == "--by" and has_splits and word in SPLIT_KEYS:
        return [f"did you mean --split-by {word}?"]
    question = did_you_mean(word, choices)
    return [question] if question else []


def _steps_without_option(name: str, context: Context) -> list[str]:
    if reason := _LACKED_ON_PURPOSE.get(context.info_name or "", {}).get(name):
        return [reason]
    having = [path for path, command in _all_commands() if name in _options(command)]
    if having:
        return [f"{name} is an option of {', '.join(having)}"]
    question = did_you_mean(name, _options(context.command))
    return [question] if question else []


def _steps_with_argument(given: str, context: Context) -> list[str]:
    """Return the step for a single argument of a store command: it may name the store."""
    is_of_store = context.parent is not None and context.parent.info_name == "store"
    return [f"did you mean --store {given}?"] if is_of_store and " " not in given else []


def _all_commands() -> Iterator[tuple[str, Command]]:
    """Give each command with its name; a command of a group has the name of the group before it.

    Those of `why` are left out: they have the options of the commands of the same name.
    """
    for name in COMMANDS:
        command = load_command(name)
        inner = getattr(command, "commands", None)
        if inner is None:
            yield name, command
        else:
            yield from ((f"{name} {own}", one) for own, one in inner.items() if own not in COMMANDS)


def _options(command: Command) -> list[str]:
    return [
        name
        for parameter in command.params
        for name in (*parameter.opts, *parameter.secondary_opts)
        if name.startswith("-")
    ]
