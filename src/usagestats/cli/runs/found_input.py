"""What a report reads: the logs named, a store named, standard input, the store, or nothing."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import typer

from usagestats.errors import ExitCode, InputError
from usagestats.logs.files.sources import STDIN, find_sources
from usagestats.store.location import store_to_read

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from io import BufferedReader
    from pathlib import Path

    from usagestats.logs.files.sources import Source


@dataclass(frozen=True, slots=True)
class FoundInput:
    """What is read: logs, or else a store.

    Args:
        sources: The logs.
        store: The path or URL of the store; `None` where logs are read.
    """

    sources: list[Source]
    store: str | None = None

    @property
    def files(self) -> list[Path]:
        """The logs that are files."""
        return [source.path for source in self.sources if source.path]


def logs_to_read(
    context: typer.Context, logs: Sequence[str] | None, *, may_move: bool = False
) -> FoundInput:
    """Return the logs that are to be read; the first that applies of: LOG, stdin, help.

    Args:
        context: Has the help.
        logs: As on the command line.
        may_move: As in `find_sources`.

    Raises:
        InputError: A log cannot be found or read.
        typer.Exit: There is nothing to read, and the help was shown.
    """
    if logs:
        return FoundInput(find_sources(logs, may_move=may_move))
    return _first_of(context, None, None, lambda: None)


def logs_or_store(
    context: typer.Context,
    logs: Sequence[str] | None,
    store: str | None,
    store_in_catalog: str | None,
) -> FoundInput:
    """Return what is to be read; the first that applies of: LOG, --store, stdin, the store, help.

    Raises:
        InputError: A log cannot be found or read.
        typer.Exit: There is nothing to read, and the help was shown.
    """
    return _first_of(context, logs, store, lambda: store_to_read(os.environ, store_in_catalog))


def _first_of(
    context: typer.Context,
    logs: Sequence[str] | None,
    store: str | None,
    kept: Callable[[], str | None],
) -> FoundInput:
    if logs:
        return FoundInput(find_sources(logs))
    if store is not None:
        return FoundInput([], store)
    is_piped = sys.stdin is not None and not sys.stdin.isatty()
    if is_piped and _yields_a_byte():
        return FoundInput(find_sources([STDIN]))
    if found := kept():
        return FoundInput([], found)
    if is_piped:
        return FoundInput([])
    typer.echo(context.get_help(), err=True)
    raise typer.Exit(ExitCode.USAGE)


def _yields_a_byte() -> bool:
    try:
        return bool(cast("BufferedReader", sys.stdin.buffer).peek(1))
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where="standard input") from error
