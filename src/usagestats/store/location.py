"""Where the store is, whether there is one, and whether one can be there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from usagestats.errors import UsageError
from usagestats.safety.visible import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

STORE_VARIABLE = "USAGESTATS_STORE"
_ODD: Final = frozenset("%[]\\\n\r")
"""What the library mistakes in a path."""


def named_store(environment: Mapping[str, str], in_catalog: str | None) -> str | None:
    """Return the path or URL of the store that somebody named; `None` where nobody did.

    Args:
        environment: Its `USAGESTATS_STORE` comes first.
        in_catalog: The one that the catalog names, if it names one.
    """
    return environment.get(STORE_VARIABLE) or in_catalog


def users_store() -> str:
    """Return the path of the store that holds where nobody named one: in the user's data folder."""
    from platformdirs import user_data_path  # noqa: PLC0415  (dear, and seldom needed)

    return str(user_data_path("usagestats") / "store")


def store_to_fill(
    option: str | None, environment: Mapping[str, str], in_catalog: str | None
) -> str:
    """Return the store that an option names, else the environment, the catalog, or the user's."""
    if option is not None:
        return option
    return named_store(environment, in_catalog) or users_store()


def store_to_read(environment: Mapping[str, str], in_catalog: str | None) -> str | None:
    """Return the store to read where no option names one; `None` where there is none yet."""
    if named := named_store(environment, in_catalog):
        return named
    path = users_store()
    return path if Path(path).exists() else None


def path_of(location: str) -> str:
    """Return the path that a location means; a URL stays one."""
    return location if "://" in location else str(Path(location).expanduser())


def refuse_odd_places(location: str) -> None:
    """Make sure that a store can be at a place.

    Raises:
        UsageError: It cannot.
    """
    if not location:
        raise UsageError("an empty name", where="--store", hint="name a folder for the store")
    if "://" in location:
        return
    if odd := set(location) & _ODD:
        what = f"no store can be at a place with {' '.join(sorted(map(visible, odd)))} in its name"
        raise UsageError(what, where=visible(location))
    try:
        is_something_else = (
            os.path.lexists(path_of(location)) and not Path(path_of(location)).is_dir()
        )
    except OSError as error:
        raise UsageError(f"cannot be looked at: {error.strerror}", where=location) from error
    if is_something_else:
        raise UsageError("is no folder", where=location, hint="name a folder for the store")


def refuse_other_files(location: str) -> None:
    """Make no store among other files: old ones are deleted one day, and might be those.

    Raises:
        UsageError: There are some.
    """
    path = Path(path_of(location))
    if (
        "://" not in location
        and path.is_dir()
        and any(entry.name != "_delta_log" for entry in path.iterdir())
    ):
        hint = "name a folder that is empty, or not there yet"
        raise UsageError("is no store, and holds other files", where=location, hint=hint)
