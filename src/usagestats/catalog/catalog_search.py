"""Finds the catalog and the user's settings; loads nothing, so that completion stays quick."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

FILE_NAME: Final = "usagestats.toml"
USERS_FILE_NAME: Final = "config.toml"


def find_catalog(folder: Path) -> Path | None:
    """Return the nearest catalog: in the folder, above it, or in the user's configuration."""
    for candidate in (folder, *folder.absolute().parents):
        if _is_file(candidate / FILE_NAME):
            return candidate / FILE_NAME
    path = _users_folder() / FILE_NAME
    return path if _is_file(path) else None


def catalog_beside(logs: Iterable[str]) -> Path | None:
    """Return a catalog that may be meant, though it does not hold: beside a log, or above it.

    Args:
        logs: Files, folders and globs.
    """
    for log in map(Path, logs):
        for folder in (log, log.parent, log.parent.parent):
            if _is_file(folder / FILE_NAME):
                return folder / FILE_NAME
    return None


def find_users_file() -> Path | None:
    """Return the file of the user's settings, if there is one."""
    path = _users_folder() / USERS_FILE_NAME
    return path if _is_file(path) else None


def _users_folder() -> Path:
    """Return the folder of the user's settings, as platformdirs names it.

    Every run looks there, and to load platformdirs takes some hundredths of a small one, so the
    rule of Linux (XDG Base Directory: a relative path is ignored) stands here.
    """
    if sys.platform == "linux":
        named = os.environ.get("XDG_CONFIG_HOME", "")
        folder = named if Path(named).is_absolute() else "~/.config"
        return Path(os.path.expanduser(folder), "usagestats")  # noqa: PTH111  (no home: no error)
    from platformdirs import user_config_path  # noqa: PLC0415  (as above)

    return user_config_path("usagestats")


def _is_file(path: Path) -> bool:
    with suppress(
        OSError, ValueError
    ):  # a folder that this user may not enter, a name that is none
        return path.is_file()
    return False
