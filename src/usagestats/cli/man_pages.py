"""Writes the manual pages, from the texts of `--help`: `python -m usagestats.cli.man_pages FOLDER`.

There is a page for the program and one for each command, in the macros of `man`.
"""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typer
from typer._click.core import Context
from typer.core import TyperGroup

from usagestats import __version__
from usagestats.cli.command_list import COMMANDS, load_command
from usagestats.cli.main import app
from usagestats.cli.options.help_screen import examples_of, option_groups, usage_pieces
from usagestats.cli.options.setting_names import OPTIONS, variable_of
from usagestats.unfinished_files import replace_file

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROGRAM: Final = "usagestats"
_EXIT_STATUS: Final = {
    "0": "All is well, even without rows.",
    "1": "A fault of the program, or something cannot be written.",
    "2": "A mistake in the command line or in the catalog.",
    "3": "There is an alert of the level of --fail-on.",
    "4": "A problem with a log, or more rejects than --max-rejects allows.",
    "130": "Interrupted by Ctrl-C.",
}
_FILES: Final = {
    "usagestats.toml": "The catalog: in the current folder, in a folder above, or in the user's"
    " configuration folder.",
    "config.toml": "The user's own settings, in the folder usagestats of the user's configuration"
    " folder; usagestats config shows the path.",
}


def man_pages() -> Iterator[tuple[str, str]]:
    """Yield the name of each page, without its suffix, and its text."""
    context = Context(typer.main.get_command(app), info_name=_PROGRAM)
    yield _PROGRAM, _page(context, [*_commands(), *_environment(), *_files()])
    for name in COMMANDS:
        yield from _pages_of(load_command(name), name, context)


def _pages_of(command: Any, name: str, parent: Context) -> Iterator[tuple[str, str]]:  # noqa: ANN401  (a command of typer)
    context = Context(command, info_name=name, parent=parent)
    yield context.command_path.replace(" ", "-"), _page(context, [])
    if isinstance(command, TyperGroup):
        for subname, subcommand in command.commands.items():
            yield from _pages_of(subcommand, subname, context)


def _page(context: Context, more: list[str]) -> str:
    command = context.command
    path = context.command_path
    summary, *paragraphs = inspect.cleandoc(command.help or "").split("\n\n")
    name = path.replace(" ", "-")
    lines = [
        f'.TH {_text(name.upper())} 1 "" "{_PROGRAM} {__version__}" "{_PROGRAM}"',
        ".SH NAME",
        f"{_text(name)} \\- {_text(summary.rstrip('.'))}",
        ".SH SYNOPSIS",
        f".B {_text(path)}",
        _text(" ".join(_usage(context))),
        ".SH DESCRIPTION",
        _text(summary),
        *(line for paragraph in paragraphs for line in (".PP", _text(paragraph))),
        *_options(context),
        *more,
        *_examples(path),
        ".SH EXIT STATUS",
        *_definitions(_EXIT_STATUS),
        ".SH SEE ALSO",
        _text("usagestats --help, usagestats COMMAND --help"),
    ]
    return "\n".join(lines) + "\n"


def _usage(context: Context) -> list[str]:
    if isinstance(context.command, TyperGroup):
        return ["COMMAND", "[OPTIONS]", "[ARGUMENTS]"]
    return usage_pieces(context.command.get_params(context))


def _options(context: Context) -> Iterator[str]:
    yield ".SH OPTIONS"
    for heading, rows in option_groups(context.command.get_params(context), context).items():
        yield f".SS {heading}"
        yield from _definitions({name.strip(): text for name, text in rows})


def _commands() -> Iterator[str]:
    yield ".SH COMMANDS"
    yield from _definitions({f"usagestats-{name}(1)": line for name, line in COMMANDS.items()})


def _environment() -> Iterator[str]:
    yield ".SH ENVIRONMENT"
    yield from _definitions({variable_of(key): f"As {option}." for key, option in OPTIONS.items()})


def _files() -> Iterator[str]:
    yield ".SH FILES"
    yield from _definitions(_FILES)


def _examples(path: str) -> Iterator[str]:
    yield ".SH EXAMPLES"
    for purpose, command in examples_of(path):
        yield from (".PP", _text(f"{purpose[:1].upper()}{purpose[1:]}:"), ".PP", ".EX")
        yield from (f"    {_text(command)}", ".EE")


def _definitions(texts: dict[str, str]) -> Iterator[str]:
    for name, text in texts.items():
        yield from (".TP", f".B {_text(name)}", _text(text))


def _text(text: str) -> str:
    """Return text as troff takes it: one line, nothing of it a request or an escape."""
    one_line = " ".join(text.split()).replace("\\", "\\e").replace("-", "\\-")
    ascii_only = "".join(char if char.isascii() else f"\\[u{ord(char):04X}]" for char in one_line)
    return f"\\&{ascii_only}" if ascii_only.startswith((".", "'")) else ascii_only


def write_pages(folder: Path) -> None:
    """Write all pages into a folder, which is made if it does not exist."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in man_pages():
        replace_file(folder / f"{name}.1", [text.encode("ascii")])


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]))
