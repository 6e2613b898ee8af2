"""The location of a store, a path or URL: the default one, and checks of any other."""

from __future__ import annotations

import os
from errno import EACCES, EDQUOT, ENOSPC, EPERM, EROFS
from pathlib import Path
from typing import Final

from usagestats.errors import UsageError, UsageStatsError
from usagestats.object_storage.urls import meant_url, shown_url
from usagestats.safety.visible import visible
from usagestats.users_folders import data_folder

_ODD: Final = frozenset("%[]\\\n\r")
"""The characters that the library misreads in a path."""
_FULL: Final = frozenset({ENOSPC, EDQUOT})
_DENIED: Final = frozenset({EACCES, EPERM, EROFS})
"""The errors of a place that are no mistake of the user."""


def users_store() -> str | None:
    """Return the path of the default store: in the user's data folder; `None`: there is none."""
    folder = data_folder()
    return str(folder / "store") if folder else None


def path_of(location: str) -> str:
    """Return the path of a location, with `~` expanded; a URL is returned as it is."""
    return location if "://" in location else str(Path(location).expanduser())


def refuse_odd_locations(location: str) -> None:
    """Refuse a location where no store can be.

    Raises:
        UsageError: It is empty, is no folder, or holds characters that the library misreads.
    """
    if not location:
        raise UsageError("an empty name", where="--store", hint="name a folder for the store")
    if "://" in location:
        return
    if odd := set(location) & _ODD:
        what = f"a store cannot have {' '.join(sorted(map(visible, odd)))} in its name"
        raise UsageError(what, where=visible(location))
    if (url := meant_url(location)) and not Path(location).exists():
        hint = f"a URL has two slashes: {shown_url(url)}"
        raise UsageError("looks like a URL, but is none", where=visible(location), hint=hint)
    try:
        is_something_else = (
            os.path.lexists(path_of(location)) and not Path(path_of(location)).is_dir()
        )
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", where=location) from error
    if is_something_else:
        raise UsageError("is not a folder", where=location, hint="name a folder for the store")


def refuse_other_files(location: str) -> None:
    """Refuse a folder that holds other files: the library might delete them as old table files.

    Raises:
        UsageError: The folder holds other files, or cannot be read.
    """
    if "://" in location:
        return
    try:
        names = [entry.name for entry in Path(path_of(location)).iterdir()]
    except PermissionError as error:
        raise UsageError(f"cannot be read: {error.strerror}", where=location) from error
    except OSError:  # there is no folder yet
        return
    if any(name != "_delta_log" for name in names):
        hint = "name a folder that is empty or does not exist yet"
        raise UsageError("is not a store: the folder has other files", where=location, hint=hint)


def make_folder(location: str) -> None:
    """Make the folder of a local store, unless it is there: the library hides why it cannot.

    Raises:
        UsageError: No folder can have this name.
        UsageStatsError: The disk is full, or nothing may be written there.
    """
    if "://" in location:
        return
    try:
        Path(path_of(location)).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        what = f"a store cannot be made here: {error.strerror}"
        hint = "make room on the disk" if error.errno in _FULL else "name another folder"
        kind = UsageStatsError if error.errno in _FULL | _DENIED else UsageError
        raise kind(what, where=location, hint=hint) from error


def refuse_removed(location: str) -> None:
    """Refuse to write to a local store that was removed since it was opened.

    The library would make its folder again, with a log of commits that lacks its beginning.

    Raises:
        UsageStatsError: It was removed.
    """
    if is_removed(location):
        what = "the store was removed while this run went on; nothing was added to it"
        raise UsageStatsError(what, where=location, hint="run it again")


def is_removed(location: str) -> bool:
    """Whether a local store that was opened is there no longer."""
    return "://" not in location and not (Path(path_of(location)) / "_delta_log").is_dir()
