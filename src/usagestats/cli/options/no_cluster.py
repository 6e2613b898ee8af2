"""The option `--cluster` of commands that do not count logs: it is refused, and says why."""

from __future__ import annotations

from typing import Final

import typer

from usagestats.errors import UsageError

_OTHERS: Final = {
    "requests": "its rows are in the order of the lines; traffic, for one, counts on a cluster",
    "check": "give it some of the logs: the others of the same gateway are read in the same way",
    "init": "give it some of the logs: a draft needs no more",
    "explain": "it explains one request",
    "watch": "it follows files of this machine; ingest counts on a cluster",
}


def refuse_cluster(context: typer.Context, value: str | None) -> None:
    """Make sure that the option is not given.

    Raises:
        UsageError: It is given.
    """
    if value is not None:
        command = context.info_name or ""
        hint = f"leave it out: {_OTHERS[command]}"
        raise UsageError(f"{command} does not work on a cluster", where="--cluster", hint=hint)
