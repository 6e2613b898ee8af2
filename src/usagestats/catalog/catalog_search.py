"""Finds the catalog and the user's settings; loads nothing, so that completion stays quick."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from usagestats.users_folders import settings_folder

if TYPE_CHECKING:
    from collections.abc import Iterable

FILE_NAME: Final = "usagestats.toml"
USERS_FILE_NAME: Final = "config.toml"


def find_catalog(folder: Path) -> Path | None:
    """Return the nearest catalog: in the folder, above it, or in the user's configuration."""
    for candidate in (folder, *folder.absolute().parents):
        if _is_file(candidate / FILE_NAME):
            return candidate / FILE_NAME
    return _in_settings(FILE_NAME)


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
    return _in_settings(USERS_FILE_NAME)


def _in_settings(name: str) -> Path | None:
    folder = settings_folder()
    return folder / name if folder and _is_file(folder / name) else None


def _is_file(path: Path) -> bool:
    with suppress(
        OSError, ValueError
    ):  # a folder that this user may not enter, a name that is none
        return path.is_file()
    return False
