"""The screen of `--help`: the options in groups, each with one line or more, then examples.

Typer ignores `rich_help_panel` in plain help. Here it is the heading of a group. Options without
one are those of the command itself, and come first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from usagestats.cli.options.examples import EXAMPLES
from usagestats.cli.options.headings import HELP_NAMES, INPUT, OUTPUT, SELECTION, SENDING, TIME

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from typer._click import HelpFormatter, Parameter
    from typer._click.core import Context

_ARGUMENTS, _OWN = "Arguments", "Options"
_ABOUT_MESSAGES = ("quiet", "verbose")
_WIDEST_NAME = 26
_SHORT = len("-o, ")


def write_options(parameters: Iterable[Parameter], context: Context, to: HelpFormatter) -> None:
    """Write arguments and options under the headings of their groups."""
    groups = option_groups(parameters, context)
    names = [name for rows in groups.values() for name, _ in rows]
    width = max((len(name) for name in names if len(name) <= _WIDEST_NAME), default=0)
    for heading, rows in groups.items():
        with to.section(heading):
            to.write_dl([(name.ljust(width), text) for name, text in rows], _WIDEST_NAME)


def option_groups(
    parameters: Iterable[Parameter], context: Context
) -> dict[str, list[tuple[str, str]]]:
    """Return the headings in their order, and below each the names and texts of its options."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for parameter in sorted(parameters, key=_place_in_group):
        if HELP_NAMES[-1] not in parameter.opts and not getattr(parameter, "hidden", False):
            groups.setdefault(heading_of(parameter), []).append(row_of(parameter, context))
    last = OUTPUT if OUTPUT in groups else _OWN
    groups.setdefault(last, []).append((", ".join(HELP_NAMES), "Show this help."))
    order = (_ARGUMENTS, _OWN, INPUT, SELECTION, TIME, SENDING, OUTPUT)
    return {heading: groups[heading] for heading in order if heading in groups}


def _place_in_group(parameter: Parameter) -> int:
    """Return the order in a group: arguments, options, the options about messages."""
    if parameter.param_type_name == "argument":
        return 0
    return 2 if parameter.name in _ABOUT_MESSAGES else 1


def write_commands(groups: Mapping[str, Mapping[str, str]], to: HelpFormatter) -> None:
    """Write the names of commands with their summaries, under the headings of their groups."""
    width = max(len(name) for commands in groups.values() for name in commands)
    for heading, commands in groups.items():
        with to.section(heading):
            to.write_dl([(name.ljust(width), summary) for name, summary in commands.items()])


def write_examples(command_path: str, to: HelpFormatter) -> None:
    """Write the examples of a command, each below a line that says what it is for."""
    with to.section("Examples"):
        for purpose, command in examples_of(command_path):
            to.write(f"{'':>{to.current_indent}}# {purpose}\n")
            to.write(f"{'':>{to.current_indent}}{command}\n")


def examples_of(command_path: str) -> tuple[tuple[str, str], ...]:
    """Return the examples of a command: the purpose and the command line of each.

    Args:
        command_path: The program and its command, such as `usagestats store info`.
    """
    return EXAMPLES[command_path.partition(" ")[2]]


def usage_pieces(parameters: Iterable[Parameter]) -> list[str]:
    """Return what follows the name of a command in its line of usage."""
    arguments = [one for one in parameters if one.param_type_name == "argument"]
    return ["[OPTIONS]", *(_in_usage(argument) for argument in arguments)]


def _in_usage(argument: Any) -> str:  # noqa: ANN401  (an argument of typer)
    return _argument_name(argument) if argument.required else f"[{_argument_name(argument)}]"


def heading_of(parameter: Any) -> str:  # noqa: ANN401  (of either kind)
    """Return the heading of the group that a parameter belongs to."""
    own = _ARGUMENTS if parameter.param_type_name == "argument" else _OWN
    return parameter.rich_help_panel or own


def row_of(parameter: Any, context: Context) -> tuple[str, str]:  # noqa: ANN401  (as above)
    """Return the names of a parameter with its placeholder, and its explanation."""
    if parameter.param_type_name == "argument":
        return _argument_name(parameter), parameter.help or ""
    names = _short_first(parameter.opts)
    indent = "" if len(names[0]) == len("-o") else " " * _SHORT
    placeholder = "" if parameter.is_flag else f" {_placeholder(parameter)}"
    return f"{indent}{', '.join(names)}{placeholder}", _explanation(parameter, context)


def _short_first(names: Iterable[str]) -> list[str]:
    return sorted(names, key=lambda name: (name.startswith("--"), -len(name)))


def _argument_name(argument: Any) -> str:  # noqa: ANN401  (as above)
    return f"{argument.display_name_raw}{'...' if argument.nargs != 1 else ''}"


def _placeholder(option: Any) -> str:  # noqa: ANN401  (as above)
    if option.metavar:
        return str(option.metavar)
    return "WORD" if option.type_descriptor.is_choice else "VALUE"


def _explanation(option: Any, context: Context) -> str:  # noqa: ANN401  (as above)
    text = option.help or ""
    choices = option.type_descriptor.choices if option.type_descriptor.is_choice else None
    words = ", ".join(str(choice.value) for choice in choices or ())
    default = _default(option, context)
    parts = (text, f"{words}." if words else "", f"[default: {default}]" if default else "")
    return " ".join(part for part in parts if part)


def _default(option: Any, context: Context) -> str | None:  # noqa: ANN401  (as above)
    if isinstance(option.show_default, str):
        return option.show_default
    value = option.get_default(context, call=False)
    if not option.show_default or option.is_flag or value in {None, ()}:
        return None
    return str(getattr(value, "value", value))
