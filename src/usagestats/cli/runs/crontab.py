"""The line of a crontab that keeps a store up to date."""

from __future__ import annotations

import os
import shlex
import sys
from itertools import chain
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Final

from usagestats.cli.options.catalog_choice import catalog_in_force
from usagestats.cli.options.setting import Origin, find
from usagestats.cli.options.store_choice import store_to_fill
from usagestats.cluster.address import OPTION as CLUSTER
from usagestats.cluster.address import ClusterAddress
from usagestats.errors import UsageError
from usagestats.logs.files.sources import STDIN
from usagestats.safety.visible import visible

if TYPE_CHECKING:
    from usagestats.catalog.catalog_file import CatalogFile
    from usagestats.cli.options.groups import ListedObjects, LogOptions

_EVERY_FIVE_MINUTES = "*/5 * * * *"
_ORIGINS: Final = {"--timezone": "--timezone or TZ"}
_HINTS: Final = {"--log-format": "write it into the catalog, as log_format"}


def crontab_line(logs: LogOptions, store: str | None, listed: ListedObjects | None = None) -> str:
    """Return the line, which means the same in every folder and every environment.

    Args:
        logs: The logs, and how they are read.
        store: The value of --store.
        listed: The options on objects.

    Raises:
        UsageError: No logs are named, the catalog is wrong, or a text does not fit into a line.
    """
    named = logs.named or []
    objects, days = (listed.objects, listed.days) if listed else (None, None)
    if not (named or objects) or STDIN in (*named, objects):
        hint = "for example: usagestats ingest --print-cron '/var/log/nginx/access.log*'"
        raise UsageError("name the logs that cron is to read", where="LOG", hint=hint)
    file = catalog_in_force(logs.catalog, is_without=logs.no_catalog)
    location = store_to_fill(store, file)
    options = {
        "--store": _absolute(location),
        "--objects": objects and _absolute(objects),
        "--days": days and str(days),
        "--cluster": logs.cluster and _cluster(logs.cluster),
        "--catalog": file.path and _absolute(str(file.path)),
        "--timezone": _of_this_shell("timezone", logs.timezone, file) or _zone_of_this_shell(file),
        "--log-timezone": _of_this_shell("log_timezone", logs.log_timezone, file),
        "--log-format": _of_this_shell("log_format", logs.log_format, file),
        "--max-rejects": _of_this_shell("max_rejects", logs.max_rejects, file),
    }
    given = {name: value for name, value in options.items() if value}
    program, sources = _command(), list(map(_absolute, named))
    _check_fits("the program", *program)
    for name, value in given.items():
        _check_fits(name, value)
    _check_fits("LOG", *sources)
    flags = {"--no-catalog": logs.no_catalog, "--quiet": logs.quiet}
    chosen = [flag for flag, is_chosen in flags.items() if is_chosen]
    words = [*program, "ingest", *chain(*given.items()), *chosen, *sources]
    # cron begins in the home folder, which may have a catalog of its own
    command = f"cd / && {shlex.join(words)}".replace("%", r"\%")
    return f"{_EVERY_FIVE_MINUTES} {command}"


def _cluster(text: str) -> str:
    """Return the address of a cluster.

    Raises:
        UsageError: It is none, or holds a token, which others would see in the crontab.
    """
    if ClusterAddress.of(text).text == text:
        return text
    hint = "put the whole address into SPARK_REMOTE of the crontab, and use --cluster spark"
    raise UsageError("no token is written into a crontab", where=CLUSTER, hint=hint)


def _of_this_shell(key: str, given: str | None, file: CatalogFile) -> str | None:
    """Return a setting that cron does not find in the files by itself."""
    found = find(key, given, file)
    return found.value if found.origin in {Origin.OPTION, Origin.ENVIRONMENT} else None


def _zone_of_this_shell(file: CatalogFile) -> str | None:
    """Return the zone of the system, if only this shell has it and no file sets another one."""
    is_in_file = file.value("timezone") is not None
    return None if is_in_file else os.environ.get("TZ", "").removeprefix(":")


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
