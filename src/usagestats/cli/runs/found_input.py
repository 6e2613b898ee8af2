"""The input of a command: the logs named, a store named, standard input, the store, or nothing."""

from __future__ import annotations

import sys
from dataclasses import field
from typing import TYPE_CHECKING, NoReturn, cast

import typer

from usagestats.cli.console.messages import say
from usagestats.cli.options.store_choice import store_to_read
from usagestats.errors import ExitCode, InputError
from usagestats.light_dataclass import dataclass
from usagestats.logs.files.sources import STDIN, find_sources

if TYPE_CHECKING:
    from collections.abc import Sequence
    from io import BufferedReader

    from usagestats.catalog.catalog_file import CatalogFile
    from usagestats.logs.files.sources import Source
    from usagestats.object_storage.dates import Dates


@dataclass(frozen=True, slots=True)
class FoundInput:
    """The logs, or else the store, that a report is made from.

    Args:
        sources: The logs.
        store: The path or URL of the store; `None` where logs are read.
    """

    sources: list[Source] = field(default_factory=list)
    store: str | None = None


def logs_to_read(
    context: typer.Context,
    logs: Sequence[str] | None,
    file: CatalogFile,
    *,
    may_move: bool = False,
    dates: Dates | None = None,
) -> list[Source]:
    """Return the logs to read: the LOG arguments, else standard input, else show the help.

    Args:
        context: Has the help.
        logs: The names on the command line.
        file: The catalog, which says how object storage is reached.
        may_move: As in `find_sources`.
        dates: As in `find_sources`.

    Raises:
        InputError: A log cannot be found or read.
        typer.Exit: There is nothing to read, and the help was shown.
    """
    if logs:
        return find_sources(logs, may_move=may_move, storage=file.storage, dates=dates)
    piped = _standard_input()
    return _show_help(context) if piped is None else piped


def logs_or_store(
    context: typer.Context,
    logs: Sequence[str] | None,
    store: str | None,
    file: CatalogFile,
    dates: Dates | None = None,
) -> FoundInput:
    """Return the logs or the store to read.

    The first that applies: the LOG arguments, --store, standard input, the default store, the help.

    Args:
        context: Has the help.
        logs: The names on the command line.
        store: The value of --store.
        file: The catalog and the user's file, which may name a store.
        dates: As in `find_sources`.

    Raises:
        InputError: A log cannot be found or read.
        typer.Exit: There is nothing to read, and the help was shown.
    """
    if logs:
        return FoundInput(find_sources(logs, storage=file.storage, dates=dates))
    if store is not None:
        return FoundInput(store=store)
    piped = _standard_input()
    if piped:
        return FoundInput(piped)
    if found := store_to_read(file):
        return FoundInput(store=found)
    return _show_help(context) if piped is None else FoundInput(piped)


def _standard_input() -> list[Source] | None:
    """Return standard input, or no source if it is empty; `None` where it is a terminal."""
    if sys.stdin is None or sys.stdin.isatty():
        return None
    return find_sources([STDIN]) if _yields_a_byte() else []


def _yields_a_byte() -> bool:
    try:
        return bool(cast("BufferedReader", sys.stdin.buffer).peek(1))
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where="standard input") from error


def _show_help(context: typer.Context) -> NoReturn:
    say(context.get_help())
    raise typer.Exit(ExitCode.USAGE)
