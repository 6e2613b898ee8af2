"""Where the store is, and whether there is one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

STORE_VARIABLE = "USAGESTATS_STORE"


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
    return option or named_store(environment, in_catalog) or users_store()


def store_to_read(environment: Mapping[str, str], in_catalog: str | None) -> str | None:
    """Return the store to read where no option names one; `None` where there is none yet."""
    if named := named_store(environment, in_catalog):
        return named
    path = users_store()
    return path if Path(path).exists() else None
