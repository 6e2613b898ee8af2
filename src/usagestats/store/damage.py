"""Files of a store that are missing or broken: the library's own messages name none of them."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from usagestats.errors import UsageStatsError
from usagestats.store.location import path_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_NO_DAMAGE: Final = (errno.EACCES, errno.EPERM, errno.EMFILE, errno.ENFILE)
"""Failures of the one who reads, not of the file."""

_MAGIC: Final = b"PAR1"
_NAMED: Final = 3
_HINT: Final = (
    "restore the store from a backup; or move it away, and count the logs again: usagestats ingest"
    " LOG..."
)


def damage_of(location: str, files: Iterable[str]) -> UsageStatsError | None:
    """Return an error that names the broken files of a local store; `None` where none is found.

    Args:
        location: The path of the store; nothing is known about one behind a URL.
        files: The paths of the files that hold its present state.
    """
    if "://" in location:
        return None
    folder = Path(path_of(location))
    found = [
        *_broken(_commits(folder / "_delta_log"), _is_commit, "cannot be read"),
        *_broken([Path(unquote(file)) for file in files], _is_parquet, "is cut or overwritten"),
    ]
    if not found:
        return None
    named = [f"{os.path.relpath(path, folder)} {reason}" for path, reason in found[:_NAMED]]
    further = len(found) - len(named)
    named += [f"and {further:,} more"] if further else []
    return UsageStatsError(f"the store is damaged: {', '.join(named)}", where=location, hint=_HINT)


def _commits(folder: Path) -> list[Path]:
    try:
        return sorted(folder.glob("*.json"))
    except PermissionError:
        return []


def _broken(
    paths: Iterable[Path], is_whole: Callable[[Path], bool], reason: str
) -> list[tuple[Path, str]]:
    found = []
    for path in paths:
        try:
            if not is_whole(path):
                found.append((path, reason))
        except FileNotFoundError:
            found.append((path, "is missing"))
        except OSError as error:
            if error.errno not in _NO_DAMAGE:
                found.append((path, f"cannot be read: {error.strerror}"))
    return found


def _is_commit(path: Path) -> bool:
    """Return whether a file of the log of commits has an object of JSON in each line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return bool(lines) and all(isinstance(json.loads(line), dict) for line in lines)
    except ValueError:
        return False


def _is_parquet(path: Path) -> bool:
    """Return whether a file begins and ends as a Parquet file does."""
    with path.open("rb") as file:
        begin = file.read(len(_MAGIC))
        size = file.seek(0, 2)
        file.seek(max(size - len(_MAGIC), 0))
        return size > 2 * len(_MAGIC) and begin == _MAGIC == file.read()
