"""What a report reads: the logs named, a store named, standard input, the store, or nothing."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, cast

import typer

from usagestats.errors import ExitCode, InputError, UsageError
from usagestats.logs.sources import STDIN, find_sources
from usagestats.store.location import default_store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from io import BufferedReader

    from usagestats.logs.sources import Source


def sources_to_read(
    context: typer.Context,
    logs: Sequence[str] | None,
    store: str | None,
    store_in_catalog: str | None,
) -> list[Source]:
    """Return what is to be read; the first that applies of: LOG, --store, stdin, the store, help.

    Raises:
        UsageError: A store is to be read.
        InputError: A log cannot be found or read.
        typer.Exit: There is nothing to read, and the help was shown.
    """
    if logs:
        return find_sources(logs)
    if store is not None:
        raise _cannot_read_store(store)
    is_piped = sys.stdin is not None and not sys.stdin.isatty()
    if is_piped and _yields_a_byte():
        return find_sources([STDIN])
    if kept := default_store(os.environ, store_in_catalog):
        raise _cannot_read_store(kept)
    if is_piped:
        return []
    typer.echo(context.get_help(), err=True)
    raise typer.Exit(ExitCode.USAGE)


def _yields_a_byte() -> bool:
    try:
        return bool(cast("BufferedReader", sys.stdin.buffer).peek(1))
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where="standard input") from error


def _cannot_read_store(store: str) -> UsageError:
    hint = "name the logs to read: LOG..."
    return UsageError("this version cannot read a store", where=store, hint=hint)
