"""The choice of the store: by an option, by the environment, by the files, or the default one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from usagestats.cli.options.setting import find
from usagestats.errors import UsageError
from usagestats.store.location import users_store

if TYPE_CHECKING:
    from usagestats.catalog.catalog_file import CatalogFile


def store_to_fill(option: str | None, file: CatalogFile) -> str:
    """Return the path or URL of the store to write.

    Args:
        option: The value of --store.
        file: The catalog, and the user's file.

    Raises:
        UsageError: None is named, and the user has no home for the default one.
    """
    named = find("store", option, file).value
    store = users_store() if named is None else named
    if store is None:
        what = "there is no home folder in which the default store could be"
        raise UsageError(what, where="--store", hint="name a folder for the store, or set HOME")
    return store


def store_to_read(file: CatalogFile) -> str | None:
    """Return the store to read without an option; `None` where none is named and none exists."""
    named = find("store", None, file).value
    if named is not None:
        return named
    path = users_store()
    return path if path and Path(path).exists() else None
