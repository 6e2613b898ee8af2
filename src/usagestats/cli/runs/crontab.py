"""The line of a crontab that keeps a store up to date."""

from __future__ import annotations

import os
import shlex
import sys
from itertools import chain
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Final

from usagestats.catalog.catalog_file import load_catalog
from usagestats.errors import UsageError
from usagestats.logs.files.sources import STDIN
from usagestats.safety.visible import visible
from usagestats.store.location import store_to_fill

if TYPE_CHECKING:
    from usagestats.cli.options.groups import LogOptions

_EVERY_FIVE_MINUTES = "*/5 * * * *"
_ORIGINS: Final = {"--timezone": "--timezone or TZ"}
_HINTS: Final = {"--log-format": "write it into the catalog, as log_format"}


def crontab_line(logs: LogOptions, store: str | None) -> str:
    """Return the line, which means the same in every folder and every environment.

    Args:
        logs: The logs, and how they are read.
        store: The value of --store.

    Raises:
        UsageError: No logs are named, the catalog is wrong, or a text does not fit into a line.
    """
    named = logs.named or []
    if not named or STDIN in named:
        hint = "for example: usagestats ingest --print-cron '/var/log/nginx/access.log*'"
        raise UsageError("name the logs that cron is to read", where="LOG", hint=hint)
    file = load_catalog(logs.catalog, Path())
    location = store_to_fill(store, os.environ, file.store)
    options = {
        "--store": _absolute(location),
        "--catalog": file.path and _absolute(str(file.path)),
        "--timezone": logs.timezone or os.environ.get("TZ", "").removeprefix(":"),
        "--log-timezone": logs.log_timezone,
        "--log-format": logs.log_format,
        "--max-rejects": logs.max_rejects,
    }
    given = {name: value for name, value in options.items() if value}
    program, sources = _command(), list(map(_absolute, named))
    _check_fits("the program", *program)
    for name, value in given.items():
        _check_fits(name, value)
    _check_fits("LOG", *sources)
    quiet = ["--quiet"] if logs.quiet else []
    words = [*program, "ingest", *chain(*given.items()), *quiet, *sources]
    # cron begins in the home folder, which may have a catalog of its own
    command = f"cd / && {shlex.join(words)}".replace("%", r"\%")
    return f"{_EVERY_FIVE_MINUTES} {command}"


def _check_fits(where: str, *words: str) -> None:
    """Refuse words that would end the line or hide in it, wherever they come from.

    A tab may stand between the parts of a log format.

    Raises:
        UsageError: A word has such a character.
    """
    odd = next((word for word in words if not word.replace("\t", " ").isprintable()), None)
    if odd is not None:
        raise UsageError(
            f"cannot be written into a crontab: {visible(odd)}",
            where=_ORIGINS.get(where, where),
            hint=_HINTS.get(where),
        )


def _absolute(path: str) -> str:
    """Return a path or a glob as an absolute one; a URL stays as it is."""
    if "://" in path:
        return path
    return str(Path(path).expanduser().absolute())


def _command() -> list[str]:
    program = Path(sys.argv[0])
    if program.name == "__main__.py":
        return [sys.executable, "-m", "usagestats"]
    return [str(Path(which(program) or program).absolute())]
